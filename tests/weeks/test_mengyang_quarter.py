"""A quarter in 蒙阳街道: needs are sorted into the three lists, matched, claimed as micro-projects, and their effect is
asked for at the joint meeting (需求摸底+精准对接+领办问效)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.weeks.people import TODAY, day

EAST, ESTATE = "mengyang-east", "mengyang-east-c1"
HOUSING, ENFORCEMENT = "mingshan-housing", "mingshan-law-enforcement"

QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
FIRST_OF_NEXT = date(TODAY.year + TODAY.month // 10, (TODAY.month + 2) // 3 * 3 % 12 + 1, 1)
NEXT_QUARTER = f"{FIRST_OF_NEXT.year}-Q{(FIRST_OF_NEXT.month + 2) // 3}"


@pytest.fixture(scope="module")
def worker(as_person):
    return as_person("mengyang-east-worker")


@pytest.fixture(scope="module")
def officer(as_person):
    return as_person(f"{HOUSING}-officer")


def listed(as_person, worker, title):
    """An entry of the need list made of two needs of residents."""
    resident = as_person("mengyang-east-resident")
    needs = [
        resident.post("/needs", community=EAST, description=words, kind="convenience", building=f"{ESTATE}-b01")
        for words in ("楼道里没有扶手。", "老人下楼没有地方扶。")
    ]
    ids = [need["need_id"] for need in needs]
    return worker.post(f"/communities/{EAST}/need-entries", needs=ids, title=title, kind="convenience")


def proposed(worker, entry):
    return worker.post(
        f"/communities/{EAST}/projects",
        entries=[entry["entry_id"]],
        title=entry["title"],
        problem="两栋楼没有扶手,老人上下楼不便。",
        place=ESTATE,
        budget_fen=800_000,
        starts_on=str(day(40)),
        ends_on=str(day(-40)),
    )


def test_needs_are_refined_into_lists_matched_claimed_and_their_effect_is_asked_for(as_person, worker, officer):
    resident = as_person("mengyang-east-resident")
    offered = officer.post(
        f"/communities/{EAST}/resources",
        organisation=HOUSING,
        kind="funds",
        title="小区微改造补助",
        description="用于无障碍设施。",
        from_day=str(day(60)),
        amount_fen=1_000_000,
    )
    entry = listed(as_person, worker, "加装楼道扶手")
    matched = worker.post(f"/need-entries/{entry['entry_id']}/match", resources=[offered["resource_id"]])
    assert (matched["state"], matched["resources"]) == ("listed", [offered["resource_id"]])
    project = proposed(worker, entry)
    path = f"/projects/{project['project_id']}"
    assert officer.post(f"{path}/claim")["organisation"] == HOUSING
    assert as_person(f"{ENFORCEMENT}-officer").refused(f"{path}/claim") == (409, "project_already_claimed")
    officer.post(f"{path}/milestones", title="扶手到货", due_on=str(day(-10)))
    officer.post(f"{path}/spending", amount_fen=790_000, receipt="F-01", purpose="扶手和安装")
    assert officer.refused(f"{path}/spending", amount_fen=10_001, receipt="F-02", purpose="加装") == (
        409,
        "over_budget",
    )
    told = {"problems_solved": 2, "person_times": 34}
    officer.post(f"{path}/reports", quarter=QUARTER, words="两栋楼装完。", percent=100, **told)
    officer.post(f"{path}/finish", words="两栋楼都有了扶手。", **told)
    assert officer.refused(f"{path}/confirm")[0] == 403
    assert worker.post(f"{path}/confirm")["state"] == "confirmed"

    chain = resident.get(f"/needs/{entry['needs'][0]}/chain")
    [met] = chain["entries"]
    assert [one["organisation"] for one in met["resources"]] == [HOUSING]
    assert [(one["state"], one["problems_solved"], one["person_times"]) for one in met["projects"]] == [
        ("confirmed", 2, 34)
    ]

    award = {"amount_fen": 200_000, "reason": "居民参与,做法可推广。"}
    assert worker.refused(f"{path}/award", **award)[0] == 403
    assert as_person("admin").post(f"{path}/award", **award)["award_fen"] == 200_000
    assert as_person("admin").refused(f"{path}/award", **award) == (409, "already_awarded")


def test_the_quarterly_meeting_asks_for_what_is_due_and_its_decisions_are_followed_up(as_person, worker, officer):
    project = proposed(worker, listed(as_person, worker, "单元门更换"))
    officer.post(f"/projects/{project['project_id']}/claim")
    milestone = {"title": "选定样式", "due_on": str(day(2))}
    officer.post(f"/projects/{project['project_id']}/milestones", **milestone)
    unclaimed = proposed(worker, listed(as_person, worker, "单元楼号牌"))

    meetings = f"/communities/{EAST}/joint-meetings"
    meeting = worker.post(meetings, quarter=QUARTER, held_on=str(day(0)))
    path = f"/joint-meetings/{meeting['meeting_id']}"

    def due():
        found = officer.get(path)["agenda"]
        return {
            (one["kind"], one["organisation"])
            for one in found
            if one["project_id"] in (project["project_id"], unclaimed["project_id"])
        }

    missing, late, free = ("report_missing", HOUSING), ("milestone_overdue", HOUSING), ("project_unclaimed", None)
    assert due() == {missing, late, free}
    officer.post(
        f"/projects/{project['project_id']}/reports",
        quarter=QUARTER,
        words="样式还没有选定。",
        percent=10,
        problems_solved=0,
        person_times=12,
    )
    assert due() == {late, free}
    worker.post(f"{path}/minutes", words="住建局介绍了进展,样式未定。")
    decided = worker.post(
        f"{path}/decisions", decided="下月十日前选定样式。", organisation=HOUSING, due_on=str(day(-14))
    )
    others = as_person(f"{ENFORCEMENT}-officer")
    follow_up = f"/meeting-decisions/{decided['decision_id']}/follow-up"
    assert others.refused(follow_up, done=True, note="好了。") == (403, "not_your_decision")

    later = worker.post(meetings, quarter=NEXT_QUARTER, held_on=str(FIRST_OF_NEXT))
    open_then = f"/joint-meetings/{later['meeting_id']}"

    def still_open():
        return [one["decision_id"] for one in worker.get(open_then)["agenda"] if one["kind"] == "decision_open"]

    assert decided["decision_id"] in still_open()
    officer.post(follow_up, done=False, note="居民正在投票。")
    done = officer.post(follow_up, done=True, note="样式已选定。")
    assert [one["done"] for one in done["follow_ups"]] == [True, False]
    assert decided["decision_id"] not in still_open()
    assert worker.refused(f"{open_then}/minutes", words="还没有开。") == (409, "not_held_yet")
