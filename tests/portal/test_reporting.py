"""Reporting through the API: finding the same need, joining it, and what a neighbour may see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

LAMP = "三单元楼道灯不亮了"


@pytest.fixture
def settled(served: Flask, community: str) -> str:
    """The community, once ticketing knows it."""
    report = {"community": community, "description": "水管漏水"}

    def known() -> bool:
        return served.test_client().post("/api/v1/needs", json=report, headers=ADMIN).status_code == 201

    eventually(known, what="ticketing to know the community")
    return community


def signed_in(served: Flask, name: str, *roles: str, **about: Any) -> dict[str, str]:
    return bearer(token_of(served, open_account(served, f"{name}-{new_id()[-8:]}", *roles, **about)))


def test_a_neighbour_finds_the_same_need_joins_it_and_hears_of_its_end(
    served: Flask, asked: Callable[..., Any], settled: str
) -> None:
    zhou, wang = signed_in(served, "zhou"), signed_in(served, "wang")
    worker = signed_in(served, "w", "community_worker", communities=[settled])
    need = asked("POST", "/needs", {"community": settled, "description": LAMP, "kind": "convenience"}, 201, zhou)
    search = {"community": settled, "words": "楼道灯坏了", "kind": "convenience"}
    [found] = asked("POST", "/needs/similar", search, headers=wang)["items"]
    assert (found["number"], found["description"], found["mine"]) == (need["number"], None, False)
    assert asked("POST", "/needs/similar", search, headers=worker)["items"][0]["description"] == LAMP
    joined = asked("POST", f"/needs/{need['need_id']}/join", headers=wang)
    assert (joined["followers"], joined["following"]) == (1, True)
    refused = asked("POST", f"/needs/{need['need_id']}/join", status=409, headers=wang)
    assert (refused["code"], refused["detail"]) == ("already_followed", "您已经在跟进这件需求。")
    refused = asked("POST", f"/needs/{need['need_id']}/join", status=409, headers={**zhou, "Accept-Language": "en"})
    assert refused["detail"] == "You reported this need yourself."
    [followed] = asked("GET", "/needs?followed=true", headers=wang)["items"]
    assert (followed["need_id"], followed["description"]) == (need["need_id"], None)
    asked("POST", f"/needs/{need['need_id']}/decline", {"reason": "已经修好"}, headers=worker)
    kinds = eventually(
        lambda: [one["kind"] for one in asked("GET", "/inbox", headers=wang)["items"]], what="the message"
    )
    assert kinds == ["followed_need_closed"]
    assert asked("POST", f"/needs/{need['need_id']}/leave", headers=wang)["following"] is False
    asked("GET", f"/needs/{need['need_id']}", status=403, headers=wang)


def test_the_number_of_a_merged_need_leads_to_the_one_that_remains(
    served: Flask, asked: Callable[..., Any], settled: str
) -> None:
    zhou, wang = signed_in(served, "zhou"), signed_in(served, "wang")
    worker = signed_in(served, "w", "community_worker", communities=[settled])
    need, other = (
        asked("POST", "/needs", {"community": settled, "description": LAMP}, 201, person) for person in (zhou, wang)
    )
    wanted = {"into": other["need_id"], "reason": "同一盏灯"}
    asked("POST", f"/needs/{need['need_id']}/merge", wanted, 403, zhou)
    refused = asked("POST", f"/needs/{need['need_id']}/merge", {**wanted, "into": need["need_id"]}, 422, worker)
    assert [(fault["field"], fault["message"]) for fault in refused["errors"]] == [("into", "这是同一条记录。")]
    merged = asked("POST", f"/needs/{need['need_id']}/merge", wanted, headers=worker)
    leads = {"need_id": other["need_id"], "number": other["number"]}
    assert (merged["state"], merged["merged_into"]) == ("merged", leads)
    [found] = asked("GET", f"/needs?number={need['number']}", headers=zhou)["items"]
    assert found["merged_into"] == leads
    assert asked("GET", f"/needs/{other['need_id']}", headers=zhou)["following"] is True
    kinds = eventually(
        lambda: [one["kind"] for one in asked("GET", "/inbox", headers=zhou)["items"]], what="the message"
    )
    assert kinds == ["need_merged"]


def test_who_is_not_signed_in_finds_and_joins_nothing(asked: Callable[..., Any], settled: str) -> None:
    asked("POST", "/needs/similar", {"community": settled, "words": LAMP}, 401, {})
    asked("POST", f"/needs/{new_id()}/join", status=401, headers={})
    asked("POST", f"/needs/{new_id()}/join", status=404)


def test_everybody_signed_in_reads_a_communitys_micro_wishes(
    served: Flask, asked: Callable[..., Any], settled: str
) -> None:
    zhou, wang = signed_in(served, "zhou"), signed_in(served, "wang")
    worker = signed_in(served, "w", "community_worker", communities=[settled])
    report = {"community": settled, "description": "三楼老赵想要一副老花镜", "micro_wish": True, "anonymous": True}
    need = asked("POST", "/needs", {**report, "for_other": "三楼的赵奶奶"}, 201, zhou)
    triage = {"kind": "convenience", "urgency": "ordinary", "route": "volunteer", "wish_title": "一副老花镜"}
    asked("POST", f"/needs/{need['need_id']}/triage", triage, headers=worker)
    [wish] = asked("GET", f"/communities/{settled}/micro-wishes", headers=wang)["items"]
    assert (wish["number"], wish["title"]) == (need["number"], "一副老花镜")
    assert "赵" not in str(wish)
    asked("GET", f"/communities/{settled}/micro-wishes", status=401, headers={})
