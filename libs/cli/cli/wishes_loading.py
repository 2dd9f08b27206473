"""The micro-wishes of a place file: wished by its residents, made come true by its volunteers.

Found again by title, which a worker gives one at the triage; from then on it stays as people change it.
"""

from __future__ import annotations

from collections.abc import Callable

from cli.found_again import Step, by_community
from cli.sending import Row, Sender

SenderAs = Callable[[str], Sender]
"""By user name, or by the community whose worker it is: who sends."""


def make_wishes_come_true(send: Sender, wishes: list[Row], person: SenderAs, worker: SenderAs, step: Step) -> None:
    """Have each wish that a community does not know wished, and those with a volunteer served, rated and closed. `step`
    is called after each."""
    done = 0
    for community, rows in by_community(wishes).items():
        known = {need["wish_title"] for need in send.every("/needs", community=community)}
        for row in rows:
            if row["title"] not in known:
                _wish(row, person(row["reporter"]), worker(community), row["volunteer"] and person(row["volunteer"]))
            done += 1
            step(done, len(wishes))


def _wish(row: Row, resident: Sender, worker: Sender, volunteer: Sender | None) -> None:
    wished = {name: row[name] for name in ("community", "kind", "description")}
    path = f"/needs/{resident.post_heard('/needs', {**wished, 'micro_wish': True})['need_id']}"
    decided = {"kind": row["kind"], "urgency": "ordinary", "route": "volunteer", "wish_title": row["title"]}
    worker.post(f"{path}/triage", decided)
    if volunteer is not None:
        volunteer.post_heard(f"{path}/claim", {})
        volunteer.post(f"{path}/complete", {"minutes": row["minutes"]})
        resident.post(f"{path}/confirm", {})
        resident.post(f"{path}/rate", row["rating"])
        worker.post(f"{path}/close", {})
