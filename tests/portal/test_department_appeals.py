"""A department appeals against a mark and against its result, over the API alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.conftest import bearer, open_account, token_of

QUARTER = "2026-Q1"
"""Frozen for the whole district here, so no other test marks in it."""


@pytest.fixture
def department(asked: Callable[..., Any]) -> str:
    code = f"a-{new_id()[-8:]}"
    organisation = {"code": code, "kind": "department", "name": f"城管{code}", "appraised": True}
    asked("POST", "/organisations", {"organisations": [organisation]})
    return code


def test_a_department_has_a_mark_and_then_its_result_put_right(
    served: Flask, asked: Callable[..., Any], community: str, department: str
) -> None:
    worker, officer, stranger = (
        bearer(token_of(served, open_account(served, f"{name}-{department}", role, **about)))
        for name, role, about in (
            ("w", "community_worker", {"communities": [community]}),
            ("o", "officer", {"organisation": department}),
            ("s", "officer", {"organisation": "another"}),
        )
    )
    given = {"department": department, "quarter": QUARTER, "aspect": "service-attitude", "mark": 30, "reason": "态度差"}
    marked = f"/communities/{community}/marks"
    eventually(lambda: _answered(served, marked, given, worker), what="scoring to know place and department")
    (mark,) = asked("GET", f"/appraisals/marks?quarter={QUARTER}&department={department}", headers=officer)["items"]
    assert (mark["mark"], mark["ruling"], mark["counted"]) == (30, None, 30)
    record_id = "/".join((community, department, QUARTER, "service-attitude"))
    about_mark = {"kind": "mark", "record_id": record_id, "reason": "记成了别的部门"}
    asked("POST", "/department-appeals", about_mark, status=403, headers=worker)
    asked("POST", "/department-appeals", about_mark, status=403, headers=stranger)
    appeal = asked("POST", "/department-appeals", about_mark, status=201, headers=officer)
    assert _item(asked, department)["under_appeal"] == 1

    asked("POST", "/appraisals/freeze", {"period": QUARTER}, status=403, headers=worker)
    frozen = asked("POST", "/appraisals/freeze", {"period": QUARTER})
    assert frozen["standing"] == "public"
    asked("POST", "/appraisals/publish", {"period": QUARTER}, status=409)
    about_result = {"period": QUARTER, "reason": "打分有误"}
    against_result = asked("POST", "/appraisals/appeals", about_result, status=201, headers=officer)
    assert _item(asked, department)["appeal"] == "open"

    decision = {"allowed": True, "because": "核对过原始记录"}
    path = f"/department-appeals/{appeal['appeal_id']}/decide"
    asked("POST", path, decision | {"mark": 90}, status=403, headers=officer)
    wrong = asked("POST", path, decision | {"resolved": True}, status=422)
    assert "这类记录不能这样更正" in str(wrong)
    assert asked("POST", path, decision | {"mark": 90})["after"]["mark"] == 90
    assert _attitude(_item(asked, department)) == "90.0", "what is public follows"
    path = f"/appraisal-appeals/{against_result['appeal_id']}/decide"
    assert asked("POST", path, decision)["state"] == "allowed"
    assert _item(asked, department)["appeal"] == "allowed"
    (listed,) = asked("GET", f"/appraisals/appeals?period={QUARTER}", headers=officer)["items"]
    assert (listed["department"], listed["because"]) == (department, decision["because"])
    (listed,) = asked("GET", "/department-appeals?state=allowed", headers=officer)["items"]
    assert (listed["record_id"], listed["before"]["mark"], listed["after"]["mark"]) == (record_id, 30, 90)
    assert asked("GET", "/department-appeals", headers=stranger)["items"] == []


def _answered(served: Flask, path: str, body: Any, headers: Any) -> bool:
    return served.test_client().post(f"/api/v1{path}", json=body, headers=headers).status_code == 200


def _item(asked: Callable[..., Any], department: str) -> dict[str, Any]:
    items = asked("GET", f"/appraisals?period={QUARTER}")["items"]
    return next(item for item in items if item["department"] == department)


def _attitude(item: dict[str, Any]) -> str:
    return next(line["percent"] for line in item["aspects"] if line["aspect"] == "service-attitude")
