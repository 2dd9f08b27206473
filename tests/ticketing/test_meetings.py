"""Joint meetings: what is due, what was said and decided, and what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import JointMeetingCalled, JointMeetingDecided, JointMeetingHeld

from tests import actors
from tests.days import today
from tests.ticketing.project_work import BEFORE, QUARTER, Works, ago


def see(works: Works, meeting: dict[str, Any], actor: Actor | None = None) -> dict[str, Any]:
    return works.ask("meeting", {"meeting_id": meeting["meeting_id"]}, actor)


def minutes(
    works: Works, meeting: dict[str, Any], words: str = "各单位汇报", actor: Actor | None = None, **told: Any
) -> Any:
    return works.ask("record_minutes", {"meeting_id": meeting["meeting_id"], "words": words, **told}, actor)


def follow_up(works: Works, decision: dict[str, Any], done: bool, actor: Actor | None = None) -> dict[str, Any]:
    asked = {"decision_id": decision["decision_id"], "done": done, "note": "已联系施工队"}
    return works.ask("follow_up_decision", asked, actor)


def due(meeting: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (item["kind"], item["milestone_id"] or item["decision_id"] or item["project_id"]) for item in meeting["agenda"]
    ]


def test_the_agenda_is_what_is_due_and_the_first_minutes_keep_it(works: Works) -> None:
    here = works.here
    silent = works.claimed(title="没有报告")
    milestone = works.do("plan_milestone", silent, here.water, due_on=ago(3))["milestones"][0]
    reported = works.claimed(title="有报告")
    works.do("report_progress", reported, here.water)
    free = works.proposed(title="无人领办")
    finished = works.finished(title="待确认")
    works.do("confirm_project", works.finished(title="已确认"))
    earlier = works.meeting(quarter=BEFORE, held_on=ago(5))
    decision = works.decision(earlier, organisation=here.power_works)
    follow_up(works, works.decision(earlier), done=True)
    meeting = works.meeting()
    assert due(meeting) == [
        ("report_missing", silent["project_id"]),
        ("milestone_overdue", milestone["milestone_id"]),
        ("decision_open", decision["decision_id"]),
        ("project_unclaimed", free["project_id"]),
        ("project_to_confirm", finished["project_id"]),
    ]
    assert [item["title"] for item in meeting["agenda"]][:2] == ["没有报告", "完成布线"]
    works.do("report_progress", silent, here.water)
    assert due(see(works, meeting)) == due(meeting)[1:]

    kept = minutes(works, meeting)
    assert due(kept) == due(meeting)[1:]
    works.do("confirm_project", finished)
    follow_up(works, decision, done=True)
    again = minutes(works, meeting, "补充：扶手由供电单位负责")
    assert again["agenda"] == kept["agenda"]
    assert [(one["version"], one["words"]) for one in again["minutes"]] == [
        (2, "补充：扶手由供电单位负责"),
        (1, "各单位汇报"),
    ]


def test_decisions_are_followed_up_until_they_are_done_and_all_is_kept(works: Works) -> None:
    here = works.here
    meeting = works.meeting(held_on=ago(20))
    decision = works.decision(meeting, organisation=here.water_works, due_on=ago(2))
    assert (decision["overdue"], decision["done_at"], decision["follow_ups"]) == (True, None, [])
    follow_up(works, decision, done=False, actor=here.water)
    done = follow_up(works, decision, done=True)
    assert (done["overdue"], done["done_at"] is not None) == (False, True)
    assert [(one["done"], one["actor_role"]) for one in done["follow_ups"]] == [
        (True, "community_worker"),
        (False, "officer"),
    ]
    with pytest.raises(Conflict) as refused:
        follow_up(works, decision, done=False)
    assert refused.value.code == "decision_done"
    assert see(works, meeting)["decisions"] == [done]


def test_units_hear_of_a_meeting_at_which_something_of_theirs_is_due_and_of_decisions_for_them(works: Works) -> None:
    here = works.here
    works.claimed(title="秘密标题")
    works.do("report_progress", works.do("claim_project", works.proposed(), here.power), here.power)
    meeting = works.meeting()
    told = here.bus.wait_for(JointMeetingCalled, meeting_id=meeting["meeting_id"])
    assert told.data == JointMeetingCalled(
        community=here.community,
        sequence=1,
        meeting_id=meeting["meeting_id"],
        quarter=QUARTER,
        held_on=today(),
        organisations=[here.water_works],
    )
    decision = works.decision(meeting, organisation=here.power_works, decided="秘密决定")
    own = works.decision(meeting)
    here.bus.wait_for(JointMeetingDecided, decision_id=own["decision_id"], organisation=None)
    heard = here.bus.wait_for(JointMeetingDecided, decision_id=decision["decision_id"])
    assert (heard.data.organisation, heard.data.due_on) == (here.power_works, today() + timedelta(days=10))
    assert not any("秘密" in one.to_json().decode() for one in (told, heard))


def test_who_was_there_is_told_by_code_and_may_be_corrected(works: Works) -> None:
    here = works.here
    meeting = works.meeting()
    about = {"meeting_id": meeting["meeting_id"]}
    assert minutes(works, meeting)["minutes"][0]["present"] is None
    both = [here.water_works, here.power_works]
    minutes(works, meeting, "秘密发言", present=both)
    told = here.bus.wait_for(JointMeetingHeld, present=both, **about)
    assert (told.data.quarter, told.data.held_on, told.sequence) == (QUARTER, today(), 3)
    assert "秘密" not in told.to_json().decode()
    assert minutes(works, meeting, "补充")["minutes"][0]["present"] == both
    minutes(works, meeting, "更正", present=both[:1])
    assert here.bus.wait_for(JointMeetingHeld, present=both[:1], **about).sequence == 5
    assert len({event.id for event in here.bus.seen(JointMeetingHeld, **about)}) == 2, "what was not said is not told"
    for present, fault in (([*both, "nobody"], {"2": ["unknown"]}), ([both[0], both[0]], ["repeated"])):
        with pytest.raises(Invalid) as refused:
            minutes(works, meeting, present=present)
        assert refused.value.fields == {"present": fault}
    assert len(see(works, meeting)["minutes"]) == 4


def test_officers_see_what_concerns_their_unit_and_residents_nothing(works: Works) -> None:
    here = works.here
    mine, other = works.claimed(), works.do("claim_project", works.proposed(), here.power)
    free = works.proposed()
    meeting = works.meeting()
    own = works.decision(meeting, organisation=here.water_works)
    for organisation in (here.power_works, None):
        works.decision(meeting, organisation=organisation)
    minutes(works, meeting)
    seen = see(works, meeting, here.water)
    assert due(seen) == [("report_missing", mine["project_id"]), ("project_unclaimed", free["project_id"])]
    assert ([one["decision_id"] for one in seen["decisions"]], seen["minutes"]) == ([own["decision_id"]], [])
    assert ("report_missing", other["project_id"]) in due(see(works, meeting))
    assert len(see(works, meeting, here.admin)["decisions"]) == 3

    def decisions(actor: Actor, **asked: Any) -> list[str]:
        return [one["decision_id"] for one in works.ask("decisions", asked, actor)["items"]]

    assert decisions(here.water) == [own["decision_id"]]
    assert len(decisions(here.worker)) == len(decisions(here.admin, community=here.community)) == 3
    assert decisions(actors.worker(here.elsewhere)) == []
    follow_up(works, own, done=True, actor=here.water)
    assert decisions(here.water, open=True) == []
    assert len(decisions(here.worker, open=True)) == 2
    for stranger in (here.zhou, here.lin, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            see(works, meeting, stranger)
        with pytest.raises(Forbidden):
            works.ask("meetings", {"community": here.community}, stranger)


def test_only_workers_of_the_community_call_write_and_decide(works: Works) -> None:
    here = works.here
    meeting = works.meeting(held_on=ago(1))
    decision = works.decision(meeting, organisation=here.water_works)
    for stranger in (here.zhou, here.water, actors.worker(here.elsewhere)):
        for step in (
            lambda who: works.meeting(who, quarter=BEFORE),
            lambda who: minutes(works, meeting, actor=who),
            lambda who: works.decision(meeting, who),
        ):
            with pytest.raises(Forbidden):
                step(stranger)
    for stranger in (here.zhou, here.power, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden):
            follow_up(works, decision, done=True, actor=stranger)


def test_a_quarter_has_one_meeting_even_when_it_is_called_at_once(works: Works) -> None:
    def call(_: int) -> str:
        try:
            return works.meeting()["meeting_id"]
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(call, range(4)))
    assert outcomes.count("meeting_exists") == 3
    works.meeting(quarter=BEFORE)
    listed = works.ask("meetings", {"community": works.here.community}, works.here.water)["items"]
    assert [one["quarter"] for one in listed] == [BEFORE, QUARTER]


def test_nothing_is_kept_of_a_meeting_that_was_not_held_yet(works: Works) -> None:
    meeting = works.meeting(held_on=ago(-1))
    for step in (lambda: minutes(works, meeting), lambda: works.decision(meeting)):
        with pytest.raises(Conflict) as refused:
            step()
        assert refused.value.code == "not_held_yet"


def test_what_is_not_right_is_refused_whole(works: Works) -> None:
    here = works.here
    for told, faults in (
        ({"held_on": "2020-01-01"}, {"held_on": ["before_quarter"]}),
        ({"quarter": "2026-4"}, {"quarter": ["not_a_quarter"]}),
    ):
        with pytest.raises(Invalid) as refused:
            works.meeting(**told)
        assert refused.value.fields == faults
    with pytest.raises(Invalid) as refused:
        works.meeting(here.admin, community="nowhere")
    assert refused.value.fields == {"community": ["unknown"]}
    meeting = works.meeting()
    for told, faults in (
        ({"organisation": "nobody"}, {"organisation": ["unknown"]}),
        ({"due_on": ago(1)}, {"due_on": ["before_meeting"]}),
        ({"decided": ""}, {"decided": ["empty"]}),
    ):
        with pytest.raises(Invalid) as refused:
            works.decision(meeting, **told)
        assert refused.value.fields == faults
    assert see(works, meeting)["decisions"] == []
    with pytest.raises(NotFound):
        see(works, {"meeting_id": new_id()})
    with pytest.raises(NotFound):
        follow_up(works, {"decision_id": new_id()}, done=True)
