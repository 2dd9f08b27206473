"""Rebuilding scoring from the log, while the service runs, on both databases."""

from __future__ import annotations

import dataclasses
import random
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.retention import KEEP
from chassis.transaction import new_id
from contracts.events import (
    HouseholdRecorded,
    PointsPosted,
    RecordRuled,
    StarRatingChanged,
    StarYearFrozen,
    VolunteerMerged,
)
from contracts.log import Log
from scoring import deeds, ledger, policies
from scoring.appraisal import Counts
from scoring.models import Base
from scoring.rebuild import rebuilding
from scoring.rebuild.beside import DERIVED, KEPT
from scoring.rebuild.rebuilding import Rebuild
from scoring.rebuild.replay import CALL_BACKS, DISTRICT, INBOX, PERSONS, SERVICES, WHISTLES, subscriptions
from scoring.records import TOLD_BY

from tests.actors import admin, officer
from tests.bus import Bus, eventually
from tests.scoring.facts import called_back, completed, department, escalated, household, rated, volunteer
from tests.scoring.rebuilding import (
    PEOPLE,
    Place,
    assert_as_the_referee_says,
    assert_nothing_said_twice,
    happenings,
    history,
    taken_in,
)


def test_every_table_of_scoring_and_every_event_it_subscribes_to_is_rebuilt_or_kept() -> None:
    assert sorted((*DERIVED, *KEPT)) == sorted(Base.metadata.tables)
    assert set(subscriptions()) == {
        *SERVICES,
        *WHISTLES,
        *DISTRICT,
        *PERSONS,
        *TOLD_BY,
        *CALL_BACKS,
        *deeds.TOLD_BY,
        VolunteerMerged,
        HouseholdRecorded,
    }


def test_a_rebuild_of_a_healthy_database_changes_nothing_and_says_nothing(running: Any, bus: Bus, place: Place) -> None:
    events = history(random.Random(1), 200)
    running("scoring")
    sent = bus.publish(*events)
    bus.publish_again(*random.Random(2).sample(sent, 100))
    taken_in(bus, place, events)
    before = place.derived()
    said = len(bus.settle())
    checked = place.rebuilt("--check")
    assert checked["equal"], checked
    ended = place.rebuilt()
    assert (ended["announced"], ended["unreadable"]) == (0, 0)
    assert place.derived() == before
    assert_as_the_referee_says(place, events)
    more = [completed(who, 600) for who in PEOPLE for _ in range(5)]
    bus.publish_again(*sent)
    bus.publish(*more)
    taken_in(bus, place, events + more)
    assert len(bus.settle()) > said
    assert_as_the_referee_says(place, events + more)
    assert_nothing_said_twice(bus)


def test_nothing_is_lost_or_said_twice_while_the_service_consumes(running: Any, bus: Bus, place: Place) -> None:
    chance = random.Random(3)
    events = history(chance, 300)
    for _ in range(2):
        running("scoring")
    sent = bus.publish(*events)
    enough = threading.Event()

    def go_on() -> None:
        while not enough.wait(0.1):
            more = happenings(chance, 10)
            sent.extend(bus.publish(*more))
            events.extend(more)
            bus.publish_again(*chance.sample(sent, 10))

    busy = threading.Thread(target=go_on)
    busy.start()
    try:
        for _ in range(2):
            place.rebuilt()
        checked = place.rebuilt("--check")
    finally:
        enough.set()
        busy.join()
    assert checked["equal"], "a check is exact while the service consumes"
    taken_in(bus, place, events)
    bus.settle()
    assert_as_the_referee_says(place, events)
    assert_nothing_said_twice(bus)
    assert place.rebuilt("--check")["equal"]


