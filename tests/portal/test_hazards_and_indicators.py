"""Hazards, indicators and a need's own questions through the API, as workers, officers and residents meet them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

FACADE = {"template": "facade", "description": "外墙瓷砖松动"}
SORTING = {"title": {"zh": "正确分类率", "en": "Correct sorting"}, "unit": "per_mille", "target": 700}


@pytest.fixture
def manager(asked: Callable[..., Any]) -> str:
    """A property manager."""
    code = f"m-{new_id()[-8:]}"
    asked("POST", "/organisations", {"organisations": [{"code": code, "kind": "property_manager", "name": "安居物业"}]})
    return code


@pytest.fixture
def settled(served: Flask, community: str, manager: str) -> str:
    """The community, once ticketing knows it."""
    report = {"community": community, "description": "楼道灯坏了"}

    def known() -> bool:
        return served.test_client().post("/api/v1/needs", json=report, headers=ADMIN).status_code == 201

    eventually(known, what="ticketing to know the community")
    return community


def signed_in(served: Flask, name: str, *roles: str, **about: Any) -> dict[str, str]:
    return bearer(token_of(served, open_account(served, f"{name}-{new_id()[-8:]}", *roles, **about)))


def test_a_hazard_is_opened_assigned_and_done_by_the_property_manager(
    served: Flask, asked: Callable[..., Any], settled: str, manager: str
) -> None:
    worker = signed_in(served, "w", "community_worker", communities=[settled])
    officer = signed_in(served, "o", "officer", organisation=manager)
    case = asked("POST", f"/communities/{settled}/hazards", FACADE, 201, worker)
    steps = f"/hazards/{case['hazard_id']}/steps"
    party = {"step": "cordon", "party_kind": "organisation", "party": manager}
    eventually(
        lambda: served.test_client().post(f"/api/v1{steps}/assign", json=party, headers=worker).status_code == 200,
        what="ticketing to know the property manager",
    )
    [own] = asked("GET", "/hazard-steps", headers=officer)["items"]
    assert (own["step"], own["party"], own["since"] is None) == ("cordon", manager, False)
    asked("POST", f"{steps}/assign", {**party, "step": "repair"}, headers=worker)
    english = {**officer, "Accept-Language": "en"}
    refused = asked("POST", f"{steps}/done", {"step": "repair", "words": "修好了"}, 409, english)
    assert (refused["code"], refused["detail"]) == ("step_waits", "First to be done: Cordon off the place.")
    refused = asked("POST", f"{steps}/done", {"step": "repair", "words": "修好了"}, 409, officer)
    assert refused["detail"] == "要先办完：拉起警戒线，封闭现场。"
    done = asked("POST", f"{steps}/done", {"step": "cordon", "words": "已拉警戒线"}, headers=officer)
    assert [step["state"] for step in done["steps"][:2]] == ["done", "open"]
    refused = asked("POST", f"{steps}/done", {"step": "warn", "words": "值守"}, 403, officer)
    assert (refused["code"], refused["detail"]) == ("not_your_step", "这一步要由社区工作者来做。")
    waived = asked("POST", f"{steps}/waive", {"step": "warn", "reason": "无人经过"}, headers=worker)
    assert waived["steps"][1]["reason"] == "无人经过"
    assert asked("GET", f"/hazards/{case['hazard_id']}", headers=officer) == waived
    listed = asked("GET", f"/hazards?community={settled}", headers=worker)["items"]
    assert [one["hazard_id"] for one in listed] == [case["hazard_id"]]


def test_everybody_reads_by_which_steps_a_hazard_is_dealt_with(served: Flask, asked: Callable[..., Any]) -> None:
    resident = signed_in(served, "r")
    templates = asked("GET", "/hazard-templates", headers=resident)["items"]
    assert {"facade", "wiring", "fire_lane"} <= {template["code"] for template in templates}
    asked("GET", "/hazards", status=403, headers=resident)
    asked("GET", "/hazard-templates", status=401, headers={})


def test_a_community_sees_how_far_its_waste_sorting_has_come(
    served: Flask, asked: Callable[..., Any], settled: str
) -> None:
    worker = signed_in(served, "w", "community_worker", communities=[settled])
    resident = signed_in(served, "r", communities=[settled])
    path = f"/communities/{settled}/indicators"
    asked("POST", f"{path}/sorting", SORTING, headers=worker)
    first = {"counted_on": "2024-01-10", "numerator": 10, "denominator": 200}
    wrong = asked("POST", f"{path}/sorting/entries", first, 201, worker)
    right = {**first, "numerator": 12, "corrects": wrong["entry_id"]}
    asked("POST", f"{path}/sorting/entries", right, 201, worker)
    asked("POST", f"{path}/sorting/entries", {**first, "counted_on": "2024-03-01", "numerator": 150}, 201, worker)
    [listed] = asked("GET", path, headers=resident)["items"]
    assert (listed["latest"]["rate"], listed["latest"]["reached"], listed["target"]) == (750, True, 700)
    series = asked("GET", f"{path}/sorting/series?first=2024-01-01&last=2024-06-30&by=month", headers=resident)
    assert [(point["rate"], point["reached"]) for point in series["points"]] == [(60, False), (750, True)]
    assert (series["summary"]["rate"], series["summary"]["denominator"]) == (405, 400)
    assert len(asked("GET", f"{path}/sorting/entries?limit=2", headers=worker)["items"]) == 2
    asked("GET", f"{path}/sorting/entries", status=403, headers=resident)
    asked("POST", f"{path}/sorting/entries", first, 403, resident)
    refused = asked("POST", f"{path}/sorting/entries", {**first, "numerator": 201}, 422, worker)
    assert [(fault["field"], fault["message"]) for fault in refused["errors"]] == [
        ("numerator", "不能多于计数的总数。")
    ]


def test_a_need_is_reported_with_answers_to_its_kinds_questions(asked: Callable[..., Any], settled: str) -> None:
    kinds = asked("GET", "/need-questions")["items"]
    [care] = [item["questions"] for item in kinds if item["kind"] == "health_care"]
    required = [question for question in care if question["required"]]
    assert [question["code"] for question in required] == ["care_wanted"]
    report = {"community": settled, "description": "老人要去医院复查", "kind": "health_care"}
    refused = asked("POST", "/needs", {**report, "answers": {"can_walk": "no"}}, 422)
    assert {(fault["field"], fault["code"]) for fault in refused["errors"]} == {
        ("answers.can_walk", "not_true_or_false"),
        ("answers.care_wanted", "required"),
    }
    answers = {"care_wanted": "accompany", "can_walk": False, "patient_age": 81}
    need = asked("POST", "/needs", {**report, "answers": answers}, 201)
    shown = asked("GET", f"/needs/{need['need_id']}")["answers"]
    assert {one["question"]: one["value"] for one in shown} == answers
