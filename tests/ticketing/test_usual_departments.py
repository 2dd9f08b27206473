"""Which departments a community usually whistles: counted over what it whistled itself, its own pairs first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import Actor
from chassis.refusals import Forbidden, Invalid
from contracts.events import OrganisationRegistered
from ticketing.usual_departments import FEWEST, ranked

from tests import actors
from tests.ticketing.clocked import Clocked
from tests.ticketing.neighbourhood import organisation

TAP = "厨房水龙头关不紧，水漫了一地，想请师傅来修。"


def suggested(here: Clocked, actor: Actor | None = None, **asked: Any) -> list[dict[str, Any]]:
    asked = {"community": here.community, "words": TAP, **asked}
    return here.rpc("ticketing", "triage_suggestions", asked, actor=actor or here.worker)["kinds"]


def whistled(here: Clocked, *departments: str, times: int = 2, kind: str = "convenience") -> list[dict[str, Any]]:
    needs = []
    for _ in range(times):
        need = here.do("triage", here.report(), here.worker, kind=kind, route="department")
        needs.append(here.do("whistle", need, here.worker, departments=list(departments)))
    return needs


def departments(here: Clocked, **asked: Any) -> list[tuple[str, bool, int]]:
    [first, *_] = suggested(here, **asked)
    assert first["kind"] == "convenience"
    return [(one["department"], one["paired"], one["whistles"]) for one in first["departments"]]


def paired(code: str, *communities: str, kind: str = "department", sequence: int = 2) -> OrganisationRegistered:
    return replace(organisation(code, kind, sequence), paired_with=list(communities))


def test_a_kind_is_suggested_with_the_departments_usually_whistled_for_it(clocked: Clocked) -> None:
    assert departments(clocked) == []
    whistled(clocked, clocked.power_works, times=2)
    whistled(clocked, clocked.water_works, times=3)
    whistled(clocked, clocked.power_works, times=4, kind="environment")
    assert departments(clocked) == [(clocked.water_works, False, 3), (clocked.power_works, False, 2)]


def test_one_whistle_is_not_usual_nor_is_one_need_whistled_twice(clocked: Clocked) -> None:
    [need] = whistled(clocked, clocked.water_works, times=1)
    clocked.do("report_in", need, clocked.water)
    clocked.do("hand_back", need, clocked.water)
    clocked.do("whistle", need, clocked.worker, departments=[clocked.water_works])
    assert departments(clocked) == []


def test_who_is_paired_with_the_community_comes_first(clocked: Clocked) -> None:
    whistled(clocked, clocked.water_works, times=3)
    whistled(clocked, clocked.power_works, times=2)
    clocked.hear(paired(clocked.power_works, clocked.community), paired(clocked.water_works, clocked.elsewhere))
    assert departments(clocked) == [(clocked.power_works, True, 2), (clocked.water_works, False, 3)]
    clocked.hear(paired(clocked.power_works, sequence=3))
    assert departments(clocked)[0] == (clocked.water_works, False, 3)


def test_what_is_a_department_no_more_is_not_suggested(clocked: Clocked) -> None:
    whistled(clocked, clocked.water_works)
    clocked.hear(paired(clocked.water_works, clocked.community, kind="business"))
    assert departments(clocked) == []


def test_another_community_s_whistles_old_ones_and_mistaken_ones_do_not_count(clocked: Clocked) -> None:
    whistled(clocked, clocked.water_works)
    assert departments(clocked, community=clocked.elsewhere, actor=actors.worker(clocked.elsewhere)) == []
    for need in whistled(clocked, clocked.power_works):
        whistle = clocked.do("decline_whistle", need, clocked.power, reason="不归我们管")["whistles"][0]
        clocked.do("excuse", need, clocked.worker, whistle_id=whistle["whistle_id"])
    assert departments(clocked) == [(clocked.water_works, False, 2)]
    clocked.now += timedelta(days=365)
    assert departments(clocked) == [(clocked.water_works, False, 2)]
    clocked.now += timedelta(seconds=1)
    assert departments(clocked) == []


def test_a_department_called_by_another_is_not_the_community_s_choice(clocked: Clocked) -> None:
    for need in whistled(clocked, clocked.water_works):
        clocked.do("report_in", need, clocked.water)
        clocked.do("ask_for_help", need, clocked.water)
    assert departments(clocked) == [(clocked.water_works, False, 2)]


def test_asking_decides_and_stores_nothing(clocked: Clocked) -> None:
    need = clocked.report(description=TAP)
    before = clocked.told()
    suggested(clocked)
    assert clocked.see(need, clocked.worker) == clocked.see(need, clocked.worker) | {"kind": None, "state": "reported"}
    assert clocked.told() == before


def test_words_without_a_clear_kind_bring_nothing(clocked: Clocked) -> None:
    assert suggested(clocked, words="请派人来看一下。") == []


def test_only_workers_of_the_community_ask(clocked: Clocked) -> None:
    assert suggested(clocked, clocked.admin)
    for actor in (clocked.zhou, clocked.lin, clocked.water, actors.worker(clocked.elsewhere)):
        with pytest.raises(Forbidden):
            suggested(clocked, actor)


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ({"words": " "}, {"words": ["empty"]}),
        ({"words": "水" * 4001}, {"words": ["too_long:4000"]}),
        ({"words": None}, {"words": ["required"]}),
        ({"kind": "convenience"}, {"kind": ["unknown_field"]}),
    ],
)
def test_a_wrong_question_is_refused_by_field(clocked: Clocked, asked: dict[str, Any], faults: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        suggested(clocked, **asked)
    assert refused.value.fields == faults


def test_an_unknown_community_is_refused(clocked: Clocked) -> None:
    with pytest.raises(Invalid) as refused:
        suggested(clocked, clocked.admin, community="nowhere")
    assert refused.value.fields == {"community": ["unknown"]}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9)), st.sets(st.sampled_from("abcdef")))
def test_no_unpaired_department_stands_before_a_paired_one(whistles: dict[str, int], pairs: set[str]) -> None:
    found = ranked(whistles, pairs)
    standing = [(one.paired, one.whistles) for one in found]
    assert standing == sorted(standing, reverse=True)
    assert all(one.whistles == whistles[one.department] >= FEWEST for one in found)
    left_out = [code for code in pairs & set(whistles) if whistles[code] >= FEWEST] if len(found) < 3 else []
    assert set(left_out) <= {one.department for one in found}