def test_who_served_where_is_compared_and_mended(running: Any, bus: Bus, place: Place) -> None:
    who, guest = sorted((new_id(), new_id()))
    # Past midnight in the district, so in its new year.
    events = [completed(who), completed(guest, 10, datetime(2026, 12, 31, 16, 30, tzinfo=UTC), community="yijiang")]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    service.stop()
    served = ledger.SERVED_IN
    right = place.rows(served.name)
    assert [tuple(row.values()) for row in right] == [("xiezhuang", 2026, who), ("yijiang", 2027, guest)]
    place.execute(served.delete().where(served.c.volunteer_id == guest))
    place.execute(served.insert().values(community="xiezhuang", year=2026, volunteer_id=guest))
    status, ended, _ = place.rebuild("--check")
    (different,) = [table for table in ended["tables"] if not table["equal"]]
    assert (status, different["table"]) == (1, served.name)
    assert different["differing"] == [f"xiezhuang 2026 {guest}", f"yijiang 2027 {guest}"]
    assert place.rebuilt()["announced"] == 0
    assert place.rows(served.name) == right
    assert place.rebuilt("--check")["equal"]


def test_a_tampered_sum_is_found_by_a_check_and_mended_by_a_rebuild(running: Any, bus: Bus, place: Place) -> None:
    who, other = new_id(), new_id()
    events = [completed(who, 1440), completed(other, 10)]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    service.stop()
    years, facts = ledger.VOLUNTEER_YEARS, ledger.COMPLETED
    place.execute(years.update().where(years.c.volunteer_id == who).values(minutes=0, stars=0))
    place.execute(facts.update().where(facts.c.provider == other).values(minutes=11))
    status, ended, _ = place.rebuild("--check")
    tables = {table["table"]: table for table in ended["tables"]}
    assert (status, ended["equal"]) == (1, False)
    assert {name for name, table in tables.items() if not table["equal"]} == {"completed_services", "volunteer_years"}
    assert tables["volunteer_years"]["differing"] == [f"{who} 2026"]
    assert tables["volunteer_years"]["live"]["rows"] == tables["volunteer_years"]["rebuilt"]["rows"] == 2
    assert {row["minutes"] for row in place.rows("volunteer_years")} == {0, 10}, "a check changes nothing"
    assert place.rebuilt()["announced"] == 0
    assert {row["minutes"] for row in place.rows("volunteer_years")} == {1440, 10}
    assert place.rebuilt("--check")["equal"]
    assert_as_the_referee_says(place, events)


def test_what_was_announced_wrongly_is_announced_rightly_after_a_rebuild(running: Any, bus: Bus, place: Place) -> None:
    who = new_id()
    events = [volunteer(who), completed(who, 1440)]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    (right,) = bus.seen(StarRatingChanged, volunteer_id=who)
    wrong = dataclasses.replace(right.data, sequence=2, stars=5, previous_stars=right.data.stars)  # type: ignore[type-var]
    bus.publish(wrong)
    years = ledger.VOLUNTEER_YEARS
    place.execute(years.update().values(stars=5, version=2))
    assert not place.rebuild("--check")[1]["equal"]
    assert place.rebuilt()["announced"] == 1
    corrected = bus.wait_for(StarRatingChanged, volunteer_id=who, sequence=3)
    assert (corrected.data.stars, corrected.data.previous_stars) == (right.data.stars, 5)  # type: ignore[attr-defined]
    assert corrected.community == "xiezhuang"
    service.stop()
    assert place.rebuilt("--check")["equal"]


def test_a_database_that_was_lost_is_rebuilt_with_its_versions_and_without_saying_anything_again(
    running: Any, bus: Bus, place: Place
) -> None:
    events = history(random.Random(5), 150)
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    service.stop()
    before = place.derived()
    for name in Base.metadata.tables:
        place.execute(Base.metadata.tables[name].delete())
    assert place.rebuilt()["announced"] == 0
    assert place.derived() == before
    assert_as_the_referee_says(place, events)


def test_a_frozen_year_is_not_decided_anew_whatever_came_later(running: Any, bus: Bus, place: Place, rpc: Any) -> None:
    events = history(random.Random(4), 100)
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)
    rpc("scoring", "freeze_star_year", {"year": 2025, "publicity_days": 7}, actor=admin())
    bus.wait_for(StarYearFrozen)
    newcomer, then = new_id(), datetime(2025, 5, 4, tzinfo=UTC)
    late = [completed(who, 600, then) for who in (newcomer, *PEOPLE) for _ in range(9)]
    bus.publish(*late)
    taken_in(bus, place, [*events, *late])
    service.stop()
    decided = {row["volunteer_id"]: (row["policy"], row["version"]) for row in place.rows("volunteer_years")}
    assert decided[newcomer] == (None, 0)
    before = place.stars(2025)
    assert place.rebuilt("--check")["equal"]
    assert place.rebuilt()["announced"] == 0
    assert place.stars(2025) == before
    assert place.rebuilt("--check")["equal"]


