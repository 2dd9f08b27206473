"""How a place file's old compounds are renewed: hazards dealt with, households asked, rates measured.

Found again by what tells them apart: a hazard by template and description, a survey by its question, an indicator by
its code, its counts by their day. They stay as people have changed, ended or closed them since.
"""

from __future__ import annotations

from cli.found_again import by_community, without
from cli.sending import Row, Sender, parts

MOST_HOUSEHOLDS = 2000
"""Households, or answers, in one request."""


def deal_with_hazards(send: Sender, hazards: list[Row]) -> None:
    """Open the cases that a community never had, and do the steps that the file tells as done and nobody settled."""
    for community, rows in by_community(hazards).items():
        known = {
            (one["template"], one["description"]): one
            for closed in ("false", "true")
            for one in send.every("/hazards", community=community, closed=closed)
        }
        for row in rows:
            case = known.get((row["template"], row["description"]))
            if case is None:
                opened = without(row, "community", "steps")
                case = send.post_heard(f"/communities/{community}/hazards", opened)
            _settle(send, row["steps"], case)


def _settle(send: Sender, steps: list[Row], case: Row) -> None:
    path = f"/hazards/{case['hazard_id']}/steps"
    stands = {step["code"]: step for step in case["steps"]}
    for step in steps:
        code = step["step"]
        if stands[code]["state"] != "open":
            continue
        if stands[code]["party_kind"] is None:
            party = {"party_kind": step["party_kind"], "party": step["party"]}
            send.post_heard(f"{path}/assign", {"step": code, **party})
        if step["done"]:
            send.post(f"{path}/done", {"step": code, **step["done"]})


def ask_households(send: Sender, surveys: list[Row]) -> None:
    """Hold the consent surveys that a community never had, from the first briefing to the end, and finish one at which
    a load broke off. They are dated today: no survey begins in the past."""
    for community, rows in by_community(surveys).items():
        path = f"/communities/{community}/consent-surveys"
        known = {one["question"]: one["survey_id"] for one in send.every(path)}
        for row in rows:
            survey_id = known.get(row["question"])
            if survey_id is None:
                opened = without(row, "community", "briefings", "households", "answers", "closed")
                first, *more = parts(row["households"], MOST_HOUSEHOLDS)
                survey = send.post_heard(path, {**opened, "households": first})
                for part in more:
                    send.post(f"/consent-surveys/{survey['survey_id']}/households", {"households": part})
            else:
                survey = send.get(f"/consent-surveys/{survey_id}")
            _collect(send, row, survey)


def _collect(send: Sender, row: Row, survey: Row) -> None:
    if survey["closed_at"] is not None:
        return
    path = f"/consent-surveys/{survey['survey_id']}"
    held = {briefing["day"] for briefing in survey["briefings"]}
    for briefing in row["briefings"]:
        if briefing["day"] not in held:
            send.post(f"{path}/briefings", briefing)
    if not survey["progress"]["reached"]:
        for part in parts(row["answers"], MOST_HOUSEHOLDS):
            send.post(f"{path}/answers", {"answers": part})
    if row["closed"]:
        send.post(f"{path}/close", {})


def measure(send: Sender, indicators: list[Row]) -> None:
    """Define the indicators that a community has not, and enter the counts of days that have none."""
    for community, rows in by_community(indicators).items():
        path = f"/communities/{community}/indicators"
        known = {one["indicator"] for one in send.get_heard(path)["items"]}
        for row in rows:
            own = f"{path}/{row['indicator']}"
            if row["indicator"] not in known:
                send.post(own, without(row, "community", "indicator", "counts"))
            counted = {one["counted_on"] for one in send.every(f"{own}/entries")}
            for count in row["counts"]:
                if count["counted_on"] not in counted:
                    send.post(f"{own}/entries", count)
