"""Needs imported through the API: what is wrong is said in the reader's words, and where a need came from is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.bus import eventually
from tests.portal.browser import Browser
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

ROW = {"reference": "RX-1", "description": "楼道灯不亮", "on_behalf_of": "王女士", "heard_at": "2025-03-05T01:30:00Z"}


def test_a_worker_imports_and_reads_on_the_page_where_a_need_came_from(
    served: Flask, community: str, asked: Callable[..., Any]
) -> None:
    name = open_account(served, f"w-{community}", "community_worker", communities=[community])
    headers = {**bearer(token_of(served, name)), "Accept-Language": "en"}
    path = f"/communities/{community}/needs/import"

    def tried() -> bool:
        answer = served.test_client().post(f"/api/v1{path}", json={"rows": [ROW], "dry_run": True}, headers=headers)
        return answer.status_code == 200

    eventually(tried, what="ticketing to know the community")
    bad = {**ROW, "reference": "RX-2", "heard_at": "2099-01-01T00:00:00Z"}
    told = asked("POST", path, {"rows": [ROW, bad]}, headers=headers)["rows"]
    assert [one["outcome"] for one in told] == ["added", "refused"]
    assert told[1]["faults"] == {"heard_at": ["in_the_future"]}
    assert told[1]["reasons"] == {"heard_at": ["That day has not come yet."]}
    page = Browser(served, name).open(f"/needs/{told[0]['need_id']}").text
    assert "<dt>原单号</dt><dd>RX-1</dd>" in page
    assert "<dt>最初反映时间</dt>" in page
    resident = bearer(token_of(served, open_account(served, f"r-{community}")))
    refused = asked("POST", path, {"rows": [ROW]}, 403, headers=resident)
    assert refused["code"] == "role_required"


def test_the_longest_list_is_taken_whole(served: Flask, community: str, asked: Callable[..., Any]) -> None:
    rows = [{**ROW, "reference": f"RX-{number}", "description": "长" * 4000} for number in range(200)]
    path = f"/communities/{community}/needs/import"

    def taken() -> Any:
        answer = served.test_client().post(f"/api/v1{path}", json={"rows": rows}, headers=ADMIN)
        return answer.json if answer.status_code == 200 else None

    assert {one["outcome"] for one in eventually(taken, what="ticketing to know the community")["rows"]} == {"added"}
