"""The three lists, a project and a joint meeting over the API, as worker, officer, administrator and resident meet
them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.days import today
from tests.portal.conftest import ADMIN, bearer, open_account, token_of


def quarter() -> str:
    return f"{today().year}-Q{(today().month + 2) // 3}"


@pytest.fixture
def unit(asked: Callable[..., Any]) -> str:
    code = f"unit-{new_id()[-8:]}"
    asked("POST", "/organisations", {"organisations": [{"code": code, "kind": "department", "name": "供水"}]})
    return code


@pytest.fixture
def sign_in(served: Flask) -> Callable[..., dict[str, str]]:
    def open(*roles: str, **about: Any) -> dict[str, str]:
        return bearer(token_of(served, open_account(served, f"p-{new_id()[-12:]}", *roles, **about)))

    return open


def test_from_the_three_lists_to_figures(
    served: Flask, asked: Callable[..., Any], community: str, unit: str, sign_in: Callable[..., dict[str, str]]
) -> None:
    worker = sign_in("community_worker", communities=[community])
    officer, resident = sign_in("officer", organisation=unit), sign_in("resident")

    def reported() -> str | None:
        sent = {"community": community, "description": "楼道灯坏了"}
        answer = served.test_client().post("/api/v1/needs", json=sent, headers=resident)
        return answer.json["need_id"] if answer.status_code == 201 else None

    need = eventually(reported, what="ticketing to know the community")
    here = f"/communities/{community}"
    offer = {"organisation": unit, "kind": "goods", "title": "灯具", "description": "二十盏", "quantity": 20}
    resource = asked("POST", f"{here}/resources", {**offer, "from_day": "2026-01-05"}, 201, officer)["resource_id"]
    refined = {"needs": [need], "title": "楼道照明", "kind": "environment"}
    entry = asked("POST", f"{here}/need-entries", refined, 201, worker)["entry_id"]
    asked("POST", f"/need-entries/{entry}/match", {"resources": [resource]}, 200, worker)
    plan = {
        "entries": [entry],
        "title": "楼道照明",
        "problem": "夜间出行不便",
        "budget_fen": 900_000,
        "starts_on": (today() - timedelta(days=1)).isoformat(),
        "ends_on": (today() + timedelta(days=60)).isoformat(),
    }
    project = asked("POST", f"{here}/projects", plan, 201, worker)["project_id"]
    asked("POST", f"/projects/{project}/claim", {}, 200, officer)
    meeting = asked(
        "POST", f"{here}/joint-meetings", {"quarter": quarter(), "held_on": today().isoformat()}, 201, worker
    )
    assert [item["kind"] for item in meeting["agenda"]] == ["report_missing"]
    spent = {"amount_fen": 800_000, "receipt": "NO-7", "purpose": "灯具安装"}
    asked("POST", f"/projects/{project}/spending", spent, 200, officer)
    twice = asked("POST", f"/projects/{project}/spending", spent, 409, officer)
    assert (twice["code"], "NO-7" in twice["detail"]) == ("receipt_entered_already", True)
    refused = asked("POST", f"/projects/{project}/spending", {**spent, "receipt": "NO-8"}, 409, officer)
    assert (refused["code"], "100000" in refused["detail"]) == ("over_budget", True)
    counts = {"problems_solved": 2, "person_times": 60}
    report = {"quarter": quarter(), "words": "亮灯", "percent": 90, **counts}
    asked("POST", f"/projects/{project}/reports", report, 200, officer)
    asked("POST", f"/projects/{project}/finish", {**counts, "words": "全部亮灯"}, 200, officer)
    asked("POST", f"/projects/{project}/confirm", {}, 200, worker)
    asked("POST", f"/projects/{project}/award", {"amount_fen": 50_000, "reason": "可推广"}, 200, ADMIN)

    for reader in (resident, officer, worker):
        figures = asked("GET", f"/project-figures?communities={community}&first_quarter={quarter()}", None, 200, reader)
        assert (figures["projects"], figures["spent_fen"], figures["awarded_fen"]) == (1, 800_000, 50_000)
        assert (figures["problems_solved"], figures["person_times"]) == (2, 60)
        listed = asked("GET", f"/projects?community={community}", None, 200, reader)["items"]
        assert [(one["project_id"], one["state"]) for one in listed] == [(project, "confirmed")]
    assert asked("GET", f"/projects/{project}", None, 200, resident)["problem"] is None
    chain = asked("GET", f"/needs/{need}/chain", None, 200, resident)["entries"][0]
    assert [one["resource_id"] for one in chain["resources"]] == [resource]
    assert [one["project_id"] for one in chain["projects"]] == [project]
    asked("GET", f"{here}/need-entries", None, 403, officer)
    asked("GET", f"{here}/joint-meetings", None, 403, resident)


def test_refusals_are_said_in_both_languages(
    asked: Callable[..., Any], community: str, unit: str, sign_in: Callable[..., dict[str, str]]
) -> None:
    meeting = {"quarter": quarter(), "held_on": (today() + timedelta(days=1)).isoformat()}
    address = f"/communities/{community}/joint-meetings"
    worker = sign_in("community_worker", communities=[community])

    def called() -> Any:
        wrong = asked("POST", address, {**meeting, "held_on": "2001-01-01"}, 422, worker)
        return [fault["code"] for fault in wrong["errors"]] == ["before_quarter"]

    eventually(called, what="ticketing to know the community")
    made = asked("POST", address, meeting, 201, worker)
    again = asked("POST", address, meeting, 409, worker)
    assert again["detail"] == f"{quarter()} 的联席会议已经召集。"
    early = asked(
        "POST",
        f"/joint-meetings/{made['meeting_id']}/minutes",
        {"words": "记录"},
        409,
        {**worker, "Accept-Language": "en"},
    )
    assert early["detail"] == "The meeting has not been held yet."
