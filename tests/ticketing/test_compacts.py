"""The compact of a place: versions that stay as they were, and consents that are counted, taken back and kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.door_to_door import day
from tests.ticketing.neighbourhood import Neighbourhood


@pytest.fixture
def resident(here: Neighbourhood) -> Actor:
    return actors.actor(communities=[here.community])


def draft(here: Neighbourhood, by: Actor | None = None, ahead: int = 0, **facts: Any) -> dict[str, Any]:
    asked = {"place": here.community, "text": "晚十点后不喧哗", "effective_on": day(ahead), **facts}
    return here.rpc("ticketing", "draft_compact", asked, actor=by or here.worker)


def consent(here: Neighbourhood, version: dict[str, Any], by: Actor, **facts: Any) -> dict[str, Any]:
    return here.rpc("ticketing", "consent_to_compact", {"version_id": version["version_id"], **facts}, actor=by)


def take_back(here: Neighbourhood, version: dict[str, Any], by: Actor, **facts: Any) -> dict[str, Any]:
    return here.rpc("ticketing", "take_back_consent", {"version_id": version["version_id"], **facts}, actor=by)


def compact(here: Neighbourhood, by: Actor, **asked: Any) -> dict[str, Any]:
    return here.rpc("ticketing", "compact", {"place": here.community, **asked}, actor=by)


def counted(version: dict[str, Any]) -> tuple[int, int, int]:
    return version["people"], version["households"], version["taken_back"]


def test_the_version_in_force_is_the_one_of_the_day(here: Neighbourhood, resident: Actor) -> None:
    assert compact(here, resident)["in_force"] is None
    first = draft(here, ahead=-30)
    second = draft(here, ahead=5, text="晚九点后不喧哗")
    assert (first["version"], second["version"]) == (1, 2)
    for ahead, version in ((-31, None), (-30, 1), (4, 1), (5, 2), (400, 2)):
        assert compact(here, resident, day=day(ahead))["in_force"] == version
    now = compact(here, resident)
    assert (now["day"], now["in_force"]) == (day(0), 1)
    assert [(one["version"], one["text"]) for one in now["versions"]] == [
        (2, "晚九点后不喧哗"),
        (1, "晚十点后不喧哗"),
    ]


def test_consent_is_given_once_taken_back_and_given_again_and_all_is_counted(
    here: Neighbourhood, resident: Actor
) -> None:
    version = draft(here)
    given = consent(here, version, resident)
    assert (counted(given), given["mine"]) == ((1, 0, 0), True)
    with pytest.raises(Conflict) as twice:
        consent(here, version, resident)
    assert twice.value.code == "already_consented"
    household = {"building": here.building, "door": "301"}
    assert counted(consent(here, version, here.worker, **household)) == (1, 1, 0)
    with pytest.raises(Conflict):
        consent(here, version, here.worker, building=here.building, door=" 301 ")
    with pytest.raises(Forbidden) as for_others:
        consent(here, version, resident, **household)
    assert for_others.value.code == "role_required"
    back = take_back(here, version, resident)
    assert (counted(back), back["mine"]) == ((0, 1, 1), False)
    with pytest.raises(Conflict) as nothing:
        take_back(here, version, resident)
    assert nothing.value.code == "not_consented"
    assert counted(consent(here, version, resident)) == (1, 1, 1)
    assert counted(take_back(here, version, here.worker, **household)) == (1, 0, 2)
    assert counted(compact(here, actors.actor(communities=[here.community]))["versions"][0]) == (1, 0, 2)


def test_each_version_is_consented_to_by_itself_until_another_is_in_force(here: Neighbourhood, resident: Actor) -> None:
    first = draft(here, ahead=-3)
    consent(here, first, resident)
    second = draft(here)
    assert (counted(second), second["mine"]) == ((0, 0, 0), False)
    with pytest.raises(Conflict) as old:
        consent(here, first, actors.actor(communities=[here.community]))
    assert (old.value.code, old.value.about) == ("version_superseded", {"version": 2})
    coming = draft(here, ahead=9)
    consent(here, second, resident)
    consent(here, coming, resident)
    assert [counted(one)[0] for one in compact(here, resident)["versions"]] == [1, 1, 1]
    assert counted(take_back(here, first, resident)) == (0, 0, 1)


def test_of_one_persons_consents_at_once_one_counts(here: Neighbourhood, resident: Actor) -> None:
    version = draft(here)

    def attempt(_: int) -> str:
        try:
            return "given" if consent(here, version, resident) else ""
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(5) as tries:
        outcomes = sorted(tries.map(attempt, range(5)))
    assert outcomes == ["already_consented"] * 4 + ["given"]
    assert counted(compact(here, resident)["versions"][0]) == (1, 0, 0)


def test_who_is_not_of_the_community_neither_reads_nor_consents(here: Neighbourhood, resident: Actor) -> None:
    version = draft(here)
    for stranger in (actors.actor(communities=[here.elsewhere]), actors.worker(here.elsewhere), actors.actor()):
        for attempt in (compact, lambda at, by: consent(at, version, by)):
            with pytest.raises(Forbidden) as refused:
                attempt(here, stranger)
            assert refused.value.code == "not_of_community"
    household = {"building": here.building, "door": "301"}
    for person in (resident, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            consent(here, version, person, **household)
        with pytest.raises(Forbidden):
            draft(here, person)


def test_a_compound_has_a_compact_of_its_own(here: Neighbourhood, resident: Actor) -> None:
    compound, building = here.compound()
    version = draft(here, place=compound)
    assert (version["place"], version["community"], version["version"]) == (compound, here.community, 1)
    consent(here, version, here.worker, building=building, door="102")
    _, other_building = here.compound()
    with pytest.raises(Invalid) as refused:
        consent(here, version, here.worker, building=other_building, door="102")
    assert refused.value.fields == {"building": ["wrong_compound"]}
    assert compact(here, resident)["versions"] == []


def test_wrong_input_is_refused_by_field(here: Neighbourhood) -> None:
    draft(here, ahead=7)
    for ahead, code in ((-1, "in_the_past"), (6, "before_last_version")):
        with pytest.raises(Invalid) as refused:
            draft(here, ahead=ahead)
        assert refused.value.fields == {"effective_on": [code]}
    version = draft(here, ahead=7)
    for household, fields in (
        ({"building": here.building}, {"door": ["required"]}),
        ({"door": "301"}, {"building": ["required"]}),
        ({"building": "nowhere", "door": "301"}, {"building": ["unknown"]}),
        ({"building": here.community, "door": "301"}, {"building": ["not_a_building"]}),
        ({"building": here.building_elsewhere, "door": "301"}, {"building": ["wrong_community"]}),
    ):
        with pytest.raises(Invalid) as wrong:
            consent(here, version, here.worker, **household)
        assert wrong.value.fields == fields
    for place in (here.building, f"nowhere-{new_id()[-8:]}"):
        with pytest.raises(NotFound):
            draft(here, here.admin, place=place)
    with pytest.raises(NotFound):
        consent(here, {"version_id": new_id()}, here.worker)
