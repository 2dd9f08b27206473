"""The main job, end to end: two demonstration days through the public API, and what the bus and the boards show.

Every test looks at the same two days, played once on SQLite and once on PostgreSQL.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat

from contracts import Envelope, vocabulary

from tests import recount
from tests.bus import eventually
from tests.system import MATERIAL, PLACE, System, outcome_of

Event = dict[str, Any]

NEEDS = MATERIAL["needs"]
NAMES = {one["username"]: one["display_name"] for one in PLACE["accounts"]}
SCRIPT = recount.from_script(NEEDS, NAMES)
FACTS = ("ServiceCompleted", "ServiceRated", "DepartmentReportedIn", "NeedEscalated")
RATINGS = ("StarRatingChanged", "DepartmentAppraisalChanged")


@dataclass(frozen=True)
class Days:
    """`first`: what the first day printed as JSON; `log`: every message on the bus up to its end; `second`: what the
    second day printed for people; `stars`, `departments`: the boards after it."""

    system: System
    first: dict[str, Any]
    log: list[bytes]
    second: str
    stars: list[dict[str, Any]]
    departments: list[dict[str, Any]]

    @property
    def events(self) -> list[Event]:
        return self.first["events"]

    def logged(self) -> list[Event]:
        return [json.loads(body) for body in self.log]


@pytest.fixture(scope="module")
def days(system: System) -> Days:
    first = outcome_of(system.demo("--json"))
    log = system.log(until=[event["id"] for event in first["events"]])
    demo = system.demo("--lang", "en")
    second, said = demo.communicate(timeout=240)
    assert demo.returncode == 0, said
    with system.as_admin() as admin:
        stars = admin.get("/communities/xiezhuang/stars").json()["items"]
        departments = admin.get("/departments/appraisals").json()["items"]
    return Days(system, first, log, second, stars, departments)


def name_of(event: Event) -> str:
    return event["type"].split(".")[2]


def named(events: Iterable[Event], *names: str) -> list[Event]:
    return [event for event in events if name_of(event) in names]


def by_need(events: list[Event]) -> dict[str, list[Event]]:
    """The events of each need in the order in which they passed; needs in the order in which they were reported."""
    lives: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if "need_id" in event["data"]:
            lives[event["data"]["need_id"]].append(event)
    return lives


def life(script: dict[str, Any]) -> list[str]:
    """The events that a need of this script must lead to, in the order of cause and effect."""
    served = ["ServiceReported", *["ServiceDisputed", "ServiceReported"] * bool(script["dispute"])]
    served += ["ServiceCompleted", "ServiceRated", "NeedClosed"]
    if script["route"] == "volunteer":
        begun = ["NeedReported", "NeedTriaged", "NeedOffered", "NeedAssigned"]
    else:
        begun = ["NeedReported", "NeedTriaged", "WhistleBlown"]
        begun += ["NeedEscalated"] * (script["report_in"] != "in_time")
        if script["report_in"] == "never":
            return begun
        begun += ["DepartmentReportedIn", "NeedAssigned"]
    again = ["NeedReopened", "NeedAssigned", "ServiceReported", "ServiceCompleted", "ServiceRated", "NeedClosed"]
    return begun + served + (again if script["reopen"] else [])


def of_the_day(stars: dict[str, recount.Stars]) -> dict[str, recount.Stars]:
    """Those of volunteers who take part in the day, by name; other journeys have volunteers of their own."""
    return {name: found for name, found in stars.items() if name in SCRIPT.volunteers}


def test_thirty_needs_of_all_kinds_each_with_its_events_in_causal_order(days):
    lives = by_need(days.events)
    assert len(lives) == 30
    for need, events in zip(NEEDS, lives.values(), strict=True):
        assert [name_of(event) for event in events] == life(need["script"]), need["number"]
        assert [int(event["sequence"]) for event in events] == list(range(1, len(events) + 1))
        assert [event["time"] for event in events] == sorted(event["time"] for event in events)
    assert {event["data"]["kind"] for event in named(days.events, "NeedTriaged")} == set(vocabulary.NEED_KINDS)


def test_one_department_reports_in_late_and_one_never(days):
    answers = named(days.events, "DepartmentReportedIn")
    late = [event["data"]["department"] for event in answers if not event["data"]["in_time"]]
    assert late == ["xintai-housing"]
    answered = {event["data"]["whistle_id"] for event in answers}
    never = [one for one in named(days.events, "NeedEscalated") if one["data"]["whistle_id"] not in answered]
    assert [event["data"]["department"] for event in never] == ["xintai-urban-management"]
    assert len(named(days.events, "WhistleBlown")) == 12


def test_services_are_confirmed_by_another_than_did_them_and_rated_from_one_to_five(days):
    rated = named(days.events, "ServiceRated")
    assert {event["data"]["stars"] for event in rated} == {1, 2, 3, 4, 5}
    assert len(rated) == len(named(days.events, "ServiceCompleted")) == 30
    assert {event["data"]["round"] for event in named(days.events, "ServiceCompleted")} == {1, 2}
    with days.system.as_person("xiezhuang-resident-3") as resident:
        reopened = named(days.events, "NeedReopened")[0]["subject"]
        steps = resident.get(f"/needs/{reopened}").json()["history"]
    assert [step["actor_role"] for step in steps if step["action"] == "complete"] == ["volunteer"] * 2
    assert [step["actor_role"] for step in steps if step["action"] == "confirm"] == ["resident"] * 2


def test_the_demonstration_shows_exactly_what_stands_in_the_log(days):
    printed = {event["id"]: event for event in days.events}
    assert len(printed) == len(days.events)
    since = min(event["time"] for event in days.events)
    assert {event["id"]: event for event in days.logged() if event["time"] >= since} == printed


def test_every_event_on_the_bus_is_read_alike_by_the_official_sdk_and_by_the_contract(days):
    for body in days.log:
        theirs, ours = JSONFormat().read(None, body), Envelope.from_json(body)
        assert theirs.get_id() == ours.id
        assert theirs.get_type() == ours.type
        assert theirs.get_source() == ours.source
        assert theirs.get_subject() == ours.data.subject
        assert theirs.get_time() == ours.time
        assert theirs.get_extension("community") == ours.community
        assert theirs.get_data() == ours.data.data()


def test_no_event_carries_anybodys_name_phone_or_words(days):
    people = [one["name"] for one in PLACE["volunteers"]] + [one["display_name"] for one in PLACE["accounts"]]
    phones = [one["phone"] for one in PLACE["volunteers"] if one["phone"]]
    words = [need["description"] for need in NEEDS]
    for script in (need["script"] for need in NEEDS):
        for step in (script["rating"], script["dispute"], script["reopen"], (script["reopen"] or {}).get("rating")):
            words += [step[said] for said in ("comment", "reason") if step and said in step]
    usernames = [one["username"] for one in PLACE["accounts"]]
    everything = b"\n".join(days.log).decode()
    assert len(phones) == 98 and len(words) == 30 + 30 + 3
    assert [told for told in {*people, *phones, *words, *usernames} if told in everything] == []


def test_stars_are_what_a_recount_of_the_raw_events_gives(days):
    shown = recount.shown_stars(days.first["stars"])
    assert shown == recount.stars(recount.from_events(days.logged()))
    names = {item["volunteer_id"]: item["name"] for item in days.first["stars"]}
    assert of_the_day({names[volunteer]: found for volunteer, found in shown.items()}) == recount.stars(SCRIPT)


def test_departments_are_what_a_recount_of_the_raw_events_gives(days):
    shown = recount.shown_appraisals(days.first["departments"])
    assert shown == recount.appraisals(recount.from_events(days.logged())) == recount.appraisals(SCRIPT)
    late, never = shown["xintai-housing"], shown["xintai-urban-management"]
    assert late.response == never.response == "66.7"
    assert {shown[code].response for code in ("xintai-civil-affairs", "xintai-water-supply")} == {"100.0"}
    assert never.rank > late.rank and never.rank == len(shown)


def test_explanations_name_the_events_behind_them_and_add_up(days):
    told = {event["id"]: event for event in days.logged()}
    for item in days.first["stars"] + [one for one in days.first["departments"] if one["total"]]:
        clauses = item["explanation"]["clauses"]
        for clause in clauses:
            assert len(clause["events"]) == clause["events_total"]
            assert {name_of(told[event]) for event in clause["events"]} <= set(FACTS)
        points = sum(round(float(clause["contribution"]) * 10_000) for clause in clauses) / 1_000
        assert item.get("score", item.get("total")) == (f"{int(points + 0.5) / 10:.1f}" if clauses else None)


def test_each_change_of_a_rating_was_told_and_the_last_one_told_is_the_one_shown(days):
    last = {event["subject"]: event["data"] for event in named(days.logged(), *RATINGS)}
    for item in days.first["stars"]:
        told = last.get(item["volunteer_id"])
        assert (told["stars"] if told else 0) == (item["stars"] or 0)
    for item in days.first["departments"]:
        told = last.get(item["department"], {})
        assert (told.get("total_tenths"), told.get("cases", 0)) == (
            int(item["total"].replace(".", "")) if item["total"] else None,
            item["counts"]["cases"],
        )


def test_a_second_day_counts_everything_once_more_and_nothing_twice(days):
    twice = SCRIPT.times(2)
    assert of_the_day(recount.shown_stars(days.stars, "name")) == recount.stars(twice)
    assert recount.shown_appraisals(days.departments) == recount.appraisals(twice)
    first = {item["department"]: item["counts"] for item in days.first["departments"]}
    for item in days.departments:
        assert item["counts"] == {what: 2 * many for what, many in first[item["department"]].items()}


def test_people_are_shown_each_event_as_a_line_and_then_why_everybody_stands_where(days):
    lines = days.second.splitlines()
    for said, times in (("need reported", 30), ("service rated", 30), ("whistle blown", 12), ("need escalated", 2)):
        assert len([line for line in lines if said in line and " xiezhuang " in line]) == times
    for item in days.stars:
        if item["services"]:
            assert any(item["name"] in line and f"{item['score']} points" in line for line in lines)
            assert item["explanation"]["words"]["en"] in days.second
    for item in days.departments:
        assert (item["explanation"]["words"]["en"] in days.second) == bool(item["total"])
    assert "30 needs, 30 services of 2670 minutes" in days.second.replace("\n", " ")


def test_a_request_is_followed_by_its_correlation_id_from_the_portal_to_the_stars(days):
    rated = next(one for one in named(days.events, "ServiceRated") if one["data"]["provider_kind"] == "volunteer")
    request = rated["correlationid"]

    def mentions(service: str) -> list[dict[str, Any]]:
        return [line for line in days.system.logged(service) if request in json.dumps(line)]

    for service in ("portal", "ticketing", "scoring"):
        eventually(lambda service=service: mentions(service), what=f"{request} in the log of {service}")
    assert [line["path"] for line in mentions("portal")] == [f"/api/v1/needs/{rated['data']['need_id']}/rate"]
    facts = {one.get("correlationid") for one in named(days.events, *FACTS)}
    assert {one["correlationid"] for one in named(days.events, "StarRatingChanged")} <= facts


def test_a_resident_is_told_in_the_inbox_what_became_of_the_need(days):
    need = by_need(days.events)
    mine = next(events for events in need.values() if name_of(events[-1]) == "NeedClosed")
    with days.system.as_person(NEEDS[0]["reporter"]) as resident:
        messages = eventually(lambda: resident.get("/inbox").json()["items"], what="messages")
    assert mine[0]["subject"] in json.dumps(messages)
