"""Who reported a need is told to nobody; who wishes so, whoever serves the need does not ask about it either."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chassis.refusals import Invalid
from contracts.events import NeedReported

from tests import actors
from tests.ticketing.clocked import Clocked


def test_no_answer_names_who_reported_a_need_anonymously(clocked: Clocked) -> None:
    need = clocked.report(anonymous=True, description="夜里有人在楼道吸烟")
    follower = actors.actor()
    clocked.rpc("ticketing", "join_need", {"need_id": need["need_id"]}, actor=follower)
    clocked.do("triage", need, clocked.worker, route="department")
    clocked.do("whistle", need, clocked.worker)
    clocked.do("report_in", need, clocked.water)
    clocked.do("complete", need, clocked.water)
    search = {"community": clocked.community, "words": "楼道有人吸烟"}
    answers: list[Any] = [clocked.rpc("ticketing", "similar_needs", search, actor=clocked.worker)]
    for person in (clocked.worker, clocked.water, clocked.admin, follower):
        answers += [clocked.see(need, person), clocked.needs(person)]
    assert clocked.zhou.person_id not in json.dumps(answers)
    assert clocked.see(need, clocked.water)["anonymous"] is True
    assert clocked.see(clocked.report(), clocked.worker)["anonymous"] is False


def test_who_reported_anonymously_still_hears_of_it_and_confirms_it(clocked: Clocked) -> None:
    need = clocked.report(anonymous=True)
    assert [event.data.reporter for event in clocked.told(NeedReported)] == [clocked.zhou.person_id]
    clocked.do("triage", need, clocked.worker)
    clocked.do("claim", need, clocked.lin)
    clocked.do("complete", need, clocked.lin)
    assert clocked.do("confirm", need, clocked.zhou)["state"] == "confirmed"


def test_for_whom_a_neighbour_reports_is_read_by_those_concerned_only(clocked: Clocked) -> None:
    need = clocked.offered(for_other="三楼的赵奶奶")
    assert clocked.see(need, clocked.worker)["for_other"] == "三楼的赵奶奶"
    assert clocked.see(need, clocked.zhou)["for_other"] == "三楼的赵奶奶"
    assert clocked.see(need, clocked.lin)["for_other"] is None
    clocked.do("claim", need, clocked.lin)
    assert clocked.see(need, clocked.lin)["for_other"] == "三楼的赵奶奶"


@pytest.mark.parametrize(
    "asked, faults",
    [
        ({"for_other": " "}, {"for_other": ["empty"]}),
        ({"for_other": "赵" * 101}, {"for_other": ["too_long:100"]}),
        ({"anonymous": "yes"}, {"anonymous": ["not_true_or_false"]}),
    ],
)
def test_wrong_input_is_refused(clocked: Clocked, asked: dict[str, Any], faults: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        clocked.report(**asked)
    assert refused.value.fields == faults
