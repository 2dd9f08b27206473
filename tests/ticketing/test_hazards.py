"""Hazard cases over the running service: opened by workers, done by whoever answers, closed when nothing is open."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import HazardClosed, HazardOpened, HazardStepDone, HazardStepReached

from tests import actors
from tests.days import today
from tests.ticketing.neighbourhood import Neighbourhood

EVIDENCE = {"words": "已经办妥，现场照片存档", "reference": "孔街函〔2026〕7号", "fen": 12_345_600}

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(here: Neighbourhood) -> Ask:
    """Asks as a worker of the community unless told otherwise."""

    def call(method: str, actor: Actor | None = None, command_id: str | None = None, **request: Any) -> dict[str, Any]:
        return here.rpc("ticketing", method, request, actor=actor or here.worker, command_id=command_id)

    return call


@pytest.fixture
def opened(here: Neighbourhood, ask: Ask) -> Callable[..., dict[str, Any]]:
    def open_one(actor: Actor | None = None, **request: Any) -> dict[str, Any]:
        usual = {"community": here.community, "template": "facade", "description": "外墙瓷砖松动"}
        return ask("open_hazard", actor, **{**usual, **request})

    return open_one


@pytest.fixture
def on(ask: Ask) -> Callable[..., dict[str, Any]]:
    """Does something to a step of a case: ``on(case, "cordon", "assign", party_kind=…)``."""
    calls = {"assign": "assign_hazard_step", "do": "do_hazard_step", "waive": "waive_hazard_step"}

    def act(case: dict[str, Any], step: str, action: str, actor: Actor | None = None, **said: Any) -> dict[str, Any]:
        return ask(calls[action], actor, hazard_id=case["hazard_id"], step=step, **said)

    return act


def step_of(case: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [step for step in case["steps"] if step["code"] == code]
    return found


def test_falling_facade_pieces_are_dealt_with_step_by_step_to_the_end(
    here: Neighbourhood, ask: Ask, opened: Any, on: Any
) -> None:
    need = here.report(kind="environment")
    case = opened(need_id=need["need_id"], building=here.building, place_words="东门上方")
    assert (case["need_id"], case["closed_at"], case["title"]["zh"]) == (need["need_id"], None, "外墙、构件脱落")
    assert [step["code"] for step in case["steps"]] == ["cordon", "warn", "repair", "report_upward", "inspect", "fund"]
    assert {step["state"] for step in case["steps"]} == {"open"}
    assert (step_of(case, "report_upward")["party_kind"], step_of(case, "repair")["party"]) == ("community", None)

    parties = {
        "warn": {"party_kind": "team", "party": "yijiang-squad"},
        "cordon": {"party_kind": "organisation", "party": here.water_works},
        "repair": {"party_kind": "organisation", "party": here.water_works},
        "inspect": {"party_kind": "organisation", "party": here.school},
        "fund": {"party_kind": "community"},
    }
    for code, party in parties.items():
        on(case, code, "assign", **party)
    for code in ("warn", "cordon", "repair", "report_upward", "inspect", "fund"):
        case = on(case, code, "do", **EVIDENCE)
        step = step_of(case, code)
        assert (step["state"], step["settled_by"], step["done_on"]) == ("done", here.worker.person_id, str(today()))
        assert {name: step[name] for name in EVIDENCE} == EVIDENCE
        assert (case["closed_at"] is not None) == (code == "fund")
    assert ask("hazard", hazard_id=case["hazard_id"]) == case
    assert ask("hazards", community=here.community)["items"] == []
    assert [found["hazard_id"] for found in ask("hazards", community=here.community, closed=True)["items"]] == [
        case["hazard_id"]
    ]

    here.bus.wait_for(HazardClosed, hazard_id=case["hazard_id"])
    here.bus.settle()
    (told,) = here.told(HazardOpened)
    assert (told.data.template, told.data.building, told.data.need_id) == ("facade", here.building, need["need_id"])
    done = [(event.data.step, event.data.party_kind, event.data.party) for event in here.told(HazardStepDone)]
    assert done == [
        ("warn", "team", "yijiang-squad"),
        ("cordon", "organisation", here.water_works),
        ("repair", "organisation", here.water_works),
        ("report_upward", "community", here.community),
        ("inspect", "organisation", here.school),
        ("fund", "community", here.community),
    ]
    versions = [event.sequence for event in here.told(HazardOpened, HazardStepDone, HazardClosed)]
    assert versions == sorted(set(versions))
    assert len(here.told(HazardClosed)) == 1


def test_a_step_waits_for_those_before_it_and_emergency_steps_for_none(
    here: Neighbourhood, opened: Any, on: Any
) -> None:
    case = opened()
    assert [step_of(case, code)["waits_for"] for code in ("cordon", "warn", "repair", "fund")] == [
        [],
        [],
        ["cordon"],
        ["inspect"],
    ]
    on(case, "repair", "assign", party_kind="organisation", party=here.water_works)
    with pytest.raises(Conflict) as refused:
        on(case, "repair", "do", **EVIDENCE)
    assert (refused.value.code, refused.value.about["waits_for"]) == ("step_waits", ["cordon"])
    assert refused.value.about["first"] == ["拉起警戒线，封闭现场"]
    with pytest.raises(Conflict) as refused:
        on(case, "cordon", "do", **EVIDENCE)
    assert refused.value.code == "step_unassigned"
    on(case, "cordon", "assign", party_kind="community")
    case = on(case, "cordon", "do", **EVIDENCE)
    assert step_of(case, "repair")["waits_for"] == []
    assert step_of(case, "repair")["since"] == step_of(case, "cordon")["settled_at"]
    assert step_of(case, "cordon")["since"] is None
    for action, said in (("do", EVIDENCE), ("waive", {"reason": "不必"}), ("assign", {"party_kind": "community"})):
        with pytest.raises(Conflict) as refused:
            on(case, "cordon", action, **said)
        assert refused.value.code == "step_settled"


def test_whoever_answers_for_a_step_is_told_when_it_is_their_turn(here: Neighbourhood, opened: Any, on: Any) -> None:
    case = opened()
    on(case, "repair", "assign", party_kind="organisation", party=here.water_works)
    on(case, "cordon", "assign", party_kind="organisation", party=here.water_works)
    on(case, "cordon", "assign", party_kind="organisation", party=here.power_works)
    on(case, "cordon", "do", **EVIDENCE)
    on(case, "inspect", "assign", party_kind="organisation", party=here.school)
    on(case, "repair", "waive", reason="物业已自行处理")
    on(case, "report_upward", "do", **EVIDENCE)
    on(case, "warn", "waive", reason="没有人经过")
    on(case, "fund", "waive", reason="无需资金")
    on(case, "inspect", "do", **EVIDENCE)
    here.bus.wait_for(HazardClosed, hazard_id=case["hazard_id"])
    told = [(event.data.step, event.data.party_kind, event.data.party) for event in here.told(HazardStepReached)]
    assert told == [
        ("cordon", "organisation", here.water_works),
        ("cordon", "organisation", here.power_works),
        ("repair", "organisation", here.water_works),
        ("report_upward", "community", here.community),
        ("inspect", "organisation", here.school),
    ]


def test_a_step_set_aside_holds_nothing_up_and_its_reason_is_kept(here: Neighbourhood, opened: Any, on: Any) -> None:
    case = opened()
    for code in ("cordon", "warn", "inspect", "repair"):
        case = on(case, code, "waive", reason="物业已自行处理")
    assert (step_of(case, "repair")["state"], step_of(case, "repair")["reason"]) == ("waived", "物业已自行处理")
    case = on(case, "report_upward", "do", words="已书面报告", reference="7号")
    assert case["closed_at"] is None
    case = on(case, "fund", "waive", reason="无需资金")
    assert case["closed_at"] is not None
    here.bus.wait_for(HazardClosed, hazard_id=case["hazard_id"])
    assert [event.data.step for event in here.told(HazardStepDone)] == ["report_upward"]


def test_an_officer_does_the_steps_of_his_organisation_and_no_others(
    here: Neighbourhood, ask: Ask, opened: Any, on: Any
) -> None:
    case = opened()
    with pytest.raises(Forbidden) as refused:
        ask("hazard", here.water, hazard_id=case["hazard_id"])
    assert refused.value.code == "not_your_hazard"
    on(case, "cordon", "assign", party_kind="organisation", party=here.water_works)
    assert ask("hazard", here.water, hazard_id=case["hazard_id"])["hazard_id"] == case["hazard_id"]
    with pytest.raises(Forbidden) as refused:
        on(case, "warn", "do", here.water, **EVIDENCE)
    assert refused.value.code == "not_your_step"
    for action, said in (("assign", {"party_kind": "community"}), ("waive", {"reason": "不归我们"})):
        with pytest.raises(Forbidden) as refused:
            on(case, "cordon", action, here.water, **said)
        assert refused.value.code == "role_required"
    case = on(case, "cordon", "do", here.water, words="已拉警戒线", done_on=str(today() - timedelta(days=1)))
    step = step_of(case, "cordon")
    assert (step["settled_by"], step["done_on"]) == (here.water.person_id, str(today() - timedelta(days=1)))
    for stranger in (here.power, here.zhou, here.lin, actors.worker(here.elsewhere)):
        for call in ("hazard", "do_hazard_step"):
            with pytest.raises(Forbidden):
                ask(call, stranger, hazard_id=case["hazard_id"], **({} if call == "hazard" else {"step": "warn"}))


def test_a_step_given_to_another_is_no_longer_the_firsts(here: Neighbourhood, ask: Ask, opened: Any, on: Any) -> None:
    case = opened()
    first = on(case, "cordon", "assign", party_kind="organisation", party=here.water_works)
    again = on(case, "cordon", "assign", party_kind="organisation", party=here.water_works)
    assert step_of(again, "cordon")["since"] == step_of(first, "cordon")["since"]
    given = on(case, "cordon", "assign", party_kind="organisation", party=here.power_works)
    assert step_of(given, "cordon")["since"] > step_of(first, "cordon")["since"]
    with pytest.raises(Forbidden):
        on(case, "cordon", "do", here.water, **EVIDENCE)
    assert step_of(on(case, "cordon", "do", here.power, **EVIDENCE), "cordon")["party"] == here.power_works


def test_what_is_open_is_one_list_for_the_worker_and_one_for_each_organisation(
    here: Neighbourhood, ask: Ask, opened: Any, on: Any
) -> None:
    first, second = opened(building=here.building), opened(template="fire_lane")
    on(first, "cordon", "assign", party_kind="organisation", party=here.water_works)
    on(second, "clear", "assign", party_kind="organisation", party=here.water_works)
    on(first, "warn", "waive", reason="无人经过")
    listed = ask("open_hazard_steps", community=here.community)["items"]
    assert [(found["hazard_id"], found["step"]) for found in listed] == [
        *((first["hazard_id"], code) for code in ("cordon", "repair", "report_upward", "inspect", "fund")),
        *((second["hazard_id"], code) for code in ("clear", "warn", "mark", "report_upward", "inspect")),
    ]
    cordon, repair = listed[0], listed[1]
    assert (cordon["party_kind"], cordon["party"], cordon["emergency"]) == ("organisation", here.water_works, True)
    assert (cordon["building"], cordon["waits_for"], cordon["hazard_title"]["en"]) == (
        here.building,
        [],
        "Falling facade pieces",
    )
    assert cordon["since"] > first["opened_at"]
    assert (repair["since"], repair["waits_for"], repair["party"]) == (None, ["cordon"], None)
    own = ask("open_hazard_steps", here.water)["items"]
    assert [(found["hazard_id"], found["step"]) for found in own] == [
        (first["hazard_id"], "cordon"),
        (second["hazard_id"], "clear"),
    ]
    assert [found["hazard_id"] for found in ask("hazards", here.water)["items"]] == [
        second["hazard_id"],
        first["hazard_id"],
    ]
    assert ask("open_hazard_steps", here.power)["items"] == ask("hazards", here.power)["items"] == []
    stranger = actors.worker(here.elsewhere)
    assert ask("open_hazard_steps", stranger, community=here.community)["items"] == []
    assert ask("hazards", stranger, community=here.community)["items"] == []
    assert len(ask("open_hazard_steps", here.admin, community=here.community)["items"]) == len(listed)
    with pytest.raises(Forbidden):
        ask("open_hazard_steps", here.zhou)


def test_open_steps_come_page_by_page(here: Neighbourhood, ask: Ask, opened: Any) -> None:
    cases = [opened(template="wiring"), opened(template="wiring")]
    found, cursor = [], None
    while True:
        page = ask("open_hazard_steps", limit=3, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= 3
        found += [(one["hazard_id"], one["step"]) for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [(case["hazard_id"], step["code"]) for case in cases for step in case["steps"]]
    with pytest.raises(Invalid) as refused:
        ask("open_hazard_steps", cursor=new_id())
    assert refused.value.fields == {"cursor": ["unknown"]}


def test_a_need_has_one_open_case_of_a_template(here: Neighbourhood, ask: Ask, opened: Any, on: Any) -> None:
    need = here.report()["need_id"]
    case = opened(need_id=need)
    opened()
    assert [found["hazard_id"] for found in ask("hazards", need_id=need)["items"]] == [case["hazard_id"]]
    with pytest.raises(Conflict) as refused:
        opened(need_id=need)
    assert (refused.value.code, refused.value.about["hazard_id"]) == ("hazard_already_open", case["hazard_id"])
    assert opened(need_id=need, template="wiring")["need_id"] == need
    for step in case["steps"]:
        on(case, step["code"], "waive", reason="误报")
    assert opened(need_id=need)["hazard_id"] != case["hazard_id"]


def test_what_is_not_right_is_refused_whole(here: Neighbourhood, ask: Ask, opened: Any, on: Any) -> None:
    elsewhere = here.report(community=here.elsewhere)["need_id"]
    for request, faults in (
        ({"template": "volcano"}, {"template": ["unknown"]}),
        ({"building": here.building_elsewhere}, {"building": ["wrong_community"]}),
        ({"need_id": elsewhere}, {"need_id": ["wrong_community"]}),
        ({"need_id": new_id(), "building": "atlantis"}, {"need_id": ["unknown"], "building": ["unknown"]}),
        ({"description": " "}, {"description": ["empty"]}),
        ({"colour": 1}, {"colour": ["unknown_field"]}),
    ):
        with pytest.raises(Invalid) as refused:
            opened(**request)
        assert refused.value.fields == faults
    for person in (here.zhou, here.water, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            opened(person)
    assert ask("hazards")["items"] == []

    case = opened()
    for said, faults in (
        ({"party_kind": "organisation"}, {"party": ["required"]}),
        ({"party_kind": "team"}, {"party": ["required"]}),
        ({"party_kind": "community", "party": here.school}, {"party": ["not_allowed"]}),
        ({"party_kind": "organisation", "party": "atlantis-sea"}, {"party": ["unknown"]}),
        ({"party_kind": "nobody"}, {"party_kind": ["not_one_of:organisation,team,community"]}),
    ):
        with pytest.raises(Invalid) as refused:
            on(case, "cordon", "assign", **said)
        assert refused.value.fields == faults
    with pytest.raises(Forbidden):
        on(case, "cordon", "assign", actors.worker(here.elsewhere), party_kind="community")
    for code in ("cordon", "repair"):
        on(case, code, "waive", reason="已处理")
    tomorrow = str(today() + timedelta(days=1))
    for said, faults in (
        ({"words": "已报告"}, {"reference": ["required"]}),
        ({"words": "已报告", "reference": "7号", "done_on": tomorrow}, {"done_on": ["in_the_future"]}),
        ({"fen": -1}, {"fen": ["out_of_range:0,1000000000000"]}),
        ({}, {"words": ["required"], "reference": ["required"]}),
    ):
        with pytest.raises(Invalid) as refused:
            on(case, "report_upward", "do", **said)
        assert refused.value.fields == faults
    with pytest.raises(Invalid) as refused:
        on(case, "dance", "do")
    assert refused.value.fields == {"step": ["unknown"]}
    assert step_of(ask("hazard", hazard_id=case["hazard_id"]), "report_upward")["state"] == "open"
    for call, said in (("hazard", {}), ("do_hazard_step", {"step": "warn"}), ("waive_hazard_step", {"step": "warn"})):
        reason = {"reason": "无"} if call == "waive_hazard_step" else {}
        with pytest.raises(NotFound) as missing:
            ask(call, hazard_id=new_id(), **said, **reason)
        assert missing.value.about["what"] == "hazard"


def test_of_two_who_record_a_step_at_once_one_does(here: Neighbourhood, opened: Any, on: Any) -> None:
    cases = [opened() for _ in range(6)]
    for case in cases:
        on(case, "cordon", "assign", party_kind="organisation", party=here.water_works)

    def record(attempt: tuple[dict[str, Any], Actor]) -> str:
        case, actor = attempt
        try:
            return str(on(case, "cordon", "do", actor, **EVIDENCE)["hazard_id"])
        except Conflict as refused:
            return refused.code

    attempts = [(case, actor) for case in cases for actor in (here.worker, here.water)]
    with ThreadPoolExecutor(len(attempts)) as people:
        outcomes = list(people.map(record, attempts))
    for case, first, second in zip(cases, outcomes[::2], outcomes[1::2], strict=True):
        assert {first, second} == {case["hazard_id"], "step_settled"}
        here.bus.wait_for(HazardStepDone, hazard_id=case["hazard_id"])
    here.bus.settle()
    assert len(here.told(HazardStepDone)) == len(cases)


def test_a_case_opened_twice_by_one_command_is_one(here: Neighbourhood, ask: Ask) -> None:
    request = {"community": here.community, "template": "facade", "description": "瓷砖松动"}
    command_id = new_id()
    first = ask("open_hazard", command_id=command_id, **request)
    assert ask("open_hazard", command_id=command_id, **request) == first
    assert len(ask("hazards")["items"]) == 1


def test_everybody_signed_in_reads_the_templates(here: Neighbourhood, ask: Ask) -> None:
    found = {template["code"]: template for template in ask("hazard_templates", here.zhou)["items"]}
    assert {"facade", "wiring", "fire_lane"} <= set(found)
    assert found["facade"]["steps"][0]["title"]["en"] == "Cordon off the place"
