"""Departments appeal against single records: filed, frozen, decided, corrected, by the real calls on both databases."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import (
    DepartmentAppraisalChanged,
    DepartmentRecordAppealDecided,
    DepartmentRecordAppealFiled,
    DepartmentRecordRuled,
)

from tests import actors
from tests.scoring.appealing import ADMIN, HOUSING, decided, filed, tell
from tests.scoring.clocked import HERE, Clocked
from tests.scoring.facts import (
    called_back,
    community,
    completed,
    department,
    escalated,
    rated,
)

QUARTER = "2026-Q2"
WATER = actors.officer("water")


@pytest.fixture
def district(clocked: Clocked) -> Clocked:
    clocked.knows(department("housing"), department("water"), community(HERE))
    return clocked


def shown(clocked: Clocked, code: str = "housing") -> dict[str, Any]:
    return clocked.ask("department_appraisal", actors.actor(), department=code, period=QUARTER)


def steps(clocked: Clocked) -> list[Any]:
    return [(step["ruling"], step["outcome"]) for step in shown(clocked)["explanation"]["rulings"]]


def aspects(clocked: Clocked, code: str = "housing") -> dict[str, Any]:
    items = clocked.ask("aspect_board", actors.actor(), period=QUARTER)["items"]
    return next(item for item in items if item["department"] == code)


def served(clocked: Clocked, said: Callable[[Any], Any], code: str = "housing") -> str:
    """A department has served, and something was said of it; returns the service."""
    done = completed(code, at=clocked.now - timedelta(days=1), provider_kind="department", community=HERE)
    clocked.take("record_services", done)
    tell(clocked, said(done))
    return done.service_id


def mark(clocked: Clocked, points: int, by: Actor | None = None) -> str:
    key = {"community": HERE, "department": "housing", "quarter": QUARTER, "aspect": "service-attitude"}
    clocked.ask("mark_department", by or clocked.worker, **key, mark=points, reason="三次没有回音")
    return "/".join(key.values())


def code_of(refused: Any) -> str:
    code: str = refused.value.code
    return code


def dissatisfied(done: Any) -> Any:
    return called_back(done, "not_satisfied", resolved=False)


def test_a_call_back_that_was_written_down_wrongly_is_corrected_with_every_step_shown(district: Clocked) -> None:
    service = served(district, dissatisfied)
    for _ in range(2):
        served(district, lambda done: rated(done, 5))
    before = shown(district)
    appeal = filed(district, "case", service)
    assert (appeal["state"], appeal["decide_by"], appeal["overdue"]) == ("open", "2026-07-01", False)
    assert (appeal["community"], appeal["quarter"]) == (HERE, QUARTER)
    assert appeal["before"] == {"outcome": "called_not_satisfied", "resolved": False, "mark": None}
    assert shown(district)["total"] == before["total"], "until it is decided it counts as it did"
    assert aspects(district)["under_appeal"] == 1
    answer = decided(district, appeal, outcome="called_satisfied", resolved=True)
    assert answer["after"] == {"outcome": "called_satisfied", "resolved": True, "mark": None}
    after = shown(district)
    assert (after["counts"]["satisfied"], after["counts"]["not_satisfied"], after["counts"]["resolved"]) == (3, 0, 3)
    assert float(after["total"]) > float(before["total"])
    assert steps(district) == [("under_appeal", "called_not_satisfied"), ("corrected", "called_satisfied")]
    assert aspects(district)["under_appeal"] == 0
    told = district.told(DepartmentRecordAppealFiled, DepartmentRecordRuled, DepartmentRecordAppealDecided)
    assert [type(event).__name__ for event in told] == [
        "DepartmentRecordAppealFiled",
        "DepartmentRecordRuled",
        "DepartmentRecordRuled",
        "DepartmentRecordAppealDecided",
    ]
    assert (told[2].told_outcome, told[2].outcome, told[-1].allowed) == (
        "called_not_satisfied",
        "called_satisfied",
        True,
    )
    changed = district.told(DepartmentAppraisalChanged)[-1]
    assert f"{changed.total_tenths / 10:.1f}" == after["total"]


def test_a_case_is_left_out_with_its_reason_shown_and_no_event_of_it_behind(district: Clocked) -> None:
    service = served(district, lambda done: rated(done, 1, resolved=False))
    for _ in range(3):
        served(district, lambda done: rated(done, 5))
    decided(district, filed(district, "case", service), outcome="left_out")
    found = shown(district)
    assert (found["counts"]["cases"], found["counts"]["left_out"], found["satisfaction_rate"]) == (3, 1, "100.0")
    (exclusion,) = found["explanation"]["exclusions"]
    assert (exclusion["reason"], exclusion["total"], exclusion["ids"]) == ("left_out", 1, [service])
    satisfied = next(line for line in found["explanation"]["clauses"] if line["clause"] == "satisfaction")
    assert satisfied["events_total"] == len(satisfied["events"]) == 3
    assert not set(exclusion["events"]) & set(satisfied["events"])


def test_what_is_told_while_an_appeal_is_open_counts_once_it_is_dismissed(district: Clocked) -> None:
    done = completed("housing", at=district.now, provider_kind="department", community=HERE)
    tell(district, dissatisfied(done))
    appeal = filed(district, "case", done.service_id)
    tell(district, rated(done, 5))
    counts = shown(district)["counts"]
    assert (counts["not_satisfied"], counts["satisfied"]) == (1, 0), "it is under appeal, and counts as it did"
    answer = decided(district, appeal, allowed=False)
    assert (answer["state"], answer["after"]["outcome"]) == ("dismissed", "rated_5")
    counts = shown(district)["counts"]
    assert (counts["not_satisfied"], counts["satisfied"], counts["resolved"]) == (0, 1, 1)


def test_a_case_that_became_another_s_meanwhile_is_not_corrected_for_them(district: Clocked) -> None:
    done = completed("housing", at=district.now, provider_kind="department", community=HERE)
    tell(district, dissatisfied(done))
    appeal = filed(district, "case", done.service_id)
    later = {"provider": "water", "completed_at": district.now + timedelta(hours=1)}
    tell(district, rated(dataclasses.replace(done, **later), 5))
    assert [shown(district, code)["counts"]["cases"] for code in ("housing", "water")] == [1, 0]
    with pytest.raises(Invalid) as wrong:
        decided(district, appeal, outcome="left_out")
    assert wrong.value.about["fields"] == {"allowed": ["of_another_by_now"]}
    decided(district, appeal, allowed=False)
    assert [shown(district, code)["counts"]["cases"] for code in ("housing", "water")] == [0, 1]


def test_the_person_served_has_the_last_word_after_a_correction_too(district: Clocked) -> None:
    done = completed("housing", at=district.now, provider_kind="department", community=HERE)
    tell(district, dissatisfied(done))
    decided(district, filed(district, "case", done.service_id), outcome="called_satisfied")
    tell(district, dissatisfied(done))
    assert shown(district)["counts"]["satisfied"] == 1, "the same told again is no news"
    tell(district, rated(done, 2, resolved=False))
    counts = shown(district)["counts"]
    assert (counts["satisfied"], counts["not_satisfied"]) == (0, 1)
    assert filed(district, "case", done.service_id)["state"] == "open", "and may be appealed against anew"


def test_a_whistle_that_was_answered_or_owed_none_is_corrected(district: Clocked) -> None:
    first, second = new_id(), new_id()
    tell(district, *(escalated("housing", by=district.now, whistle_id=one) for one in (first, second)))
    assert shown(district)["counts"]["unanswered"] == 2
    decided(district, filed(district, "whistle", first), outcome="in_time")
    decided(district, filed(district, "whistle", second), outcome="excused")
    found = shown(district)
    assert [found["counts"][name] for name in ("unanswered", "in_time", "excused", "cases")] == [0, 1, 1, 0]
    (exclusion,) = found["explanation"]["exclusions"]
    assert (exclusion["reason"], exclusion["ids"]) == ("excused", [second])
    response = next(line for line in found["explanation"]["clauses"] if line["clause"] == "response")
    assert (response["events_total"], len(response["events"])) == (1, 1)


def test_a_mark_is_corrected_or_left_out_until_the_community_gives_another(district: Clocked) -> None:
    record_id = mark(district, 30)

    def line() -> tuple[Any, Any]:
        (found,) = [line for line in aspects(district)["aspects"] if line["aspect"] == "service-attitude"]
        return found["reached"], found["basis"]

    def listed(who: Actor) -> tuple[Any, ...]:
        (item,) = district.ask("marks", who, quarter=QUARTER, department="housing", community=HERE)["items"]
        return item["mark"], item["ruling"], item["counted"]

    assert listed(HOUSING) == (30, None, 30)
    appeal = filed(district, "mark", record_id)
    mark(district, 40)
    assert line() == ("30", 1)
    assert listed(district.worker) == (40, "under_appeal", 30)
    decided(district, appeal, mark=70)
    assert (line(), listed(HOUSING)) == (("70", 1), (40, "corrected", 70))
    mark(district, 50)
    assert (line(), listed(HOUSING)) == (("50", 1), (50, None, 50))
    decided(district, filed(district, "mark", record_id), outcome="left_out")
    assert (line(), listed(HOUSING)) == (("0", 0), (50, "corrected", None))
    with pytest.raises(Forbidden):
        listed(WATER)


def test_a_public_result_follows_and_waits_for_appeals_filed_in_time(district: Clocked) -> None:
    record_id = mark(district, 30)
    late = served(district, dissatisfied)
    for _ in range(3):
        served(district, lambda done: rated(done, 5))
    district.on(2026, 7, 2)
    district.ask("freeze_appraisal", ADMIN, period=QUARTER)
    before = aspects(district)
    appeal = filed(district, "mark", record_id)
    district.on(2026, 7, 10)
    unhurried = filed(district, "case", late)
    with pytest.raises(Conflict) as refused:
        district.ask("publish_appraisal", ADMIN, period=QUARTER)
    assert (code_of(refused), refused.value.about["number"]) == ("appeals_open", 1)
    assert aspects(district)["total"] == before["total"]
    assert aspects(district)["under_appeal"] == 2
    decided(district, appeal, mark=90)
    public = aspects(district)
    assert float(public["total"]) > float(before["total"])
    district.ask("publish_appraisal", ADMIN, period=QUARTER)
    decided(district, unhurried, outcome="left_out")
    assert aspects(district)["total"] == public["total"], "what is signed off stays"
    assert shown(district)["counts"]["left_out"] == 1


def test_who_is_of_the_department_or_gave_the_mark_does_not_decide(district: Clocked) -> None:
    marking = actors.admin()
    appeal = filed(district, "mark", mark(district, 30, by=marking))
    own = actors.actor("district_admin", "officer", organisation="housing")
    filer = actors.actor("district_admin", person_id=HOUSING.person_id)
    for by, code in (
        (marking, "has_part"),
        (own, "has_part"),
        (filer, "has_part"),
        (district.worker, "role_required"),
        (HOUSING, "role_required"),
    ):
        with pytest.raises(Forbidden) as refused:
            decided(district, appeal, by=by, mark=70)
        assert code_of(refused) == code
    assert decided(district, appeal, mark=70)["state"] == "allowed"


def test_wrong_appeals_and_decisions_are_refused_whole(district: Clocked) -> None:
    service = served(district, dissatisfied)
    open_whistle = new_id()
    for by, kind, record_id, error, code in (
        (WATER, "case", service, Forbidden, "not_your_record"),
        (actors.actor("officer"), "case", service, Forbidden, "departments_only"),
        (district.worker, "case", service, Forbidden, "role_required"),
        (HOUSING, "case", new_id(), NotFound, "not_found"),
        (HOUSING, "whistle", open_whistle, NotFound, "not_found"),
        (HOUSING, "mark", service, NotFound, "not_found"),
        (HOUSING, "mark", f"{HERE}/housing/{QUARTER}/service-attitude", NotFound, "not_found"),
        (HOUSING, "mood", service, Invalid, "invalid_fields"),
    ):
        with pytest.raises(error) as refused:
            filed(district, kind, record_id, by)
        assert code_of(refused) == code
    appeal = filed(district, "case", service)
    with pytest.raises(Conflict) as refused:
        filed(district, "case", service)
    assert code_of(refused) == "under_appeal"
    for how, faults in (
        ({}, {"outcome": ["required"]}),
        ({"outcome": "called_not_satisfied"}, {"outcome": ["changes_nothing"]}),
        ({"outcome": "rated_5"}, {"outcome": ["not_of_this_record"]}),
        ({"mark": 5}, {"mark": ["not_of_this_record"]}),
    ):
        with pytest.raises(Invalid) as wrong:
            decided(district, appeal, **how)
        assert wrong.value.about["fields"] == faults
    with pytest.raises(NotFound):
        decided(district, {"appeal_id": new_id()}, resolved=True)
    assert shown(district)["counts"]["not_satisfied"] == 1
    decided(district, appeal, resolved=True)
    with pytest.raises(Conflict) as refused:
        decided(district, appeal, resolved=False)
    assert code_of(refused) == "appeal_decided_already"
    with pytest.raises(Conflict) as refused:
        filed(district, "case", service)
    assert code_of(refused) == "record_appealed_already"


def test_officers_see_their_department_s_appeals_workers_and_the_district_all(district: Clocked) -> None:
    for by, code in ((HOUSING, "housing"), (WATER, "water")):
        filed(district, "case", served(district, dissatisfied, code), by)

    def seen(who: Actor) -> list[Any]:
        items = district.ask("department_appeals", who, state="open")["items"]
        return [(item["department"], item["overdue"]) for item in items]

    assert seen(HOUSING) == [("housing", False)]
    assert seen(district.worker) == seen(ADMIN) == [("water", False), ("housing", False)]
    district.on(2026, 7, 2)
    assert seen(WATER) == [("water", True)]
    assert district.ask("department_appeals", ADMIN, state="allowed")["items"] == []
    with pytest.raises(Forbidden):
        seen(actors.actor("officer"))