def test_ratings_that_were_set_aside_stay_so_in_a_database_made_anew(running: Any, bus: Bus, place: Place) -> None:
    who, into, person = new_id(), new_id(), new_id()
    done = [completed(who), completed(who), completed(into)]
    told = [rated(done[0], 5, rated_by=person), rated(done[1], 4, rated_by=new_id()), rated(done[2], 3)]
    service = running("scoring")
    bus.publish(volunteer(who, person=person), *done, *told)
    bus.wait_for(RecordRuled, record_id=done[0].service_id)
    bus.publish(VolunteerMerged(community="xiezhuang", sequence=2, volunteer_id=who, into=into))
    eventually(lambda: place.rows("merged_volunteers"), what="the merging")
    bus.settle()
    service.stop()
    before = place.derived()
    assert [(row["volunteer_id"], row["ruling"]) for row in before["rulings"]] == [(into, "set_aside")]
    assert [row["ratings"] for row in before["volunteer_years"] if row["volunteer_id"] == into] == [2]
    assert place.rebuilt("--check")["equal"]
    for name in Base.metadata.tables:
        place.execute(Base.metadata.tables[name].delete())
    assert place.rebuilt()["announced"] == 0
    assert place.rows("rulings") == before["rulings"] and place.rows("raters") == before["raters"]
    (years,) = [row for row in place.rows("volunteer_years") if row["volunteer_id"] == into]
    assert (years["ratings"], years["rating_stars"], years["services"]) == (2, 7, 3)


def test_who_lives_together_is_known_in_a_database_made_anew(running: Any, bus: Bus, place: Place) -> None:
    who, child, lodger = new_id(), new_id(), new_id()
    done = [completed(who), completed(who)]
    told = [rated(done[0], 5, rated_by=child), rated(done[1], 4, rated_by=lodger)]
    home = household(who, persons=(child, lodger))
    service = running("scoring")
    bus.publish(volunteer(who), *done, *told, home)
    for one in done:
        bus.wait_for(RecordRuled, record_id=one.service_id)
    bus.publish(household(who, persons=(child,), sequence=2, household_id=home.household_id))
    eventually(lambda: len(place.rows("household_members")) == 2, what="the lodger's leaving")
    bus.settle()
    service.stop()
    before = place.derived()
    assert [row["doubts"] for row in before["rulings"]] == [["same_household"], ["same_household"]]
    assert [row["ratings"] for row in before["volunteer_years"]] == [0], "who left rated while living there"
    assert place.rebuilt("--check")["equal"]
    for name in Base.metadata.tables:
        place.execute(Base.metadata.tables[name].delete())
    assert place.rebuilt()["announced"] == 0
    assert place.derived() == before


