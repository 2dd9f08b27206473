"""Lists to take away: what the asker may see and asked for, in the reader's language, and never as a formula."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from chassis.rpc import ServiceUnavailable
from contracts import district
from portal.documents import need_tables, tables

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

CLOCK = {"kind": "answer", "round": 1, "due_at": "2026-11-21T01:00:00Z", "in_time": False}
NEED: dict[str, Any] = {
    "number": "XIEZHUANG-20261120-1",
    "community": "xiezhuang",
    "kind": "environment",
    "urgency": "ordinary",
    "state": "closed",
    "reported_at": "2026-11-20T01:00:00.5Z",
    "clocks": [
        {**CLOCK, "kind": "dispatch", "in_time": True},
        {**CLOCK, "round": 2, "due_at": "2026-11-25T01:00:00Z", "in_time": True},
        CLOCK,
    ],
    "provider": {"kind": "volunteer", "id": "v"},
    "rating": {"stars": 4, "resolved": False},
    "call_backs": [{"failure": "no_answer", "satisfaction": None}, {"failure": None, "satisfaction": "satisfied"}],
}
BARE = {**NEED, "kind": None, "clocks": [], "provider": None, "rating": None, "call_backs": []}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)"]


def rows_of(made: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(made if hasattr(made, "read") else io.BytesIO(made))
    [sheet] = book.worksheets
    return list(sheet.iter_rows(values_only=True))


def test_a_need_is_one_row_in_the_reader_s_language() -> None:
    columns = need_tables.needs({"xiezhuang": "协庄社区"})
    headings, full, bare = rows_of(tables.xlsx(need_tables.NEEDS, columns, [NEED, BARE], "zh"))
    assert dict(zip(headings, full, strict=True)) == {
        "编号": "XIEZHUANG-20261120-1",
        "社区": "协庄社区",
        "类别": "环境保护",
        "紧急程度": "一般事项",
        "状态": "已办结",
        "提交时间": datetime(2026, 11, 20, 9),
        "按时派单": "是",
        "办理时限": datetime(2026, 11, 25, 9),
        "按时办结": "是",
        "承办方": "志愿者",
        "星数": 4,
        "已解决": "否",
        "回访": "满意",
    }
    assert [value for value in bare if value is not None] == [*full[:2], *full[3:6]]
    english = rows_of(tables.xlsx(need_tables.NEEDS, columns, [NEED], "en"))
    assert english[0][:3] == ("Number", "Community", "Kind")
    assert english[1][8:] == ("Yes", "volunteer", 4, "No", "satisfied")


@pytest.mark.parametrize("words", FORMULAS)
def test_what_begins_like_a_formula_is_text(words: str) -> None:
    columns = need_tables.needs({"xiezhuang": words})
    book = load_workbook(tables.xlsx(need_tables.NEEDS, columns, [NEED], "zh"))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == (words, "s")


def test_a_worker_takes_the_needs_of_the_own_community_as_asked_for(
    served: Flask, community: str, asked: Callable[..., Any]
) -> None:
    worker = bearer(
        token_of(served, open_account(served, f"w-{community}", "community_worker", communities=[community]))
    )
    web = served.test_client()
    report = {"community": community, "description": "路灯不亮", "on_behalf_of": "=1+1"}

    def reported() -> Any:
        answer = web.post("/api/v1/needs", json=report, headers=worker)
        return answer.json if answer.status_code == 201 else None

    first = eventually(reported, what="ticketing to know the community")
    second = asked("POST", "/needs", report, 201, headers=worker)
    sorted_as = {"kind": "environment", "urgency": "ordinary", "route": "department"}
    asked("POST", f"/needs/{first['need_id']}/triage", sorted_as, headers=worker)

    def numbers(query: str, headers: dict[str, str] = worker) -> list[Any]:
        answer = web.get(f"/api/v1/needs.xlsx{query}", headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, tables.MEDIA_TYPE)
        assert "attachment" in answer.headers["Content-Disposition"]
        return [row[0] for row in rows_of(answer.data)[1:]]

    today = district.day_of(datetime.now().astimezone())
    assert numbers("") == [second["number"], first["number"]]
    assert numbers("?state=triaged") == [first["number"]]
    assert numbers(f"?first_day={today.replace(year=today.year + 1, day=1)}") == []
    assert numbers(f"?community={community}", ADMIN) == [second["number"], first["number"]]
    elsewhere = bearer(token_of(served, open_account(served, f"e-{community}", "community_worker")))
    assert numbers("", elsewhere) == []
    resident = bearer(token_of(served, open_account(served, f"r-{community}")))
    assert web.get("/api/v1/needs.xlsx", headers=resident).status_code == 403
    wrong = web.get("/api/v1/needs.xlsx?first_day=2026-02-02&last_day=2026-02-01", headers=worker)
    assert [(fault["field"], fault["code"]) for fault in wrong.json["errors"]] == [("last_day", "before_first")]
    unknown = web.get("/api/v1/needs.xlsx?state=lost&cursor=x", headers=worker)
    assert {fault["field"] for fault in unknown.json["errors"]} == {"state", "cursor"}


def test_whistles_and_projects_are_taken_the_same_way(served: Flask, community: str, asked: Callable[..., Any]) -> None:
    department = f"{community}-w"
    organisation = {"code": department, "kind": "department", "name": "供水公司"}
    asked("POST", "/organisations", {"organisations": [organisation]})
    report = {"community": community, "description": "爆管", "kind": "convenience"}

    def reported() -> Any:
        answer = served.test_client().post("/api/v1/needs", json=report, headers=ADMIN)
        return answer.json if answer.status_code == 201 else None

    need = eventually(reported, what="ticketing to know the community")
    sorted_as = {"kind": "convenience", "urgency": "ordinary", "route": "department"}
    asked("POST", f"/needs/{need['need_id']}/triage", sorted_as)
    blown = {"departments": [department], "lead": department}

    def whistled() -> Any:
        answer = served.test_client().post(f"/api/v1/needs/{need['need_id']}/whistle", json=blown, headers=ADMIN)
        return answer.status_code == 200

    eventually(whistled, what="ticketing to know the department")
    refined = {"needs": [need["need_id"]], "title": "换管", "kind": "convenience"}
    entry = asked("POST", f"/communities/{community}/need-entries", refined, 201)["entry_id"]
    plan = {"entries": [entry], "title": "=换管", "problem": "管道老化", "budget_fen": 123_450}
    plan |= {"starts_on": "2026-03-01", "ends_on": "2026-06-30"}
    asked("POST", f"/communities/{community}/projects", plan, 201)
    web = served.test_client()
    whistles, projects = (
        rows_of(web.get(f"/api/v1/{name}.xlsx?community={community}", headers=ADMIN).data)
        for name in ("whistles", "projects")
    )
    assert [row[:6] for row in whistles[1:]] == [(need["number"], "东社区", "供水公司", "吹哨", "是", "待报到")]
    assert [row[:6] for row in projects[1:]] == [("=换管", "东社区", None, projects[1][3], 1234.5, 0)]


def test_more_than_a_spreadsheet_takes_is_refused_and_pages_are_followed_until_then(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 450

    def call(service: str, method: str, request: dict[str, Any], *_: Any) -> dict[str, Any]:
        if service != "ticketing":
            raise ServiceUnavailable(service)
        start = int(request.get("cursor", "0"))
        end = min(start + request["limit"], count)
        items = [{**BARE, "number": f"N-{number}"} for number in range(start, end)]
        return {"items": items, "next_cursor": str(end) if end < count else None}

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    exports = importlib.import_module("portal.api.exports")
    monkeypatch.setattr(exports, "MOST_ROWS", count)
    web = app.test_client()
    rows = rows_of(web.get("/api/v1/needs.xlsx", headers=ADMIN).data)[1:]
    assert [row[0] for row in rows] == [f"N-{number}" for number in range(count)]
    # Names are the volunteer service's: while it is away, the code says which community.
    assert {row[1] for row in rows} == {"xiezhuang"}
    monkeypatch.setattr(exports, "MOST_ROWS", count - 1)
    refused = web.get("/api/v1/needs.xlsx", headers=ADMIN)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "too_many_rows")
