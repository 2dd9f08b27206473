"""Who hears of what, as a table to read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts import Event, event_types, events
from contracts.requests.notify import Message
from notify.routing import ROUTES, notices

NEED, WHISTLE, SERVICE, REPORTER, HELPER, CALL_OUT = (f"0000000{n}-0000-7000-8000-000000000000" for n in range(1, 7))
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2026, 3, 1)

VALUES: dict[str, Any] = {
    "community": "xiezhuang",
    "sequence": 1,
    "need_id": NEED,
    "whistle_id": WHISTLE,
    "service_id": SERVICE,
    "reporter": REPORTER,
    "department": "xintai-fire",
    "kind": "convenience",
    "urgency": "ordinary",
    "channel": "self",
    "report_in_by": AT,
    "reported_in_at": AT,
    "completed_at": AT,
    "in_time": True,
    "provider_kind": "volunteer",
    "provider": HELPER,
    "volunteer_id": HELPER,
    "way": "claimed",
    "minutes": 30,
    "round": 1,
    "clock": "answer",
    "due_at": AT,
    "level": "subdistrict",
    "stars": 5,
    "resolved": True,
    "year": 2026,
    "previous_stars": 4,
    "score_tenths": 905,
    "policy": "1",
    "period": "2026-Q1",
    "cases": 7,
    "route": "volunteer",
    "call_out_id": CALL_OUT,
    "into": SERVICE,
    "team": "xiezhuang-squad",
    "drill": False,
    "called": [HELPER, REPORTER],
    "summons_id": WHISTLE,
    "secondment_id": WHISTLE,
    "organisation": "xintai-fire",
    "from_day": DAY,
    "activity_id": NEED,
    "attendance_id": WHISTLE,
    "grant_id": WHISTLE,
    "granted_on": DAY,
    "valid_until": DAY,
    "pairing_id": NEED,
    "due_on": DAY,
    "roll_id": NEED,
    "day": DAY,
    "on_roll": 104,
    "unheard": 2,
    "not_reached": 1,
    "needs_help": 0,
    "series_id": NEED,
    "since": DAY,
    "project_id": NEED,
    "finished_on": DAY,
    "budget_fen": 300_000,
    "spent_fen": 120_000,
    "award_fen": 50_000,
    "problems_solved": 3,
    "person_times": 120,
    "meeting_id": NEED,
    "decision_id": WHISTLE,
    "quarter": "2026-Q1",
    "held_on": DAY,
    "organisations": ["xintai-fire", "xintai-water"],
    "hazard_id": NEED,
    "step": "inspect",
    "party_kind": "organisation",
    "party": "xintai-fire",
    "survey_id": NEED,
    "households": 240,
    "yes": 204,
    "no": 14,
    "abstain": 6,
    "threshold_numerator": 2,
    "threshold_denominator": 3,
    "passed": True,
    "collectors": [HELPER, REPORTER],
    "appeal_id": NEED,
    "record_id": WHISTLE,
    "ruling": "corrected",
    "decide_by": DAY,
    "allowed": True,
    "ran_out": True,
    "redemption_id": NEED,
    "benefit_id": WHISTLE,
}


def made(kind: type[Event], **values: Any) -> Event:
    wanted = {name: VALUES[name] for name in kind.__dataclass_fields__ if name in VALUES}
    reasons = {
        events.NeedEscalated: "report_in_overdue",
        events.NeedClosed: "served",
        events.AssignmentDeclined: "no_time",
        events.SquadSummonsRefused: "no_members",
    }
    if kind in reasons:
        wanted["reason"] = reasons[kind]
    return kind(**{**wanted, **values})


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (made(events.NeedReported), {"community:xiezhuang": "need_reported"}),
        (made(events.WhistleBlown), {"organisation:xintai-fire": "whistle_blown"}),
        (made(events.DepartmentReportedIn), {"community:xiezhuang": "department_reported_in"}),
        (
            made(events.NeedEscalated),
            {"community:xiezhuang": "need_escalated", "organisation:xintai-fire": "need_escalated"},
        ),
        (
            made(events.TimeLimitPassed),
            {"community:xiezhuang": "time_limit_passed", f"volunteer:{HELPER}": "own_time_limit_passed"},
        ),
        (
            made(events.TimeLimitPassed, provider_kind=None, provider=None),
            {"community:xiezhuang": "time_limit_passed"},
        ),
        (made(events.NeedRaised, way="time_limit"), {f"person:{REPORTER}": "need_raised"}),
        (made(events.NeedSuspended), {f"person:{REPORTER}": "need_suspended"}),
        (made(events.WhistleDeclined), {"community:xiezhuang": "whistle_declined"}),
        (made(events.DepartmentExcused), {"organisation:xintai-fire": "department_excused"}),
        (made(events.WhistleUpheld), {"organisation:xintai-fire": "whistle_upheld"}),
        (made(events.NeedAssigned), {f"person:{REPORTER}": "need_assigned"}),
        (
            made(events.NeedAssigned, way="assigned"),
            {f"person:{REPORTER}": "need_assigned", f"volunteer:{HELPER}": "need_assigned_to_you"},
        ),
        (
            made(events.NeedAssigned, way="reported_in", provider_kind="department", provider="xintai-fire"),
            {f"person:{REPORTER}": "need_assigned"},
        ),
        (made(events.ServiceReported), {f"person:{REPORTER}": "service_to_confirm"}),
        (made(events.ServiceDisputed), {f"volunteer:{HELPER}": "service_disputed"}),
        (made(events.ServiceCompleted), {f"volunteer:{HELPER}": "service_completed"}),
        (made(events.ServiceRated), {f"volunteer:{HELPER}": "service_rated"}),
        (
            made(events.ServiceRated, provider_kind="department", provider="xintai-fire"),
            {"organisation:xintai-fire": "service_rated"},
        ),
        (made(events.NeedClosed), {f"person:{REPORTER}": "need_closed"}),
        (
            made(events.NeedClosed, followers=[HELPER]),
            {f"person:{REPORTER}": "need_closed", f"person:{HELPER}": "followed_need_closed"},
        ),
        (made(events.NeedMerged), {f"person:{REPORTER}": "need_merged"}),
        (made(events.NeedReopened), {"community:xiezhuang": "need_reopened"}),
        (made(events.StarRatingChanged), {f"volunteer:{HELPER}": "star_rating_changed"}),
        (made(events.AppealDecided, allowed=True), {f"volunteer:{HELPER}": "appeal_allowed"}),
        (made(events.AppealDecided, allowed=False), {f"volunteer:{HELPER}": "appeal_dismissed"}),
        (made(events.RecordRuled, ruling="set_aside"), {"community:xiezhuang": "rating_set_aside"}),
        (made(events.RecordRuled, ruling="let_count"), {}),
        (made(events.RecordAppealFiled), {"community:xiezhuang": "record_appeal_filed"}),
        (made(events.RecordAppealDecided, allowed=True), {f"volunteer:{HELPER}": "record_appeal_allowed"}),
        (made(events.RecordAppealDecided, allowed=False), {f"volunteer:{HELPER}": "record_appeal_dismissed"}),
        (
            made(events.DepartmentRecordAppealDecided, allowed=True, department="housing"),
            {"organisation:housing": "department_record_appeal_allowed"},
        ),
        (
            made(events.DepartmentRecordAppealDecided, allowed=False, department="housing"),
            {"organisation:housing": "department_record_appeal_dismissed"},
        ),
        (
            made(events.AppraisalAppealDecided, allowed=True, department="housing"),
            {"organisation:housing": "appraisal_appeal_allowed"},
        ),
        (
            made(events.AppraisalAppealDecided, allowed=False, department="housing"),
            {"organisation:housing": "appraisal_appeal_dismissed"},
        ),
        (made(events.CommendationRecommended), {f"volunteer:{HELPER}": "commendation_recommended"}),
        (made(events.BenefitReturned, ran_out=True), {f"volunteer:{HELPER}": "benefit_ran_out"}),
        (made(events.BenefitReturned, ran_out=False), {}),
        (made(events.DepartmentAppraisalChanged), {"organisation:xintai-fire": "department_appraisal_changed"}),
        (
            made(events.SquadCalledOut),
            {f"volunteer:{HELPER}": "squad_called_out", f"volunteer:{REPORTER}": "squad_called_out"},
        ),
        (made(events.SquadCalledOut, drill=True, called=[HELPER]), {f"volunteer:{HELPER}": "squad_called_to_drill"}),
        (made(events.SquadCalledOut, called=None), {}),
        (made(events.VolunteerSeconded), {f"volunteer:{HELPER}": "seconded"}),
        (made(events.NoShowRecorded), {f"volunteer:{HELPER}": "no_show_recorded"}),
        (made(events.NoShowLifted), {f"volunteer:{HELPER}": "no_show_lifted"}),
        (made(events.HonourHoursGranted), {f"volunteer:{HELPER}": "honour_hours_granted"}),
        (made(events.VolunteerCertified), {f"volunteer:{HELPER}": "certified"}),
        (
            made(events.PairingLapsed, organisation=None),
            {"community:xiezhuang": "pairing_lapsed", f"volunteer:{HELPER}": "own_pairing_lapsed"},
        ),
        (
            made(events.PairingLapsed, volunteer_id=None),
            {"community:xiezhuang": "pairing_lapsed", "organisation:xintai-fire": "own_pairing_lapsed"},
        ),
        (made(events.ProjectClaimed), {"community:xiezhuang": "project_claimed"}),
        (made(events.ProjectClaimed, way="assigned"), {"organisation:xintai-fire": "project_given_to_you"}),
        (made(events.ProjectAbandoned), {"community:xiezhuang": "project_abandoned"}),
        (made(events.ProjectResultReported), {"community:xiezhuang": "project_to_confirm"}),
        (made(events.ProjectResultRefused), {"organisation:xintai-fire": "project_sent_back"}),
        (made(events.ProjectFinished), {"organisation:xintai-fire": "project_confirmed"}),
        (made(events.ProjectAwarded), {"organisation:xintai-fire": "project_awarded"}),
        (
            made(events.JointMeetingCalled),
            {"organisation:xintai-fire": "joint_meeting_called", "organisation:xintai-water": "joint_meeting_called"},
        ),
        (made(events.JointMeetingCalled, organisations=None), {}),
        (made(events.JointMeetingDecided), {"organisation:xintai-fire": "decision_for_you"}),
        (made(events.JointMeetingDecided, organisation=None), {}),
        (made(events.HazardStepReached), {"organisation:xintai-fire": "hazard_step_reached"}),
        (
            made(events.HazardStepReached, party_kind="community", party="xiezhuang"),
            {"community:xiezhuang": "hazard_step_reached"},
        ),
        (made(events.HazardStepReached, party_kind="team", party="xiezhuang-squad"), {}),
        (
            made(events.ConsentSurveyClosed),
            {f"volunteer:{HELPER}": "consent_survey_passed", f"volunteer:{REPORTER}": "consent_survey_passed"},
        ),
        (
            made(events.ConsentSurveyClosed, passed=False, collectors=[HELPER]),
            {f"volunteer:{HELPER}": "consent_survey_not_passed"},
        ),
        (made(events.ConsentSurveyClosed, collectors=None), {}),
        (made(events.RollSilenceNoticed), {"community:xiezhuang": "roll_silence_noticed"}),
        (made(events.SeriesSilenceNoticed), {"community:xiezhuang": "series_silence_noticed"}),
        (made(events.NeedTriaged), {}),
        (made(events.NeedOffered), {}),
        (
            made(events.NeedOffered, to=[HELPER, REPORTER], until=AT),
            {f"volunteer:{HELPER}": "need_offered_to_you", f"volunteer:{REPORTER}": "need_offered_to_you"},
        ),
        (made(events.OfferLapsed), {"community:xiezhuang": "offer_lapsed"}),
        (made(events.AssignmentDeclined), {"community:xiezhuang": "assignment_declined"}),
        (made(events.HelperJoined, way="joined", provider=REPORTER), {f"volunteer:{REPORTER}": "helper_joined"}),
        (
            made(events.HelperJoined, way="called_in", provider=REPORTER),
            {f"volunteer:{HELPER}": "called_in_to_help", f"volunteer:{REPORTER}": "helper_joined"},
        ),
        (made(events.HelperReleased, way="stepped_out", provider=REPORTER), {f"volunteer:{REPORTER}": "helper_left"}),
        (made(events.HelperReleased, way="released", provider=None), {f"volunteer:{HELPER}": "helper_released"}),
        (made(events.SquadSummonsRefused), {"community:xiezhuang": "squad_summons_refused"}),
    ],
)
def test_each_event_is_told_to_those_it_concerns(event: Event, expected: dict[str, str]) -> None:
    assert {notice.address: notice.kind for notice in notices(event)} == expected


@pytest.mark.parametrize("kind", ROUTES)
def test_a_message_carries_ids_and_codes_only_and_fits_into_an_answer(kind: type[Event]) -> None:
    for notice in notices(made(kind, **({"way": "assigned"} if kind is events.NeedAssigned else {}))):
        told = json.loads(json.dumps({"kind": notice.kind, "about": notice.about}))
        assert Message(only=["kind", "about"]).load(told) == told
        assert all(" " not in str(value) for value in notice.about.values())


def test_an_event_leads_to_one_message_at_most_for_each_address() -> None:
    for kind in event_types().values():
        if kind in ROUTES:
            addresses = [notice.address for notice in notices(made(kind))]
            assert len(set(addresses)) == len(addresses)
