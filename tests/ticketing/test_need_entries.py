"""The need list: what is refined into an entry, what meets it, and how it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.project_work import Works, ago


def listed(works: Works, actor: Actor | None = None, **asked: Any) -> list[dict[str, Any]]:
    return works.ask("need_list", {"community": works.here.community, **asked}, actor)["items"]


def close(works: Works, entry: dict[str, Any], actor: Actor | None = None, settled: bool = True) -> dict[str, Any]:
    asked = {"entry_id": entry["entry_id"], "settled": settled, "reason": "物业已修好"}
    return works.ask("close_entry", asked, actor)


def match(works: Works, entry: dict[str, Any], *resources: str, actor: Actor | None = None) -> dict[str, Any]:
    return works.ask("match_resources", {"entry_id": entry["entry_id"], "resources": list(resources)}, actor)


def test_needs_become_an_entry_and_are_in_one_open_entry_at_most(works: Works) -> None:
    first, second = works.here.report(), works.here.report()
    entry = works.entry(first, second)
    assert (entry["state"], sorted(entry["needs"])) == ("listed", sorted((first["need_id"], second["need_id"])))
    assert listed(works) == [entry]
    third = works.here.report()
    with pytest.raises(Invalid) as refused:
        works.entry(third, second)
    assert refused.value.fields == {"needs": {"1": ["in_another_entry"]}}
    works.proposed(entry)
    with pytest.raises(Invalid):
        works.entry(first)
    assert [one["state"] for one in listed(works)] == ["in_project"]


@pytest.mark.parametrize("settled", [True, False])
def test_what_is_off_the_list_may_be_refined_anew(works: Works, settled: bool) -> None:
    need = works.here.report()
    entry = works.entry(need)
    closed = close(works, entry, settled=settled)
    assert (closed["state"], closed["close_reason"]) == ("settled" if settled else "dropped", "物业已修好")
    again = works.entry(need)
    assert [one["entry_id"] for one in listed(works, state="listed")] == [again["entry_id"]]
    assert len(listed(works)) == 2
    for step in (lambda: close(works, entry), lambda: match(works, entry, new_id())):
        with pytest.raises(Conflict) as refused:
            step()
        assert refused.value.code == "entry_closed"


def test_of_two_who_refine_the_same_need_at_once_one_gets_it(works: Works) -> None:
    need = works.here.report()

    def refine(_: int) -> bool:
        try:
            works.entry(need)
        except Invalid as refused:
            assert refused.fields == {"needs": {"0": ["in_another_entry"]}}
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(refine, range(4))).count(True) == 1
    assert len(listed(works)) == 1


def test_an_entry_in_a_project_is_settled_there(works: Works) -> None:
    entry = works.entry()
    works.proposed(entry)
    with pytest.raises(Conflict) as refused:
        close(works, entry)
    assert refused.value.code == "entry_in_project"


def test_resources_meet_an_entry_each_once(works: Works) -> None:
    entry, first, second = works.entry(), works.resource()["resource_id"], works.resource()["resource_id"]
    assert match(works, entry, first)["resources"] == [first]
    assert match(works, entry, second, first)["resources"] == sorted((first, second))
    assert listed(works)[0]["resources"] == sorted((first, second))


def test_a_resource_that_does_not_meet_an_entry_after_all_may_later_do_so(works: Works) -> None:
    here = works.here
    need = here.report()
    entry, resource = works.entry(need), works.resource()["resource_id"]
    asked = {"entry_id": entry["entry_id"], "resource_id": resource, "reason": "场地太小"}
    with pytest.raises(Invalid) as refused:
        works.ask("unmatch_resource", asked)
    assert refused.value.fields == {"resource_id": ["not_matched"]}
    match(works, entry, resource)
    for stranger in (here.water, here.zhou, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            works.ask("unmatch_resource", asked, stranger)
    assert works.ask("unmatch_resource", asked)["resources"] == []
    chain = works.ask("need_chain", {"need_id": need["need_id"]})
    assert chain["entries"][0]["resources"] == []
    with pytest.raises(Invalid):
        works.ask("unmatch_resource", asked)
    assert match(works, entry, resource)["resources"] == [resource]


def test_only_what_is_offered_here_and_now_meets_an_entry(works: Works) -> None:
    here, entry = works.here, works.entry()
    gone = works.resource()["resource_id"]
    works.ask("withdraw_resource", {"resource_id": gone, "reason": "另有安排"})
    elsewhere = works.resource(here.admin, community=here.elsewhere)["resource_id"]
    over = works.resource(until_day=ago(1))["resource_id"]
    last_day = works.resource(until_day=ago(0))["resource_id"]
    with pytest.raises(Invalid) as refused:
        match(works, entry, new_id(), gone, elsewhere, over, last_day)
    assert refused.value.fields == {
        "resources": {
            "0": ["unknown"],
            "1": ["resource_withdrawn"],
            "2": ["wrong_community"],
            "3": ["resource_over"],
        }
    }
    assert listed(works)[0]["resources"] == []


def test_needs_that_are_not_there_not_here_or_ended_are_refused_by_place(works: Works) -> None:
    here = works.here
    declined = here.do("decline", here.report(), here.worker)
    foreign = here.report(community=here.elsewhere)
    with pytest.raises(Invalid) as refused:
        works.entry(here.report(), declined, foreign, {"need_id": new_id()})
    assert refused.value.fields == {
        "needs": {"1": ["need_ended"], "2": ["wrong_community"], "3": ["unknown"]},
    }
    for told, fault in (({"needs": []}, "needs"), ({"kind": "lamps"}, "kind"), ({"title": "长" * 101}, "title")):
        with pytest.raises(Invalid) as refused:
            works.entry(**told)
        assert list(refused.value.fields) == [fault]
    assert listed(works) == []


def test_the_list_is_the_workers_own(works: Works) -> None:
    here, entry = works.here, works.entry()
    for stranger in (here.zhou, here.lin, here.water, actors.worker(here.elsewhere)):
        for step in (
            lambda who: works.entry(actor=who),
            lambda who: listed(works, who),
            lambda who: close(works, entry, who),
            lambda who: match(works, entry, new_id(), actor=who),
        ):
            with pytest.raises(Forbidden):
                step(stranger)
    with pytest.raises(NotFound):
        close(works, {"entry_id": new_id()})
    assert listed(works, here.admin) == [entry]
