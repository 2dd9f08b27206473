"""Answers collected at the door: all kept, the last one counted, and read by few."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import ConsentSurveyClosed

from tests import actors
from tests.ticketing.door_to_door import ask, collect, day, doors, opened, said
from tests.ticketing.neighbourhood import Neighbourhood


def ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def answers(here: Neighbourhood, survey: dict[str, Any], by: Actor | None = None, **asked: Any) -> list[dict[str, Any]]:
    return ask(here, "survey_answers", survey, by, **asked)["items"]


def households(
    here: Neighbourhood, survey: dict[str, Any], by: Actor | None = None
) -> list[tuple[str, bool, str | None]]:
    found = ask(here, "survey_households", survey, by)["items"]
    return [(one["door"], one["reached"], one["answer"]) for one in found]


def test_a_household_changes_its_mind_and_every_answer_is_kept(here: Neighbourhood) -> None:
    survey = opened(here)
    collect(here, survey, said(here, 0, "no", reference="表甲"), by=here.lin)
    after = collect(here, survey, said(here, 0, "yes", evidence="witness", reference="见证人乙"))
    assert (after["progress"]["yes"], after["progress"]["no"], after["progress"]["reached"]) == (1, 0, 1)
    kept = answers(here, survey)
    assert [(one["answer"], one["evidence"], one["reference"], one["counts"]) for one in kept] == [
        ("yes", "witness", "见证人乙", True),
        ("no", "signature", "表甲", False),
    ]
    assert [one["collected_by"] for one in kept] == [here.worker.person_id, here.lin.person_id]


def test_what_was_collected_earlier_does_not_count_though_it_is_recorded_later(here: Neighbourhood) -> None:
    survey = opened(here)
    # Both of this minute: the day before, the survey was not open.
    at = datetime.now(UTC)
    earlier = (at - timedelta(microseconds=1)).isoformat()
    collect(here, survey, said(here, 0, "yes", collected_at=at.isoformat()))
    after = collect(here, survey, said(here, 0, "no", collected_at=earlier))
    assert (after["progress"]["yes"], after["progress"]["no"]) == (1, 0)
    assert [(one["answer"], one["counts"]) for one in answers(here, survey)] == [("no", False), ("yes", True)]


def test_progress_is_shown_by_building_to_workers_and_collectors(here: Neighbourhood) -> None:
    _, other = here.compound()
    survey = opened(here, count=2)
    ask(here, "add_households", survey, households=doors(other, 1))
    collect(here, survey, said(here, 0, "yes"), {**said(here, 0, "no"), **doors(other, 1)[0]})
    for reader in (here.worker, here.lin):
        buildings = ask(here, "survey", survey, reader)["progress"]["buildings"]
        figures = {one["building"]: (one["asked"], one["yes"], one["no"], one["not_reached"]) for one in buildings}
        assert figures == {here.building: (2, 1, 0, 1), other: (1, 0, 1, 0)}


def test_what_a_household_answered_is_for_workers_and_who_collected_it(here: Neighbourhood) -> None:
    survey = opened(here, collectors=[here.lin.volunteer_id, here.mei.volunteer_id])
    collect(here, survey, said(here, 0, "yes"), said(here, 1, "no"), by=here.lin)
    collect(here, survey, said(here, 1, "abstain"), by=here.mei)
    full = [("101", True, "yes"), ("102", True, "abstain"), ("103", False, None)]
    for reader in (here.worker, here.admin):
        assert households(here, survey, reader) == full
        assert len(answers(here, survey, reader)) == 3
    assert households(here, survey, here.lin) == [("101", True, "yes"), ("102", True, None), ("103", False, None)]
    assert households(here, survey, here.mei) == [("101", True, None), ("102", True, "abstain"), ("103", False, None)]
    own = answers(here, survey, here.lin)
    assert [(one["door"], one["answer"], one["counts"]) for one in own] == [("102", "no", False), ("101", "yes", True)]
    ask(here, "close_survey", survey)
    assert answers(here, survey, here.lin) == own
    ask(here, "survey", survey, here.lin)


def test_nobody_else_reads_doors_or_answers(here: Neighbourhood) -> None:
    survey = opened(here)
    collect(here, survey, said(here, 0, "yes"), by=here.lin)
    resident = actors.actor(communities=[here.community])
    for reader in (resident, here.mei, here.power, actors.worker(here.elsewhere)):
        for call in ("survey_households", "survey_answers"):
            with pytest.raises(Forbidden):
                ask(here, call, survey, reader)
    shown = ask(here, "survey", survey, resident)
    assert (shown["progress"], shown["collectors"], shown["organisations"]) == (None, [], [])
    assert shown["question"] == "是否同意加装电梯"
    for stranger in (here.mei, here.power, actors.worker(here.elsewhere), actors.actor(communities=[here.elsewhere])):
        with pytest.raises(Forbidden) as refused:
            ask(here, "survey", survey, stranger)
        assert refused.value.code == "not_of_community"
        with pytest.raises(Forbidden):
            here.rpc("ticketing", "surveys", {"community": here.community}, actor=stranger)
    for collector in (here.lin, here.worker):
        [listed] = here.rpc("ticketing", "surveys", {"community": here.community}, actor=collector)["items"]
        assert listed["may_collect"] is True


def test_no_door_reference_or_question_leaves_the_service(here: Neighbourhood) -> None:
    survey = opened(here, count=1, question="电梯装在门口行不行")
    collect(here, survey, {**said(here, 0, "yes"), "reference": "签字表第九页"})
    ask(here, "close_survey", survey)
    here.bus.wait_for(ConsentSurveyClosed, survey_id=survey["survey_id"])
    here.bus.settle()
    written = [seen.to_json().decode() for seen in here.bus.seen() if survey["survey_id"] in seen.to_json().decode()]
    assert len(written) == 1
    for word in ("签字表第九页", "电梯", here.building, "door"):
        assert word not in written[0]


def test_answers_are_refused_whole(here: Neighbourhood) -> None:
    survey = opened(here, count=2)
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    with pytest.raises(Invalid) as refused:
        collect(
            here,
            survey,
            said(here, 0, "yes"),
            said(here, 7, "yes"),
            said(here, 1, "yes", collected_at=later),
            said(here, 1, "yes", collected_at=ago(3 * 24 * 60)),
        )
    assert refused.value.fields == {
        "answers": {
            "1": {"door": ["not_on_list"]},
            "2": {"collected_at": ["in_the_future"]},
            "3": {"collected_at": ["before_first"]},
        }
    }
    assert ask(here, "survey", survey)["progress"]["reached"] == 0
    for wrong, field in (
        ({"answer": "maybe"}, "answer"),
        ({"evidence": "hearsay"}, "evidence"),
        ({"reference": ""}, "reference"),
    ):
        with pytest.raises(Invalid) as bad:
            collect(here, survey, {**said(here, 0, "yes"), **wrong})
        assert [list(fault) for fault in bad.value.fields["answers"].values()] == [[field]]


def test_recorded_again_with_the_same_key_it_is_one_answer(here: Neighbourhood) -> None:
    survey, key = opened(here), new_id()
    asked = {"survey_id": survey["survey_id"], "answers": [said(here, 0, "yes")]}
    first, second = (here.rpc("ticketing", "collect_answers", asked, actor=here.lin, command_id=key) for _ in range(2))
    assert first == second
    assert len(answers(here, survey)) == 1


def test_answers_at_the_same_moment_as_the_closing_are_counted_or_refused(here: Neighbourhood) -> None:
    survey = opened(here, count=8, closes_on=day(0))

    def attempt(number: int) -> bool:
        try:
            if number == 4:
                return bool(ask(here, "close_survey", survey))
            return bool(collect(here, survey, said(here, number, "yes")))
        except Conflict as refusal:
            assert refusal.code == "survey_closed"
            return False

    with ThreadPoolExecutor(8) as people:
        done = list(people.map(attempt, range(8)))
    assert done[4]
    told = here.bus.wait_for(ConsentSurveyClosed, survey_id=survey["survey_id"]).data
    assert told.yes == sum(done) - 1 == ask(here, "survey", survey)["progress"]["yes"] == len(answers(here, survey))


def test_lists_have_pages(here: Neighbourhood) -> None:
    survey = opened(here, count=5)
    collect(here, survey, *(said(here, number, "yes") for number in range(5)))
    for call, first in (("survey_households", "101"), ("survey_answers", "105")):
        seen: list[str] = []
        cursor = None
        while True:
            found = ask(here, call, survey, limit=2, cursor=cursor) if cursor else ask(here, call, survey, limit=2)
            seen += [one["door"] for one in found["items"]]
            cursor = found["next_cursor"]
            if cursor is None:
                break
        assert (len(seen), len(set(seen)), seen[0]) == (5, 5, first)
        with pytest.raises(Invalid) as refused:
            ask(here, call, survey, cursor="nonsense")
        assert refused.value.fields == {"cursor": ["not_an_id"]}
