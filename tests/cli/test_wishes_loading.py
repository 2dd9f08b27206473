"""Micro-wishes of a place come true through the public API, and once."""

from __future__ import annotations

import pytest

from cli.loading import load_places
from cli.problem import Problem

GIVEN = {"stars": 5, "resolved": True, "comment": "很满意。"}


@pytest.fixture
def wished(small):
    """The small place with a resident, whose one wish came true and whose other waits."""
    resident = {**small["accounts"][1], "username": f"{small.code}-resident", "roles": ["resident"]}
    small["accounts"].append(resident)
    usual = {"community": small.code, "kind": "convenience", "reporter": resident["username"]}
    met = {"volunteer": f"{small.code}-volunteer", "minutes": 40, "rating": GIVEN}
    waits = {"volunteer": None, "minutes": None, "rating": None}
    small["micro_wishes"] = [
        {**usual, **met, "title": "上门理发", "description": "父亲卧床,出不了门。"},
        {**usual, **waits, "title": "学拉二胡", "description": "一个人学不下去。"},
    ]
    return small


def test_one_that_came_true_is_rated_and_closed_and_another_waits_for_anybody(portal, wished):
    told = []
    for _ in (1, 2):
        load_places(portal.url, portal.token, wished.write(), told.append)
    assert told == [wished.code, f"{wished.code}: 2 of 2 micro-wishes"] * 2
    waits, met = portal.get("/needs", community=wished.code)["items"]
    assert [(one["wish_title"], one["state"]) for one in (met, waits)] == [
        ("上门理发", "closed"),
        ("学拉二胡", "offered"),
    ]
    steps = portal.get(f"/needs/{met['need_id']}")["history"]
    assert [(step["action"], step["actor_role"]) for step in steps] == [
        ("report", "resident"),
        ("triage", "community_worker"),
        ("claim", "volunteer"),
        ("complete", "volunteer"),
        ("confirm", "resident"),
        ("rate", "resident"),
        ("close", "community_worker"),
    ]
    [listed] = portal.get(f"/communities/{wished.code}/micro-wishes")["items"]
    assert (listed["need_id"], listed["title"]) == (waits["need_id"], "学拉二胡")


def test_what_people_did_with_one_since_stays(portal, wished):
    load_places(portal.url, portal.token, wished.write())
    [waits] = portal.get(f"/communities/{wished.code}/micro-wishes")["items"]
    portal.post(f"/needs/{waits['need_id']}/decline", reason="找到老师了。")
    wished["micro_wishes"][1]["description"] = "想学二胡。"
    load_places(portal.url, portal.token, wished.write())
    assert portal.get(f"/communities/{wished.code}/micro-wishes")["items"] == []
    assert len(portal.get("/needs", community=wished.code)["items"]) == 2


def test_without_a_worker_nobody_could_decide_about_them(portal, wished):
    wished["accounts"] = [one for one in wished["accounts"] if one["roles"] != ["community_worker"]]
    with pytest.raises(Problem, match=f"has no account of a worker of {wished.code}"):
        load_places(portal.url, portal.token, wished.write())