def test_departments_records_count_as_they_were_ruled_in_a_database_made_anew(
    running: Any, bus: Bus, place: Place, rpc: Any
) -> None:
    done = [completed("housing", provider_kind="department") for _ in range(3)]
    whistle = escalated("housing")
    events = [department("housing"), *done, *(called_back(one, "not_satisfied", False) for one in done), whistle]
    service = running("scoring")
    bus.publish(*events)
    taken_in(bus, place, events)

    def appeal(kind: str, record_id: str, **correction: Any) -> None:
        request = {"kind": kind, "record_id": record_id, "reason": "记错了"}
        filed = rpc("scoring", "file_department_appeal", request, actor=officer("housing"))
        if correction:
            decision = {"appeal_id": filed["appeal_id"], "allowed": True, "because": "核对过"} | correction
            rpc("scoring", "decide_department_appeal", decision, actor=admin())

    appeal("case", done[0].service_id, outcome="left_out")
    appeal("case", done[1].service_id, outcome="called_satisfied", resolved=True)
    appeal("whistle", whistle.whistle_id, outcome="excused")
    appeal("case", done[2].service_id)
    more = rated(done[2], 5)
    bus.publish(more)
    taken_in(bus, place, [*events, more])
    service.stop()
    before = place.derived()
    (quarter,) = before["department_quarters"]
    counted = {name: quarter[name] for name in Counts._fields if quarter[name]}
    assert counted == {
        "left_out": 1,
        "called_satisfied": 1,
        "called_not_satisfied": 1,
        "resolved": 1,
        "excused": 1,
    }, "what is under appeal counts as it did, whatever is told of it"
    assert place.rebuilt("--check")["equal"]
    for name in Base.metadata.tables:
        place.execute(Base.metadata.tables[name].delete())
    assert place.rebuilt()["announced"] == 0
    assert place.derived() == before


def test_what_the_service_forgot_in_time_is_no_difference_but_what_it_has_not_taken_in_is(
    running: Any, bus: Bus, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = datetime.now(UTC) - KEEP["inbox", "received_at"] - timedelta(days=10)
    old, new, late = completed(PEOPLE[0], 60, long_ago), completed(PEOPLE[0], 60), completed(PEOPLE[0], 60)
    service = running("scoring")
    (first,) = bus.publish(old, at=long_ago)
    bus.publish(new)
    taken_in(bus, place, [old, new])
    service.stop()
    place.execute(INBOX.delete().where(INBOX.c.event_id == first.id))
    assert place.rebuilt("--check")["equal"]
    (waiting,) = bus.publish(late)
    monkeypatch.setattr(rebuilding, "BACKLOG_SECONDS", 0.1)
    with Log(bus.amqp_url) as log:
        compared = Rebuild(place.beside(), log, policies.own(), lambda **told: None).check()
    differing = {found.table: found.differing for found in compared if not found.equal}
    assert differing["inbox"] == (f"scoring.record_services {waiting.id}",)
    assert differing["completed_services"] == (late.service_id,)


def test_what_is_no_event_is_counted_and_left_out(running: Any, bus: Bus, place: Place) -> None:
    bus._subscriber._on_invalid = lambda body, error: None
    running("scoring")
    events = [completed(new_id(), 60)]
    bus.publish_raw(("ticketing.ServiceCompleted.v1.x", b"nonsense"), ("other.Thing.v1.x", b"{}"))
    bus.publish(*events)
    taken_in(bus, place, events)
    assert place.rebuilt()["unreadable"] == 2
    assert_as_the_referee_says(place, events)


def test_points_stay_as_they_are_and_a_merge_that_waits_still_moves_them(running: Any, bus: Bus, place: Place) -> None:
    one, other, into = (new_id() for _ in range(3))
    service = running("scoring")
    bus.publish(*(completed(who, minutes) for who, minutes in ((one, 60), (other, 120), (into, 180))))
    for who in (one, other, into):
        bus.wait_for(PointsPosted, volunteer_id=who)
    bus.publish(VolunteerMerged(community="xiezhuang", sequence=2, volunteer_id=one, into=into))

    def moved() -> list[str]:
        return [row["event_id"] for row in place.rows("inbox") if row["subscription"] == "scoring.move_points"]

    # The sums are merged by another subscription, so the points of either may be told first.
    bus.wait_for(PointsPosted, volunteer_id=into, balance=4)
    eventually(lambda: len(moved()) == 1, what="the first merge to move points")
    service.stop()
    bus.publish(VolunteerMerged(community="xiezhuang", sequence=2, volunteer_id=other, into=into))
    books = {name: place.rows(name) for name in KEPT if name.startswith("points_")}
    taken = moved()
    assert len(taken) == 1
    place.rebuilt()
    assert {name: place.rows(name) for name in books} == books
    assert moved() == taken
    service.start()
    bus.wait_for(PointsPosted, volunteer_id=into, balance=6)
    eventually(lambda: len(moved()) == 2, what="the second merge to move points")
