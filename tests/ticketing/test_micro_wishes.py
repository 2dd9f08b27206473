"""Micro-wishes: small needs that everybody may see under a worker's words, and any volunteer may meet."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Invalid

from tests import actors
from tests.ticketing.clocked import Clocked

TITLE = "想要一副老花镜"
WORDS = "我叫老赵，住三楼，眼睛看不清，想要一副老花镜"


def wishes(here: Clocked, actor: Actor | None = None, **asked: Any) -> dict[str, Any]:
    asked = {"community": here.community, **asked}
    return here.rpc("ticketing", "micro_wishes", asked, actor=actor or actors.actor())


def titles(here: Clocked) -> list[str]:
    return [one["title"] for one in wishes(here)["items"]]


def test_everybody_sees_a_wish_in_the_workers_words_and_a_volunteer_claims_it(clocked: Clocked) -> None:
    need = clocked.report(description=WORDS, micro_wish=True)
    assert titles(clocked) == []
    clocked.do("triage", need, clocked.worker, wish_title=TITLE)
    assert wishes(clocked)["items"] == [
        {
            "need_id": need["need_id"],
            "number": need["number"],
            "kind": "convenience",
            "title": TITLE,
            "reported_at": need["reported_at"],
        }
    ]
    claimed = clocked.do("claim", need, clocked.mei)
    assert (claimed["micro_wish"], claimed["wish_title"]) == (True, TITLE)
    assert titles(clocked) == []
    clocked.do("hand_back", need, clocked.mei)
    assert titles(clocked) == [TITLE]


def test_a_wish_without_a_title_is_not_shown_to_everybody(clocked: Clocked) -> None:
    need = clocked.offered(description=WORDS, micro_wish=True)
    assert titles(clocked) == []
    assert clocked.see(need, clocked.lin)["micro_wish"] is True


def test_a_worker_makes_any_need_a_wish_and_takes_it_back(clocked: Clocked) -> None:
    need = clocked.do("triage", clocked.report(), clocked.worker, wish_title=TITLE)
    assert need["micro_wish"] is True
    assert clocked.do("triage", need, clocked.worker)["wish_title"] == TITLE
    taken_back = clocked.do("triage", need, clocked.worker, micro_wish=False)
    assert (taken_back["micro_wish"], taken_back["wish_title"], titles(clocked)) == (False, None, [])
    with pytest.raises(Invalid) as refused:
        clocked.do("triage", need, clocked.worker, micro_wish=False, wish_title=TITLE)
    assert refused.value.fields == {"wish_title": ["not_allowed"]}
    assert clocked.see(need, clocked.worker)["micro_wish"] is False


def test_wishes_are_listed_by_community_and_page_newest_first(clocked: Clocked) -> None:
    for name in "甲乙丙":
        clocked.do("triage", clocked.report(), clocked.worker, wish_title=f"心愿{name}")
    elsewhere = clocked.report(community=clocked.elsewhere)
    clocked.do("triage", elsewhere, clocked.admin, wish_title="别处的心愿")
    first = wishes(clocked, limit=2)
    rest = wishes(clocked, limit=2, cursor=first["next_cursor"])
    assert [one["title"] for one in first["items"] + rest["items"]] == ["心愿丙", "心愿乙", "心愿甲"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("title, code", [("  ", "empty"), ("愿" * 61, "too_long:60")])
def test_a_wrong_title_is_refused(clocked: Clocked, title: str, code: str) -> None:
    need = clocked.report()
    with pytest.raises(Invalid) as refused:
        clocked.do("triage", need, clocked.worker, wish_title=title)
    assert refused.value.fields == {"wish_title": [code]}
    assert clocked.see(need, clocked.worker)["state"] == "reported"
