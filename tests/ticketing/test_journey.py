"""The whole life of a need, as the people concerned and the subscribers see it."""

from __future__ import annotations

from contracts.events import (
    DepartmentReportedIn,
    NeedAssigned,
    NeedClosed,
    NeedOffered,
    NeedReopened,
    NeedReported,
    NeedTriaged,
    ServiceCompleted,
    ServiceDisputed,
    ServiceRated,
    ServiceReported,
    WhistleBlown,
)

from tests.services import RunningService
from tests.ticketing.neighbourhood import Neighbourhood

WORDS = {
    "description": "奶奶一个人在家,灯不亮了",
    "place_words": "三单元门口右手边",
    "reason": "梯子不够高",
    "comment": "小伙子手脚麻利",
    "note": "换了灯泡和开关",
}


def test_a_volunteer_serves_a_need_from_report_to_closing_and_again_after_reopening(
    here: Neighbourhood, ticketing: RunningService
) -> None:
    zhou, lin, mei, worker = here.zhou, here.lin, here.mei, here.worker
    need = here.report(building=here.building, description=WORDS["description"], place_words=WORDS["place_words"])
    assert (need["state"], need["possible"], need["mine"]) == ("reported", ["withdraw"], True)
    here.do("triage", need, worker, kind="convenience", urgency="utilities")
    here.do("claim", need, lin)
    here.do("hand_back", need, lin, reason=WORDS["reason"])
    here.do("claim", need, mei)
    here.do("complete", need, mei, minutes=20)
    here.do("dispute", need, zhou, reason=WORDS["reason"])
    here.do("complete", need, mei, minutes=45, note=WORDS["note"])
    here.do("confirm", need, zhou)
    rated = here.do("rate", need, zhou, stars=4, resolved=True, comment=WORDS["comment"])
    assert (rated["rating"]["stars"], rated["rating"]["comment"]) == (4, WORDS["comment"])
    here.do("close", need, worker)
    again = here.do("reopen", need, zhou, reason=WORDS["reason"])
    assert (again["state"], again["round"], again["rating"], again["provider"]) == ("triaged", 2, None, None)
    here.do("assign", need, worker, volunteer_id=lin.volunteer_id)
    here.do("complete", need, lin, minutes=15)
    here.do("confirm", need, zhou)
    here.do("rate", need, zhou, stars=5, resolved=True)
    last = here.do("close", need, zhou)
    assert last["state"] == "closed"
    assert [step["action"] for step in last["history"]] == [
        "report",
        "triage",
        "claim",
        "hand_back",
        "claim",
        "complete",
        "dispute",
        "complete",
        "confirm",
        "rate",
        "close",
        "reopen",
        "assign",
        "complete",
        "confirm",
        "rate",
        "close",
    ]
    assert [step["actor_role"] for step in last["history"]][:3] == ["resident", "community_worker", "volunteer"]
    assert last["history"][3]["reason"] == WORDS["reason"]

    here.bus.wait_for(NeedClosed, need_id=need["need_id"], sequence=18)
    told = here.told_of(need)
    assert [event.data.event_name for event in told] == [
        kind.__name__
        for kind in (
            NeedReported,
            NeedTriaged,
            NeedOffered,
            NeedAssigned,
            NeedOffered,
            NeedAssigned,
            ServiceReported,
            ServiceDisputed,
            ServiceReported,
            ServiceCompleted,
            ServiceRated,
            NeedClosed,
            NeedReopened,
            NeedAssigned,
            ServiceReported,
            ServiceCompleted,
            ServiceRated,
            NeedClosed,
        )
    ]
    assert [event.sequence for event in told] == list(range(1, len(told) + 1))
    assert {event.community for event in told} == {here.community}

    first, second = (event.data for event in told if isinstance(event.data, ServiceCompleted))
    assert (first.provider, first.minutes, first.round, first.kind) == (mei.volunteer_id, 45, 1, "convenience")
    assert (second.provider, second.minutes, second.round) == (lin.volunteer_id, 15, 2)
    assert first.service_id != second.service_id
    rated_first, rated_second = (event.data for event in told if isinstance(event.data, ServiceRated))
    assert (rated_first.service_id, rated_first.provider, rated_first.completed_at, rated_first.stars) == (
        first.service_id,
        mei.volunteer_id,
        first.completed_at,
        4,
    )
    assert rated_second.service_id == second.service_id

    on_the_bus = "".join(event.to_json().decode() for event in told)
    logged = ticketing.logged()
    for words in WORDS.values():
        assert words not in on_the_bus
        assert words not in logged


def test_a_department_is_whistled_reports_in_and_serves(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works)
    (whistle,) = need["whistles"]
    assert (whistle["department"], whistle["reported_in_at"], whistle["overdue"]) == (here.water_works, None, False)
    assert here.see(need, here.water)["possible"] == ["report_in", "decline_whistle"]
    assert [found["need_number"] for found in here.whistles(here.water, waiting=True)] == [need["number"]]
    taken = here.do("report_in", need, here.water)
    assert (taken["state"], taken["provider"]) == ("assigned", {"kind": "department", "id": here.water_works})
    assert here.whistles(here.water, waiting=True) == []
    here.do("complete", need, here.water, minutes=120)
    here.do("confirm", need, here.zhou)
    here.bus.wait_for(ServiceCompleted, need_id=need["need_id"])
    told = {type(event.data): event.data for event in here.told_of(need)}
    assert told[WhistleBlown].report_in_by == told[DepartmentReportedIn].report_in_by
    assert told[DepartmentReportedIn].in_time is True
    assert (told[NeedAssigned].provider, told[NeedAssigned].way) == (here.water_works, "reported_in")
    assert (told[ServiceCompleted].provider_kind, told[ServiceCompleted].provider) == ("department", here.water_works)
    assert "route" in told[NeedTriaged].data()


def test_a_worker_speaks_for_a_person_on_whose_behalf_he_reported(here: Neighbourhood) -> None:
    need = here.completed(here.worker, on_behalf_of="三号楼的老人")
    assert here.see(need, here.worker)["on_behalf_of"] == "三号楼的老人"
    colleague = here.admin
    here.do("confirm", need, colleague)
    here.do("rate", need, here.worker, stars=3, resolved=False)
    here.bus.wait_for(ServiceRated, need_id=need["need_id"])
    reported = here.bus.wait_for(NeedReported, need_id=need["need_id"]).data
    assert (reported.channel, reported.reporter) == ("on_behalf", here.worker.person_id)


def test_a_need_that_cannot_be_served_is_declined_or_withdrawn(here: Neighbourhood) -> None:
    declined, withdrawn = here.report(), here.offered()
    assert here.do("decline", declined, here.worker, reason="不属于社区")["history"][-1]["reason"] == "不属于社区"
    assert here.do("withdraw", withdrawn, here.zhou)["possible"] == []
    assert here.bus.wait_for(NeedClosed, need_id=declined["need_id"]).data.reason == "declined"
    assert here.bus.wait_for(NeedClosed, need_id=withdrawn["need_id"]).data.reason == "withdrawn"


def test_numbers_count_up_within_a_community_and_day(here: Neighbourhood) -> None:
    first, second = here.report(), here.report()
    prefix, day, count = first["number"].rsplit("-", 2)
    assert (prefix, len(day)) == (here.community.upper(), 8)
    assert second["number"] == f"{prefix}-{day}-{int(count) + 1}"
