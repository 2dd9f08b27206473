"""Each service in turn is killed with -9 in the middle of a day and started again; the day ends as if nothing had
happened. The referee is the script of the day, by which undisturbed days are judged too (tests/journeys)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests import recount
from tests.bus import Bus, eventually
from tests.system import MATERIAL, PLACE, System, outcome_of

SCRIPT = recount.from_script(MATERIAL["needs"], {one["username"]: one["display_name"] for one in PLACE["accounts"]})


@pytest.fixture(scope="module")
def played() -> list[str]:
    """The days of this module: each adds to the year and the quarter that the next one finds."""
    return []


@pytest.mark.parametrize(
    ("service", "after"),
    [("ticketing", 60), ("scoring", 100), ("portal", 140), ("volunteer", 80), ("notify", 120)],
)
def test_a_killed_service_comes_back_and_the_stars_are_those_of_an_undisturbed_day(
    system: System, played: list[str], service: str, after: int
) -> None:
    bus = Bus(system.amqp_url)
    demo = system.demo("--json")
    eventually(lambda: len(bus.seen()) >= after or demo.poll() is not None, 120, f"{after} events")
    assert demo.poll() is None, f"the day was over before the kill: {demo.communicate()}"
    system.kill(service)
    system.services[service].start()
    outcome = outcome_of(demo)
    bus.close()
    played.append(service)

    expected = SCRIPT.times(len(played))
    assert recount.shown_stars(outcome["stars"], "name") == recount.stars(expected)
    assert recount.shown_appraisals(outcome["departments"]) == recount.appraisals(expected)
    ids = [event["id"] for event in outcome["events"]]
    assert len(set(ids)) == len(ids)
    assert recount.from_events(outcome["events"]).departments == SCRIPT.departments
    due = messages_due(outcome["events"])
    eventually(lambda: messages(system, due) == due, 30, "every message to the reporters, once")


def messages_due(events: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """Kind and need of every message that residents are owed for these events."""
    kinds = {"NeedAssigned": "need_assigned", "ServiceReported": "service_to_confirm", "NeedClosed": "need_closed"}
    names = ((event["type"].split(".")[2], event) for event in events)
    return Counter((kinds[name], event["data"]["need_id"]) for name, event in names if name in kinds)


def messages(system: System, due: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Those of these needs that stand in the reporters' inboxes."""
    needs = {need for _, need in due}
    found: Counter[tuple[str, str]] = Counter()
    for reporter in sorted({need["reporter"] for need in MATERIAL["needs"]}):
        with system.as_person(reporter) as resident:
            cursor: str | None = ""
            while cursor is not None:
                page = resident.get("/inbox", params={"limit": 200, **({"cursor": cursor} if cursor else {})}).json()
                found.update((one["kind"], one["about"]["need_id"]) for one in page["items"])
                cursor = page["next_cursor"]
    return Counter({one: many for one, many in found.items() if one[1] in needs})
