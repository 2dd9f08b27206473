"""What somebody about to report is shown of needs that are probably the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Invalid

from tests import actors
from tests.ticketing.clocked import Clocked

LAMP = "三单元楼道灯不亮了"


def similar(here: Clocked, actor: Actor | None = None, **asked: Any) -> list[dict[str, Any]]:
    asked = {"community": here.community, "words": "楼道灯坏了", **asked}
    return here.rpc("ticketing", "similar_needs", asked, actor=actor or actors.actor())["items"]


def ids(shown: list[dict[str, Any]]) -> list[str]:
    return [one["need_id"] for one in shown]


def test_a_neighbours_need_is_recognised_without_its_words_reporter_or_place(clocked: Clocked) -> None:
    need = clocked.report(description=LAMP, building=clocked.building, kind="convenience", place_words="门口")
    [shown] = similar(clocked, kind="convenience")
    assert shown == {
        "need_id": need["need_id"],
        "number": need["number"],
        "kind": "convenience",
        "state": "reported",
        "reported_at": need["reported_at"],
        "same_building": False,
        "description": None,
        "followers": 0,
        "following": False,
        "mine": False,
    }
    [at_hand] = similar(clocked, building=clocked.building)
    assert (at_hand["same_building"], at_hand["description"]) == (True, None)


def test_a_worker_and_the_reporter_see_the_words(clocked: Clocked) -> None:
    clocked.report(description=LAMP)
    [own] = similar(clocked, clocked.zhou)
    [at_work] = similar(clocked, clocked.worker)
    assert (own["description"], own["mine"]) == (LAMP, True)
    assert (at_work["description"], at_work["mine"]) == (LAMP, False)
    assert similar(clocked, actors.worker(clocked.elsewhere))[0]["description"] is None


def test_the_most_alike_come_first_and_at_most_five(clocked: Clocked) -> None:
    longer = [clocked.report(description=LAMP)["need_id"] for _ in range(5)]
    same = clocked.report(description="楼道灯坏了")["need_id"]
    assert ids(similar(clocked)) == [same, *longer[:0:-1]]


def test_the_same_building_comes_before_another(clocked: Clocked) -> None:
    here = clocked.report(description=LAMP, building=clocked.building, kind="environment")["need_id"]
    there = clocked.report(description=LAMP, kind="environment")["need_id"]
    assert ids(similar(clocked, kind="environment", building=clocked.building)) == [here, there]


def test_another_matter_place_and_kind_another_community_and_what_is_over_or_old_are_left_out(
    clocked: Clocked,
) -> None:
    old = clocked.report(description=LAMP)
    clocked.wait(timedelta(days=30, seconds=1))
    clocked.report(description="水龙头坏了")
    clocked.report(description=LAMP, community=clocked.elsewhere)
    clocked.do("decline", clocked.report(description=LAMP), clocked.worker)
    other_kind = clocked.report(description=LAMP, kind="environment")
    assert ids(similar(clocked, kind="convenience")) == []
    assert ids(similar(clocked)) == [other_kind["need_id"]]
    assert old["need_id"] not in ids(similar(clocked))


@pytest.mark.parametrize("kind", ["hardship_relief", "health_care"])
def test_what_is_somebodys_own_affair_is_shown_to_nobody_else(clocked: Clocked, kind: str) -> None:
    need = clocked.report(description=LAMP, kind=kind)
    assert similar(clocked, kind=kind) == []
    assert ids(similar(clocked, clocked.worker, kind=kind)) == [need["need_id"]]


def test_an_unknown_place_is_refused(clocked: Clocked) -> None:
    for asked, faults in (
        ({"community": "nowhere"}, {"community": ["unknown"]}),
        ({"building": clocked.building_elsewhere}, {"building": ["wrong_community"]}),
        ({"words": "  "}, {"words": ["empty"]}),
    ):
        with pytest.raises(Invalid) as refused:
            similar(clocked, **asked)
        assert refused.value.fields == faults
