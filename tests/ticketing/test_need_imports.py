"""Needs taken over from another system: each once, on whose behalf it was, from the moment of the import on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import NeedReported

from tests import actors
from tests.ticketing.clocked import Clocked
from tests.ticketing.neighbourhood import Neighbourhood

HEARD = "2026-09-20T18:30:00.000000Z"


def row(reference: str = "12345-001", **more: Any) -> dict[str, Any]:
    return {"reference": reference, "description": "楼道灯不亮", "on_behalf_of": "来电人", **more}


def take(
    where: Neighbourhood, *rows: Any, dry_run: bool = False, by: Actor | None = None, community: str | None = None
) -> list[dict[str, Any]]:
    asked = {"community": community or where.community, "rows": list(rows), "dry_run": dry_run}
    actor = by or where.worker
    return where.rpc("ticketing", "import_needs", asked, actor=actor, command_id=new_id())["rows"]


def outcomes(told: list[dict[str, Any]]) -> list[str]:
    return [one["outcome"] for one in told]


def test_an_imported_need_is_reported_by_the_worker_on_behalf_and_counts_from_now(clocked: Clocked) -> None:
    about = {"kind": "environment", "urgency": "utilities", "building": clocked.building, "place_words": "三单元"}
    (told,) = take(clocked, row(**about, heard_at=HEARD))
    assert (told["position"], told["outcome"], told["faults"]) == (1, "added", {})
    need = clocked.see(told, clocked.worker)
    assert {name: need[name] for name in about} == about
    assert (need["number"], need["reference"], need["on_behalf_of"]) == (told["number"], "12345-001", "来电人")
    assert (need["heard_at"], need["state"], need["mine"]) == (HEARD, "reported", True)
    assert need["reported_at"] == need["clocks"][0]["started_at"] == "2026-09-29T01:00:00.000000Z"
    assert need["history"][0]["actor_role"] == "community_worker"
    (event,) = clocked.told(NeedReported)
    assert (event.data.channel, event.data.reporter) == ("on_behalf", clocked.worker.person_id)


def test_the_same_list_again_changes_nothing_whatever_became_of_the_needs(clocked: Clocked) -> None:
    rows = [row("a"), row("b")]
    first = take(clocked, *rows)
    clocked.do("decline", first[0], clocked.worker)
    again = take(clocked, row("a", description="改过的话"), row("b"), row("c"))
    assert outcomes(again) == ["unchanged", "unchanged", "added"]
    assert [one["need_id"] for one in again[:2]] == [one["need_id"] for one in first]
    assert clocked.see(first[0], clocked.worker)["description"] == "楼道灯不亮"
    assert len(clocked.told(NeedReported)) == 3


def test_a_dry_run_tells_the_same_and_stores_nothing(clocked: Clocked) -> None:
    rows = [row("a"), row("b", urgency="soon")]
    tried = take(clocked, *rows, dry_run=True)
    assert outcomes(tried) == ["added", "refused"]
    assert [one["need_id"] for one in tried] == [None, None]
    assert clocked.needs(clocked.worker) == clocked.told(NeedReported) == []
    assert outcomes(take(clocked, *rows)) == outcomes(tried)


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"description": " "}, {"description": ["empty"]}),
        ({"description": None}, {"description": ["required"]}),
        ({"on_behalf_of": None}, {"on_behalf_of": ["required"]}),
        ({"reference": "x" * 65}, {"reference": ["too_long:64"]}),
        ({"kind": "plumbing"}, None),
        ({"building": "nowhere"}, {"building": ["unknown"]}),
        ({"heard_at": "2026-09-20"}, {"heard_at": ["not_a_time"]}),
        ({"heard_at": "2026-09-29T01:00:00.000001Z"}, {"heard_at": ["in_the_future"]}),
        ({"phone": "13900000001"}, {"phone": ["unknown_field"]}),
    ],
)
def test_a_bad_row_is_refused_by_its_cell_and_the_others_are_taken(
    clocked: Clocked, wrong: dict[str, Any], faults: dict[str, Any] | None
) -> None:
    told = take(clocked, row("good"), row("bad") | wrong)
    assert outcomes(told) == ["added", "refused"]
    assert told[1]["faults"] == faults if faults else list(told[1]["faults"]) == list(wrong)
    assert len(clocked.needs(clocked.worker)) == 1


def test_rows_that_are_elsewhere_or_come_twice_and_lists_of_a_wrong_length_are_refused(clocked: Clocked) -> None:
    told = take(clocked, row("a"), row("a", description="第二次"), row("b", building=clocked.building_elsewhere))
    assert [one["faults"] for one in told] == [
        {},
        {"reference": ["repeated:1"]},
        {"building": ["wrong_community"]},
    ]
    for rows, code in (([], "too_few:1"), ([row(str(n)) for n in range(201)], "too_many:200")):
        with pytest.raises(Invalid) as refused:
            take(clocked, *rows)
        assert refused.value.fields == {"rows": [code]}


def test_a_reference_is_known_in_its_own_community_only(clocked: Clocked) -> None:
    take(clocked, row("a"))
    (told,) = take(clocked, row("a"), by=clocked.admin, community=clocked.elsewhere)
    assert told["outcome"] == "added"


def test_only_workers_of_a_known_community_import(clocked: Clocked) -> None:
    for actor, code in (
        (clocked.zhou, "role_required"),
        (clocked.water, "role_required"),
        (actors.worker(clocked.elsewhere), "not_your_community"),
    ):
        with pytest.raises(Forbidden) as refused:
            take(clocked, row(), by=actor)
        assert refused.value.code == code
    with pytest.raises(Invalid) as unknown:
        take(clocked, row(), by=clocked.admin, community="nowhere")
    assert unknown.value.fields == {"community": ["unknown"]}


def test_two_who_import_the_same_list_at_once_make_each_need_once(here: Neighbourhood) -> None:
    rows = [row(str(number)) for number in range(20)]
    with ThreadPoolExecutor(3) as people:
        answers = list(people.map(lambda _: take(here, *rows), range(3)))
    assert sorted(outcomes(answer)[0] for answer in answers) == ["added", "unchanged", "unchanged"]
    assert len({tuple(one["need_id"] for one in answer) for answer in answers}) == 1
    assert len(here.needs(here.worker, limit=200)) == 20
