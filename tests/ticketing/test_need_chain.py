"""From one need to what came of it by way of the lists."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Forbidden, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.project_work import Works


def chain(works: Works, need: dict[str, Any], actor: Actor | None = None) -> dict[str, Any]:
    return works.ask("need_chain", {"need_id": need["need_id"]}, actor)


def test_a_need_is_followed_to_the_result(works: Works) -> None:
    here = works.here
    need, other = here.report(), here.report()
    assert chain(works, need)["entries"] == []
    entry = works.entry(need, other)
    resource = works.resource(here.water, organisation=here.water_works, kind="people", quantity=4)
    works.ask("match_resources", {"entry_id": entry["entry_id"], "resources": [resource["resource_id"]]})
    dropped = works.proposed(entry)
    works.do("withdraw_project", dropped)
    project = works.do("claim_project", works.proposed(entry), here.water)
    works.do("spend", project, here.water)
    works.do("finish_project", project, here.water)
    works.do("confirm_project", project)

    told = chain(works, need)
    assert (told["need_id"], told["number"], told["state"]) == (need["need_id"], need["number"], "reported")
    [found] = told["entries"]
    assert (found["entry_id"], found["state"]) == (entry["entry_id"], "settled")
    [met] = found["resources"]
    assert (met["resource_id"], met["organisation"], met["kind"]) == (
        resource["resource_id"],
        here.water_works,
        "people",
    )
    assert [one["project_id"] for one in found["projects"]] == [project["project_id"], dropped["project_id"]]
    became, left = found["projects"]
    assert (became["state"], became["spent_fen"], became["problems_solved"], became["person_times"]) == (
        "confirmed",
        120_000,
        3,
        120,
    )
    assert (became["result"], left["state"], left["result"]) == ("三栋楼道全部亮灯", "withdrawn", None)
    assert chain(works, other)["entries"] == told["entries"]


def test_who_sees_a_need_in_full_follows_it_and_reads_no_words_that_are_not_his(works: Works) -> None:
    here = works.here
    need = here.report()
    project = works.do("claim_project", works.proposed(works.entry(need)), here.water)
    works.do("finish_project", project, here.water)
    [seen] = chain(works, need, here.zhou)["entries"][0]["projects"]
    assert (seen["state"], seen["organisation"], seen["result"]) == ("finished", here.water_works, None)
    for stranger in (here.mei, here.water, actors.actor(), actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden) as refused:
            chain(works, need, stranger)
        assert refused.value.code == "not_your_need"
    with pytest.raises(NotFound):
        chain(works, {"need_id": new_id()})


def test_a_need_refined_anew_shows_both_entries_the_newest_first(works: Works) -> None:
    need = works.here.report()
    first = works.entry(need)
    works.ask("close_entry", {"entry_id": first["entry_id"], "settled": False, "reason": "分类不对"})
    second = works.entry(need)
    told = chain(works, need)["entries"]
    assert [(one["entry_id"], one["state"]) for one in told] == [
        (second["entry_id"], "listed"),
        (first["entry_id"], "dropped"),
    ]
