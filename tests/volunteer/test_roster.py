"""The duty roster of stations: who is put on it by whom, who is on duty now, and nobody in two places at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests.actors import actor, volunteer, worker
from tests.volunteer.conftest import Plan, in_hours


@pytest.fixture
def ids(enrol) -> list[str]:
    answer = enrol(*({"reference": f"xz-{n}", "name": f"志愿者{n}"} for n in (1, 2)))
    return [row["volunteer_id"] for row in answer["rows"]]


@pytest.fixture
def stations(neighbourhood, ask) -> list[str]:
    """Codes of two stations."""
    facts = {"community": neighbourhood.code, "kind": "compound", "compound": neighbourhood.compound}
    for number in (1, 2):
        ask("register_station", {**facts, "code": f"{neighbourhood.code}-s{number}", "name": f"站点{number}"})
    return [f"{neighbourhood.code}-s{number}" for number in (1, 2)]


def duty(station: str, starts: float, ends: float, named: str | None = None) -> dict[str, Any]:
    return {"station": station, "starts_at": in_hours(starts), "ends_at": in_hours(ends), "volunteer": named}


def refused(what: Any) -> Conflict:
    with pytest.raises(Conflict) as found:
        what()
    return found.value


def test_the_roster_shows_who_is_on_duty_now_and_who_comes_next(neighbourhood, ask, ids, stations):
    now = ask("roster_duty", duty(stations[0], -1, 2, "xz-1"))
    later = ask("roster_duty", duty(stations[0], 3, 5), volunteer(ids[1]))
    ask("roster_duty", duty(stations[0], 24 * 15, 24 * 15 + 1, "xz-1"))
    assert (later["volunteer_id"], later["name"], later["station"]) == (ids[1], "志愿者2", stations[0])
    first, second = ask("stations", {"community": neighbourhood.code}, actor())["items"]
    assert (first["on_duty"], first["roster"]) == ([now], [now, later])
    assert (second["on_duty"], second["roster"]) == ([], [])


def test_nobody_stands_duty_twice_at_once_even_at_the_same_moment(ask, ids, stations):
    own = volunteer(ids[0])

    def attempt(station: str) -> None:
        with suppress(Conflict):
            ask("roster_duty", duty(station, 1, 3), own)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, stations))
    found = [refused(lambda at=at: ask("roster_duty", duty(at, 2, 4), own)) for at in stations]
    assert [one.code for one in found] == ["stands_duty", "stands_duty"]
    assert found[0].about == found[1].about
    assert found[0].about["station"] in ("站点1", "站点2")
    assert ask("roster_duty", duty(stations[0], 2, 4), volunteer(ids[1]))["volunteer_id"] == ids[1]
    assert ask("roster_duty", duty(stations[0], 3.1, 4), own)["volunteer_id"] == ids[0]


def test_nobody_stands_duty_during_an_activity_they_signed_up_for(ask, ids, stations, plan: Plan):
    made = plan(starts=1, ends=3)
    own = volunteer(ids[0])
    ask("sign_up", {"activity_id": made["activity_id"]}, own)
    found = refused(lambda: ask("roster_duty", duty(stations[0], 2, 4), own))
    assert (found.code, found.about) == ("overlaps", {"activity_id": made["activity_id"], "title": made["title"]})
    ask("cancel_activity", {"activity_id": made["activity_id"], "reason": "大雨"})
    on_duty = ask("roster_duty", duty(stations[0], 2, 4), own)
    other = plan(starts=3, ends=5)
    found = refused(lambda: ask("sign_up", {"activity_id": other["activity_id"]}, own))
    assert (found.code, found.about) == ("stands_duty", {"duty_id": on_duty["duty_id"], "station": "站点1"})
    assert ask("sign_up", {"activity_id": plan(starts=4.1, ends=5)["activity_id"]}, own)["own"] == "going"


def test_volunteers_stand_duty_for_themselves_and_workers_roster_anyone(neighbourhood, ask, ids, stations):
    for other in (volunteer(ids[1]), worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            ask("roster_duty", duty(stations[0], 1, 2, ids[0]), other)
    with pytest.raises(NotFound):
        ask("roster_duty", duty("nowhere", 1, 2, "xz-1"))


def test_a_wrong_duty_is_refused(ask, ids, stations):
    def faults(*asked: Any) -> Any:
        with pytest.raises(Invalid) as found:
            ask("roster_duty", duty(*asked))
        return found.value.fields

    assert faults(stations[0], 2, 1, "xz-1") == {"ends_at": ["not_after_start"]}
    assert faults(stations[0], 1, 26, "xz-1") == {"ends_at": ["longer_than_a_day"]}
    assert faults(stations[0], -3, -1, "xz-1") == {"ends_at": ["in_the_past"]}
    assert faults(stations[0], 1, 2) == {"volunteer": ["required"]}
    assert faults(stations[0], 1, 2, "xz-9") == {"volunteer": ["unknown"]}


def test_a_duty_to_come_is_taken_off_by_whose_it_is_or_a_worker(neighbourhood, ask, ids, stations):
    made = ask("roster_duty", duty(stations[0], 1, 3, "xz-1"))
    asked = {"duty_id": made["duty_id"]}
    for other in (volunteer(ids[1]), worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            ask("cancel_duty", asked, other)
    assert ask("cancel_duty", asked, volunteer(ids[0])) == made
    with pytest.raises(NotFound):
        ask("cancel_duty", asked)
    begun = ask("roster_duty", duty(stations[0], -1, 1, "xz-1"))
    assert refused(lambda: ask("cancel_duty", {"duty_id": begun["duty_id"]})).code == "duty_begun"
    with pytest.raises(NotFound):
        ask("cancel_duty", {"duty_id": new_id()})


def test_a_volunteer_who_withdraws_leaves_duties_to_come(neighbourhood, ask, ids, stations):
    ask("roster_duty", duty(stations[0], 1, 3, "xz-1"))
    ask("withdraw_volunteer", {"volunteer_id": ids[0]})
    assert ask("stations", {"community": neighbourhood.code}, actor())["items"][0]["roster"] == []
