"""Findings: which needs visits and rounds raise, for whom, and who reads what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid
from chassis.transaction import new_id
from contracts import district
from contracts.events import NeedFound, VisitLogged
from volunteer import erasure, findings, merges

from tests.actors import actor, admin, officer, volunteer, worker
from tests.volunteer.clocked import Clocked
from tests.volunteer.whole_person import complete, rows_about

Answer = dict[str, Any]
WORDS = "三楼水管漏水，老人一个人住"
NOON_BEFORE = district.midnight(district.day_of(datetime.now(UTC))) - timedelta(hours=12)
DAY = district.day_of(NOON_BEFORE).isoformat()
LEAK = {"kind": "convenience", "urgency": "utilities"}


@pytest.fixture
def ids(enrol: Callable[..., Answer]) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def visit(neighbourhood: Any, ask: Callable[..., Answer], ids: list[str]) -> Callable[..., Answer]:
    """Logs a visit that found a leak, by the worker for the first volunteer unless told otherwise."""

    def log(by: Any = None, command_id: str | None = None, **facts: Any) -> Answer:
        asked = {
            "community": neighbourhood.code,
            "volunteer": None if by else "xz-1",
            "building": neighbourhood.buildings[0],
            "kind": "door_knock",
            "visited_on": DAY,
            "finding": WORDS,
            "need": LEAK,
        }
        return ask("log_visit", {**asked, **facts}, by, command_id=command_id or new_id())

    return log


@pytest.fixture
def walk(neighbourhood: Any, ask: Callable[..., Answer], ids: list[str]) -> Callable[..., Answer]:
    """Logs a round of the first volunteer, in an area of its own of these `buildings`."""

    def log(buildings: list[str], minutes: int = 0, **facts: Any) -> Answer:
        area = {"code": f"{neighbourhood.code}-{new_id()[-6:]}", "community": neighbourhood.code, "name": "河边"}
        ask("register_patrol_area", {**area, "buildings": buildings, "place": None if buildings else "河边步道"})
        came_at = (NOON_BEFORE + timedelta(minutes=minutes)).isoformat()
        return ask("log_round", {"area": area["code"], "came_at": came_at, "volunteer": "xz-1", **facts})

    return log


def read(ask: Callable[..., Answer], reader: Any, *need_ids: str) -> list[Answer]:
    return ask("findings", {"need_ids": list(need_ids)}, reader)["items"]


def test_a_visit_raises_a_need_under_the_id_it_shows(neighbourhood, ids, visit, bus):
    finder = volunteer(ids[0])
    logged = visit(finder)
    assert logged["finding"] == WORDS
    told = bus.wait_for(NeedFound, need_id=logged["need_id"])
    assert told.data == NeedFound(
        community=neighbourhood.code,
        sequence=1,
        need_id=logged["need_id"],
        origin="visit",
        origin_id=logged["visit_id"],
        volunteer_id=ids[0],
        reporter=finder.person_id,
        urgency="utilities",
        kind="convenience",
        building=neighbourhood.buildings[0],
    )
    assert "水管" not in told.to_json().decode()


def test_what_needs_nothing_done_raises_no_need(neighbourhood, visit, walk):
    assert (visit(need=None)["finding"], visit(need=None, finding=None)["need_id"]) == (WORDS, None)
    assert walk([], finding="路灯不亮")["need_id"] is None
    assert neighbourhood.told(NeedFound) == []


def test_the_same_command_again_raises_nothing_more(neighbourhood, ids, visit):
    again, finder = new_id(), volunteer(ids[0])
    assert visit(finder, again) == visit(finder, again)
    assert len(neighbourhood.told(NeedFound)) == 1
    assert visit(finder)["need_id"] != visit(finder)["need_id"]


def test_a_round_s_need_is_where_it_says_or_in_the_area_s_only_building(neighbourhood, walk, bus):
    first, second = neighbourhood.buildings
    asked = {"finding": "护栏松了", "need": {}}
    for minutes, (buildings, need, where) in enumerate(
        (
            ([first], {}, first),
            ([first], {"building": second}, second),
            ([first, second], {}, None),
            ([], {}, None),
        )
    ):
        made = walk(buildings, minutes, **{**asked, "need": need})
        told = bus.wait_for(NeedFound, need_id=made["need_id"]).data
        assert (told.origin, told.origin_id, told.building) == ("patrol_finding", made["round_id"], where)
        assert (told.kind, told.urgency) == (None, "ordinary")


def test_the_reporter_is_the_finder_s_person_or_who_logged_it(neighbourhood, ask, ids, visit, bus):
    resident, by = actor(), neighbourhood.worker
    registered = ask("register_volunteer", {"community": neighbourhood.code, "name": "何平"}, resident)["volunteer_id"]
    for found_by, reporter in ((registered, resident.person_id), (ids[0], by.person_id)):
        need_id = visit(by, volunteer=found_by)["need_id"]
        told = bus.wait_for(NeedFound, need_id=need_id).data
        assert (told.volunteer_id, told.reporter) == (found_by, reporter)


def test_what_was_found_is_read_by_workers_the_finder_and_those_who_serve(neighbourhood, ask, ids, visit, walk):
    by = neighbourhood.worker
    visited = visit(by, volunteer="xz-1")["need_id"]
    walked = walk([], finding="护栏松了", need={})["need_id"]
    former_worker = actor(person_id=by.person_id)
    for reader in (neighbourhood.worker, admin(), volunteer(ids[0]), volunteer(ids[1]), officer("water")):
        assert read(ask, reader, walked, visited) == [
            {"need_id": visited, "finding": WORDS, "place": None},
            {"need_id": walked, "finding": "护栏松了", "place": "河边步道"},
        ]
    assert [one["need_id"] for one in read(ask, former_worker, visited, walked)] == [visited]
    for stranger in (actor(), worker(neighbourhood.other)):
        assert read(ask, stranger, visited, walked) == []
    assert read(ask, admin(), new_id()) == []
    for wrong, code in (([], "too_few:1"), ([visited, visited], "repeated")):
        with pytest.raises(Invalid) as refused:
            read(ask, admin(), *wrong)
        assert refused.value.fields == {"need_ids": [code]}


def test_a_round_shows_its_need_to_those_who_read_what_was_found(neighbourhood, ask, ids, walk):
    need_id = walk([], finding="护栏松了", need={})["need_id"]

    def shown(reader: Any) -> list[str | None]:
        found = ask("patrols", {"community": neighbourhood.code, "day": DAY}, reader)
        return [one["need_id"] for area in found["areas"] for one in area["rounds"]]

    assert shown(neighbourhood.worker) == shown(volunteer(ids[0])) == [need_id]
    assert shown(volunteer(ids[1])) == [None]


def test_a_wrong_need_is_refused_with_its_visit_or_round(neighbourhood, ids, visit, walk):
    def faults(call: Any, *args: Any, **wrong: Any) -> Any:
        with pytest.raises(Invalid) as refused:
            call(*args, **wrong)
        return refused.value.fields

    assert faults(visit, finding=None) == {"finding": ["required"]}
    assert faults(visit, finding=" ") == {"finding": ["empty"]}
    assert faults(visit, finding="水" * 1001) == {"finding": ["too_long:1000"]}
    wrong = faults(visit, need={"kind": "plumbing", "urgency": None, "building": "b1"})["need"]
    assert wrong["kind"][0].startswith("not_one_of:")
    assert (wrong["urgency"], wrong["building"]) == (["required"], ["unknown_field"])
    assert faults(visit, need="leak") == {"need": {"_schema": ["not_an_object"]}}
    assert faults(visit, finding=None, building="nowhere") == {"finding": ["required"], "building": ["unknown"]}
    elsewhere = {"building": f"{neighbourhood.other}-b1"}
    assert faults(walk, [], need=elsewhere) == {
        "finding": ["required"],
        "need": {"building": ["wrong_community"]},
    }
    assert faults(walk, [], finding="护栏松了", need={"building": neighbourhood.compound}) == {
        "need": {"building": ["not_a_building"]}
    }
    with pytest.raises(Forbidden):
        visit(volunteer(ids[1]), volunteer=ids[0])
    assert neighbourhood.told(NeedFound, VisitLogged) == []


def test_a_finding_goes_with_its_finder_and_its_words_when_they_are_erased(clocked: Clocked) -> None:
    kept, merged = clocked.ids[0], complete(clocked)
    need_id = rows_about(clocked, merged)["visits"][0]["need_id"]
    with clocked.at(48) as tx:
        merges.merge(tx, clocked.worker, kept, merged, "登记了两次")

    def shown(reader: Any) -> list[str | None]:
        with clocked.database.reading() as session:
            return [one["finding"] for one in findings.of_needs(session, reader, [need_id])]

    finder = actor(volunteer_id=kept)
    assert shown(finder) == ["水管漏水"]
    with clocked.at(72) as tx:
        erasure.erase(tx, clocked.worker, kept, "本人要求", True)
    assert (shown(finder), shown(clocked.worker)) == ([], [None])
