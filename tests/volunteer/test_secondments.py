"""Secondments at times that the test sets: who may, on which days they hold, and what may be done there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import VolunteerSeconded
from volunteer import activities, descriptions, enrolment, joining, proposals, registers, secondments, sign_ups, teams
from volunteer import talents as pool
from volunteer.models import VolunteerRow

from tests.actors import actor, officer, worker
from tests.volunteer.clocked import NINE, Clocked

TODAY = district.day_of(NINE)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture(autouse=True)
def organisations(clocked: Clocked) -> None:
    row = {"kind": "department", "community": None, "paired_with": [], "appraised": False}
    with clocked.at(-48) as tx:
        registers.register_organisations(
            tx, [{**row, "code": "water", "name": "水务局"}, {**row, "code": "tax", "name": "税务局"}]
        )


def second(clocked: Clocked, by: Any = None, hours: float = 0, **changed: Any) -> str:
    asked = {"organisation": "water", "volunteer_id": clocked.ids[0], "community": clocked.next}
    days = {"from_day": TODAY, "to_day": day(30)}
    with clocked.at(hours) as tx:
        made = secondments.second(tx, by or officer("water"), {**asked, **days, **changed})
        return str(made["secondment_id"])


def end(clocked: Clocked, secondment: str, last: date | None = None, by: Any = None, hours: float = 1) -> Any:
    with clocked.at(hours) as tx:
        return secondments.end(tx, by or officer("water"), secondment, last)


def seconded(clocked: Clocked, on: date, by: Any = None, **asked: Any) -> list[str]:
    """The ids of the secondments that a reader finds."""
    wanted = {"community": clocked.next, "organisation": None, **asked}
    with clocked.database.reading() as session:
        found = secondments.seconded(session, by or officer("water"), wanted["community"], wanted["organisation"], on)
    return [str(one["secondment_id"]) for one in found]


def fields(call: Any, *arguments: Any, **named: Any) -> Any:
    with pytest.raises(Invalid) as refused:
        call(*arguments, **named)
    return refused.value.fields


def test_a_secondment_holds_on_its_days_and_is_told(clocked: Clocked) -> None:
    made = second(clocked)
    assert [seconded(clocked, day(days)) for days in (-1, 0, 30, 31)] == [[], [made], [made], []]
    [told] = clocked.told(VolunteerSeconded)
    assert (told.community, told.volunteer_id, told.organisation) == (clocked.next, clocked.ids[0], "water")
    assert (told.from_day, told.to_day, told.sequence) == (TODAY, day(30), 1)
    with clocked.database.reading() as session:
        [found] = secondments.seconded(session, officer("water"), clocked.next, None, TODAY)
    assert (found["home_community"], found["community"], found["name"]) == (clocked.here, clocked.next, "志愿者1")


def test_it_ends_earlier_than_planned_and_only_so(clocked: Clocked) -> None:
    made, endless = second(clocked), second(clocked, volunteer_id=clocked.ids[1], to_day=None)
    assert end(clocked, made, day(5))["to_day"] == day(5)
    assert end(clocked, endless)["to_day"] == TODAY
    assert [seconded(clocked, day(days)) for days in (0, 5, 6)] == [[made, endless], [made], []]
    assert [(one.secondment_id, one.to_day) for one in clocked.told(VolunteerSeconded)][2:] == [
        (made, day(5)),
        (endless, TODAY),
    ]
    for last in (day(5), day(6)):
        with pytest.raises(Conflict) as refused:
            end(clocked, made, last)
        assert refused.value.code == "already_ended"
    assert fields(end, clocked, made, day(-1)) == {"last_day": ["before_first"]}
    with pytest.raises(NotFound):
        end(clocked, new_id())


def test_the_same_days_are_not_seconded_twice(clocked: Clocked) -> None:
    made = second(clocked)
    with pytest.raises(Conflict) as refused:
        second(clocked, from_day=day(30), to_day=None)
    assert refused.value.code == "already_seconded"
    after = second(clocked, from_day=day(31), to_day=None)
    end(clocked, made, day(2))
    between = second(clocked, from_day=day(3), to_day=day(30))
    assert [seconded(clocked, day(days)) for days in (2, 3, 31)] == [[made], [between], [after]]


def test_what_is_wrong_is_refused_whole(clocked: Clocked) -> None:
    assert fields(second, clocked, by=clocked.admin, organisation="nowhere", community="nowhere") == {
        "organisation": ["unknown"],
        "community": ["unknown"],
    }
    assert fields(second, clocked, volunteer_id=new_id(), to_day=day(-1)) == {
        "volunteer_id": ["unknown"],
        "to_day": ["before_first"],
    }
    assert fields(second, clocked, community=clocked.here) == {"community": ["own_community"]}
    with clocked.at(0) as tx:
        enrolment.withdraw(tx, clocked.worker, clocked.ids[0])
    assert fields(second, clocked) == {"volunteer_id": ["withdrawn"]}
    assert clocked.told(VolunteerSeconded) == []


def test_an_officer_of_the_organisation_or_a_worker_there_seconds(clocked: Clocked) -> None:
    for stranger in (officer("tax"), worker(clocked.here), actor(), actor("resident", organisation="water")):
        with pytest.raises(Forbidden):
            second(clocked, by=stranger)
    made = second(clocked, by=worker(clocked.next))
    with pytest.raises(Forbidden):
        end(clocked, made, by=officer("tax"))
    assert end(clocked, made, day(1), by=clocked.worker)["to_day"] == day(1)


def test_each_reader_sees_the_own_organisation_s_or_community_s(clocked: Clocked) -> None:
    water = second(clocked)
    tax = second(clocked, by=officer("tax"), organisation="tax", volunteer_id=clocked.ids[1])
    assert seconded(clocked, TODAY) == [water]
    assert seconded(clocked, TODAY, by=officer("tax")) == [tax]
    assert seconded(clocked, TODAY, by=worker(clocked.next)) == [water, tax]
    assert seconded(clocked, TODAY, by=clocked.worker, community=None, organisation="tax") == [tax]
    assert seconded(clocked, TODAY, by=worker("elsewhere")) == []
    assert seconded(clocked, TODAY, by=clocked.admin, organisation="tax") == [tax]
    assert fields(seconded, clocked, TODAY, community=None) == {"community": ["choose_one"]}


def test_who_withdraws_is_seconded_no_more(clocked: Clocked) -> None:
    second(clocked)
    with clocked.at(1) as tx:
        enrolment.withdraw(tx, clocked.worker, clocked.ids[0])
    assert seconded(clocked, TODAY) == []


def test_a_seconded_person_signs_up_and_joins_a_team_there_and_stays_a_volunteer_of_home(clocked: Clocked) -> None:
    second(clocked)
    activity = clocked.plan(5, 7, community=clocked.next)
    there = worker(clocked.next)
    with clocked.at(1) as tx:
        sign_ups.sign_up(tx, clocked.people[0], activity, None)
        formed = {"code": "q-team", "kind": "community_team", "name": "晴岚", "community": clocked.next}
        teams.form_teams(tx, [{**formed, "leader": None, "members": []}])
        asked = {"team": "q-team", "volunteer": clocked.ids[0], "role": "leader", "tier": None}
        joining.join(tx, there, asked)
    with clocked.database.reading() as session:
        found = activities.in_full(session, activity, there)
        assert found["going_ids"] == [clocked.ids[0]]
        assert session.get_one(VolunteerRow, clocked.ids[0]).community == clocked.here


NOTHING: dict[str, Any] = dict.fromkeys(
    ("skill", "language", "kind", "free_from", "free_until", "valid_on", "place", "cursor")
)


def in_pool(clocked: Clocked, community: str, today: date, **asked: Any) -> list[dict[str, Any]]:
    with clocked.database.reading() as session:
        return pool.page(session, {**NOTHING, "community": community, "limit": 50, **asked}, today)["items"]


def ids_in_pool(clocked: Clocked, community: str, today: date, **asked: Any) -> list[str]:
    return [one["volunteer_id"] for one in in_pool(clocked, community, today, **asked)]


def test_who_is_seconded_counts_in_the_talent_pool_on_those_days(clocked: Clocked) -> None:
    assert ids_in_pool(clocked, clocked.next, TODAY) == []
    made = second(clocked)
    endless = second(clocked, volunteer_id=clocked.ids[1], to_day=None)
    who = clocked.ids[:2]
    assert [ids_in_pool(clocked, clocked.next, day(days)) for days in (-1, 0, 30, 31)] == [[], who, who, who[1:]]
    assert ids_in_pool(clocked, clocked.here, TODAY) == clocked.ids
    tomorrow = {"free_from": district.midnight(day(1))}
    window = {"weekday": day(1).isoweekday(), "starts": "00:00", "ends": "12:00"}
    with clocked.at(0) as tx:
        said: dict[str, Any] = {"languages": [], "wishes": ["environment"], "credentials": []}
        descriptions.describe(tx, clocked.people[0], {"volunteer_id": who[0], **said, "availability": [window]})
    assert ids_in_pool(clocked, clocked.next, day(-1), **tomorrow) == who[:1]
    [shown, _] = in_pool(clocked, clocked.next, TODAY)
    assert (shown["availability"], shown["wishes"]) == (None, None)
    assert in_pool(clocked, clocked.here, TODAY)[0]["wishes"] == ["environment"]
    end(clocked, made, TODAY)
    end(clocked, endless, TODAY)
    assert ids_in_pool(clocked, clocked.next, day(1)) == []


def test_who_is_seconded_is_proposed_for_what_is_done_on_those_days(clocked: Clocked) -> None:
    second(clocked, to_day=day(1))
    second(clocked, by=officer("tax"), organisation="tax", from_day=day(3), to_day=None)
    jobs = [
        {
            **dict.fromkeys(("activity_id", "skills", "language", "building")),
            "starts_at": NINE + timedelta(days=days),
            "ends_at": NINE + timedelta(days=days, hours=2),
            "kind": "environment",
            "people": 1,
        }
        for days in (0, 1, 2, 3)
    ]
    with clocked.at(0) as tx:
        found = proposals.propose(tx.session, clocked.next, jobs, tx.now)["jobs"]
        own = proposals.propose(tx.session, clocked.here, jobs[2:3], tx.now)["jobs"]
    who = [clocked.ids[0]]
    assert [[one["volunteer_id"] for one in job["volunteers"]] for job in found] == [who, who, [], who]
    assert found[2]["unfilled"]["counts"] == {"not_seconded": 1}
    assert [one["volunteer_id"] for one in own[0]["volunteers"]] == who
    activity = clocked.plan(1, 2, clocked.next)
    with clocked.at(0) as tx:
        sign_ups.sign_up(tx, worker(clocked.next), activity, clocked.ids[0])
    with clocked.at(0) as tx:
        [busy] = proposals.propose(tx.session, clocked.next, jobs[:1], tx.now)["jobs"]
    assert busy["unfilled"]["counts"] == {"busy": 1}
