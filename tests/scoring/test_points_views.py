"""Points as they are shown: with reasons in words, page by page, and a community's totals."""

from __future__ import annotations

import pytest

from chassis.refusals import Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.scoring.clocked import HERE, Clocked


def test_every_change_is_told_with_its_reason_newest_first_and_page_by_page(clocked: Clocked) -> None:
    who = clocked.person(180)
    clocked.redeem(who, clocked.benefit(points=2))
    clocked.on(2028)
    clocked.pass_by("expire_points")
    asked = {"volunteer_id": who.volunteer_id, "limit": 2}
    first = clocked.ask("points_postings", who, **asked)
    rest = clocked.ask("points_postings", who, **asked, cursor=first["next_cursor"])
    assert rest["next_cursor"] is None
    assert [item["words"]["zh"] for item in first["items"] + rest["items"]] == [
        "2026 年的 1 分到期未用。",
        "兑换优惠包，用去 2026 年的 2 分。",
        "2026 年的服务时长得 3 分。",
    ]
    assert first["items"][0]["words"]["en"] == "1 of 2026 ran out unspent."
    assert rest["items"][0]["policy"] == "hourly-points/1"
    assert first["items"][1]["about"] is not None
    with pytest.raises(Invalid):
        clocked.ask("points_postings", who, volunteer_id=who.volunteer_id, cursor="nonsense")


def test_a_communitys_totals_are_those_of_its_people_and_days(clocked: Clocked) -> None:
    one, other = clocked.person(300), clocked.person(120)
    clocked.person(600, "yijiang")
    cancelled = clocked.redeem(one, clocked.benefit(points=3))
    clocked.on(2026, 7)
    clocked.ask("cancel_redemption", one, redemption_id=cancelled["redemption_id"])
    clocked.redeem(other, clocked.benefit(points=2))
    ever = clocked.ask("community_points", clocked.worker, community=HERE)
    assert ever == {
        "community": HERE,
        "earned": 7,
        "reversed": 0,
        "spent": -5,
        "returned": 3,
        "expired": 0,
        "holders": 1,
        "balance": 5,
        "owed": 0,
    }
    july = clocked.ask(
        "community_points", clocked.worker, community=HERE, first_day="2026-07-01", last_day="2026-07-01"
    )
    assert (july["earned"], july["spent"], july["returned"]) == (0, -2, 3)
    with pytest.raises(Invalid) as refused:
        clocked.ask("community_points", clocked.worker, community=HERE, first_day="2026-07-02", last_day="2026-07-01")
    assert refused.value.fields == {"last_day": ["before_first"]}


def test_totals_and_checks_are_for_those_who_answer_for_them(clocked: Clocked) -> None:
    with pytest.raises(Forbidden, match="not_your_community"):
        clocked.ask("community_points", actors.worker("yijiang"), community=HERE)
    with pytest.raises(Forbidden, match="role_required"):
        clocked.ask("check_points", clocked.worker)
    with pytest.raises(NotFound):
        clocked.ask("community_points", actors.admin(), community="nowhere")
    with pytest.raises(NotFound):
        clocked.ask("volunteer_points", actors.admin(), volunteer_id=new_id())


def test_who_has_earned_nothing_has_nothing(clocked: Clocked) -> None:
    who = clocked.person(59)
    assert clocked.points(who) == {"volunteer_id": who.volunteer_id, "balance": 0, "owed": 0, "lots": []}
    assert clocked.history(who) == []
