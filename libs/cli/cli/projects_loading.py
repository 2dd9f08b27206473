"""The three lists and the joint meetings of a place file: resources, needs refined into micro-projects, meetings.

Found again by what tells them apart: resources, entries and projects of a community by title, its meetings by quarter.
They stay as people have changed, ended or closed them since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from cli.found_again import Step, by_community, without
from cli.problem import Problem
from cli.sending import Row, Sender, parts

SenderOf = Callable[[str], Sender]
"""By community: a sender as one of its workers, who confirms a result that somebody else told."""

_OF_PROJECT = ("community", "title", "problem", "place", "budget_fen", "starts_on", "ends_on")


def offer_resources(send: Sender, resources: list[Row]) -> None:
    """Offer the resources that a community never had, by title."""
    for community, rows in by_community(resources).items():
        path = f"/communities/{community}/resources"
        known = {one["title"] for withdrawn in ("false", "true") for one in send.every(path, withdrawn=withdrawn)}
        for row in rows:
            if row["title"] not in known:
                send.post_heard(path, without(row, "community"))


def carry_out_projects(send: Sender, projects: list[Row], worker: SenderOf, step: Step) -> None:
    """Make the projects that a community has not, by title, one after the other: each of a need, refined into an entry,
    and on to what the row tells of it. `step` is called after each project.

    What a project lacks is looked for where a load may have broken off: at one after which the next is missing, or none
    comes.
    """
    done = 0
    for community, rows in by_community(projects).items():
        known = {one["title"]: one["project_id"] for one in send.every("/projects", community=community)}
        new = [row for row in rows if row["title"] not in known]
        needs = _needs_of(send, community, new)
        entries = _listed(send, community) if new else {}
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            project_id = known.get(row["title"])
            if project_id is None:
                entry_id = entries.get(row["title"]) or _refined(send, row, needs[row["reference"]])
                body = {**{name: row[name] for name in _OF_PROJECT}, "entries": [entry_id]}
                project = send.post(f"/communities/{community}/projects", without(body, "community"))
                _carry_on(send, row, project, worker)
            elif following is None or following["title"] not in known:
                _carry_on(send, row, send.get(f"/projects/{project_id}"), worker)
            done += 1
            step(done, len(projects))


def hold_meetings(send: Sender, meetings: list[Row]) -> None:
    """Hold the joint meetings about quarters for which a community has none, and finish one at which a load broke
    off."""
    for community, rows in by_community(meetings).items():
        path = f"/communities/{community}/joint-meetings"
        known = {one["quarter"]: one["meeting_id"] for one in send.every(path)}
        for row in rows:
            meeting_id = known.get(row["quarter"])
            if meeting_id is None:
                meeting = send.post_heard(path, {"quarter": row["quarter"], "held_on": row["held_on"]})
            else:
                meeting = send.get(f"/joint-meetings/{meeting_id}")
            _record(send, row, meeting)


def _needs_of(send: Sender, community: str, projects: list[Row]) -> dict[str, str]:
    """The ids of the needs that the projects are made of, by their references, reported where they were not."""
    found = {}
    for part in parts(projects, 200):
        rows = [
            {
                "reference": row["reference"],
                "description": row["problem"],
                "kind": row["kind"],
                "on_behalf_of": row["on_behalf_of"],
            }
            for row in part
        ]
        answer = send.post_heard(f"/communities/{community}/needs/import", {"rows": rows, "dry_run": False})
        for row, became in zip(rows, answer["rows"], strict=True):
            if became["outcome"] == "refused":
                raise Problem(f"{send.file}: need {row['reference']} was refused: {became['faults']}.")
            found[row["reference"]] = became["need_id"]
    return found


def _listed(send: Sender, community: str) -> dict[str, str]:
    """The entries that no project was made of yet, by title."""
    entries = send.every(f"/communities/{community}/need-entries", state="listed")
    return {one["title"]: one["entry_id"] for one in entries}


def _refined(send: Sender, row: Row, need_id: str) -> str:
    kind = row["kind"]
    decided = {"kind": kind, "urgency": "ordinary", "route": "department", "complex": True}
    send.post(f"/needs/{need_id}/triage", decided)
    body = {"needs": [need_id], "title": row["title"], "kind": kind}
    entry_id = str(send.post(f"/communities/{row['community']}/need-entries", body)["entry_id"])
    send.post(f"/needs/{need_id}/suspend", {"reason": f"列入微项目“{row['title']}”，由项目办理。"})
    return entry_id


def _carry_on(send: Sender, row: Row, project: Row, worker: SenderOf) -> None:
    """Take the steps that the row tells and the project's history has not."""
    taken = Counter(step["action"] for step in project["history"])
    path = f"/projects/{project['project_id']}"
    for action, call, body in _steps(row):
        if taken[action]:
            taken[action] -= 1
        else:
            by = worker(row["community"]) if action == "confirm" else send
            by.post_heard(f"{path}/{call}", body)


def _steps(row: Row) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each step's action, the call that takes it, and what that is told."""
    yield "claim", "claim", {"organisation": row["organisation"]}
    for spent in row["spending"]:
        yield "spend", "spending", spent
    for report in row["reports"]:
        yield "report_progress", "reports", report
    if row["result"]:
        yield "finish", "finish", row["result"]
    if row["confirmed"]:
        yield "confirm", "confirm", {}
    if row["award"]:
        yield "award", "award", row["award"]


def _record(send: Sender, row: Row, meeting: Row) -> None:
    """Keep minutes and decisions that the meeting has not; a decision that was kept is somebody's to follow up."""
    path = f"/joint-meetings/{meeting['meeting_id']}"
    if not meeting["minutes"]:
        send.post(f"{path}/minutes", {"words": row["minutes"]})
    kept = {one["decided"] for one in meeting["decisions"]}
    for decision in row["decisions"]:
        if decision["decided"] not in kept:
            decision_id = send.post_heard(f"{path}/decisions", without(decision, "follow_up"))["decision_id"]
            if decision["follow_up"]:
                send.post(f"/meeting-decisions/{decision_id}/follow-up", decision["follow_up"])
