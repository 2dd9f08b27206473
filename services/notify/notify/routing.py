"""Who hears of what: for each event type, the messages it leads to.

A message goes to an address, not to a person: ``person:<id>``, ``volunteer:<id>``, ``organisation:<code>`` (its
officers) or ``community:<code>`` (its workers). Whoever has the address reads it, today's worker as well as
tomorrow's. It carries ids and codes only; the portal says it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts import Event, events
from contracts.fields import as_utc_text

Addresses = Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class Route:
    """A message that an event leads to: its `kind`, the addresses it goes to, and which of the event's fields it tells
    `about`. `when`: the events that lead to it, if not all."""

    kind: str
    to: Addresses
    about: tuple[str, ...]
    when: Callable[[Any], bool] = lambda event: True


@dataclass(frozen=True)
class Notice:
    """One message to one address."""

    kind: str
    address: str
    about: dict[str, Any]


def person(person_id: str) -> str:
    """The address of one signed-in person."""
    return f"person:{person_id}"


def volunteer(volunteer_id: str) -> str:
    """The address of one volunteer."""
    return f"volunteer:{volunteer_id}"


def organisation(code: str) -> str:
    """The address of an organisation's officers."""
    return f"organisation:{code}"


def community(code: str) -> str:
    """The address of a community's workers."""
    return f"community:{code}"


def _reporter(event: Any) -> list[str]:
    return [person(event.reporter)]


def _followers(event: Any) -> list[str]:
    return [person(follower) for follower in event.followers or ()]


def _provider(event: Any) -> list[str]:
    return [volunteer(event.provider) if event.provider_kind == "volunteer" else organisation(event.provider)]


def _department(event: Any) -> list[str]:
    return [organisation(event.department)]


def _workers(event: Any) -> list[str]:
    return [community(event.community)]


def _volunteer(event: Any) -> list[str]:
    return [volunteer(event.volunteer_id)]


def _paired(event: Any) -> list[str]:
    return [organisation(event.organisation)] if event.volunteer_id is None else _volunteer(event)


def _offered_to(event: Any) -> list[str]:
    return [volunteer(one) for one in event.to or ()]


def _responsible(event: Any) -> list[str]:
    return [volunteer(event.provider)] if event.provider is not None else []


def _called(event: Any) -> list[str]:
    return [volunteer(one) for one in event.called or ()]


def _unit(event: Any) -> list[str]:
    return [organisation(event.organisation)]


def _units(event: Any) -> list[str]:
    return [organisation(code) for code in event.organisations or ()]


def _party(event: Any) -> list[str]:
    return [organisation(event.party)] if event.party_kind == "organisation" else _workers(event)


def _collectors(event: Any) -> list[str]:
    return [volunteer(one) for one in event.collectors or ()]


def _claimed(event: Any) -> bool:
    return event.way == "claimed"


def _named_by_a_worker(event: Any) -> bool:
    return event.way == "assigned"


def _for_a_unit(event: Any) -> bool:
    return event.organisation is not None


def _within_reach(event: Any) -> bool:
    # Who is in a team is not known here; its steps are recorded by workers, who called it.
    return event.party_kind != "team"


def _allowed(event: Any) -> bool:
    return event.allowed


def _dismissed(event: Any) -> bool:
    return not event.allowed


def _set_aside(event: Any) -> bool:
    return event.ruling == "set_aside"


def _ran_out(event: Any) -> bool:
    return event.ran_out


def _passed(event: Any) -> bool:
    return event.passed


def _not_passed(event: Any) -> bool:
    return not event.passed


def _volunteer_assigned(event: Any) -> bool:
    # Who claimed a need, or reported in to it, knows.
    return event.provider_kind == "volunteer" and event.way == "assigned"


def _is_called_in(event: Any) -> bool:
    return event.way == "called_in"


def _is_released(event: Any) -> bool:
    return event.way == "released"


def _is_served(event: Any) -> bool:
    return event.provider is not None


def _for_real(event: Any) -> bool:
    return not event.drill


def _for_practice(event: Any) -> bool:
    return event.drill


_ESCALATION = ("need_id", "whistle_id", "department", "report_in_by")
_TIME_LIMIT = ("need_id", "clock", "due_at")
_SERVICE = ("need_id", "service_id")
_APPEAL = ("appeal_id", "kind", "record_id")
_DEPARTMENT_APPEAL = ("department", *_APPEAL)
_PROJECT = ("project_id", "organisation")

ROUTES: Mapping[type[Event], tuple[Route, ...]] = {
    events.NeedReported: (Route("need_reported", _workers, ("need_id", "urgency")),),
    events.WhistleBlown: (Route("whistle_blown", _department, ("need_id", "whistle_id", "report_in_by")),),
    events.WhistleDeclined: (Route("whistle_declined", _workers, ("need_id", "whistle_id", "department")),),
    events.DepartmentExcused: (Route("department_excused", _department, ("need_id", "whistle_id")),),
    events.WhistleUpheld: (Route("whistle_upheld", _department, ("need_id", "whistle_id", "report_in_by")),),
    events.DepartmentReportedIn: (
        Route("department_reported_in", _workers, ("need_id", "whistle_id", "department", "in_time")),
    ),
    events.NeedEscalated: (
        Route("need_escalated", _workers, _ESCALATION),
        Route("need_escalated", _department, _ESCALATION),
    ),
    events.TimeLimitPassed: (
        Route("time_limit_passed", _workers, _TIME_LIMIT),
        Route("own_time_limit_passed", _provider, _TIME_LIMIT, when=_is_served),
    ),
    events.NeedRaised: (Route("need_raised", _reporter, ("need_id", "level")),),
    events.NeedSuspended: (Route("need_suspended", _reporter, ("need_id",)),),
    events.NeedAssigned: (
        Route("need_assigned", _reporter, ("need_id", "provider_kind", "provider")),
        Route("need_assigned_to_you", _provider, ("need_id",), when=_volunteer_assigned),
    ),
    events.NeedOffered: (Route("need_offered_to_you", _offered_to, ("need_id", "until")),),
    events.OfferLapsed: (Route("offer_lapsed", _workers, ("need_id",)),),
    events.AssignmentDeclined: (Route("assignment_declined", _workers, ("need_id", "volunteer_id", "reason")),),
    events.HelperJoined: (
        Route("called_in_to_help", _volunteer, ("need_id",), when=_is_called_in),
        Route("helper_joined", _responsible, ("need_id", "volunteer_id")),
    ),
    events.HelperReleased: (
        Route("helper_released", _volunteer, ("need_id",), when=_is_released),
        Route("helper_left", _responsible, ("need_id", "volunteer_id")),
    ),
    events.SquadSummonsRefused: (Route("squad_summons_refused", _workers, ("need_id", "team", "reason")),),
    events.ServiceReported: (Route("service_to_confirm", _reporter, _SERVICE),),
    events.ServiceDisputed: (Route("service_disputed", _provider, _SERVICE),),
    events.ServiceCompleted: (Route("service_completed", _provider, (*_SERVICE, "minutes")),),
    events.ServiceRated: (Route("service_rated", _provider, (*_SERVICE, "stars")),),
    events.NeedClosed: (
        Route("need_closed", _reporter, ("need_id", "reason")),
        Route("followed_need_closed", _followers, ("need_id", "reason")),
    ),
    events.NeedMerged: (Route("need_merged", _reporter, ("need_id", "into")),),
    events.NeedReopened: (Route("need_reopened", _workers, ("need_id",)),),
    events.ProjectClaimed: (
        Route("project_claimed", _workers, _PROJECT, when=_claimed),
        Route("project_given_to_you", _unit, _PROJECT, when=_named_by_a_worker),
    ),
    events.ProjectAbandoned: (Route("project_abandoned", _workers, _PROJECT),),
    events.ProjectResultReported: (Route("project_to_confirm", _workers, _PROJECT),),
    events.ProjectResultRefused: (Route("project_sent_back", _unit, _PROJECT),),
    events.ProjectFinished: (Route("project_confirmed", _unit, _PROJECT),),
    events.ProjectAwarded: (Route("project_awarded", _unit, (*_PROJECT, "award_fen")),),
    events.JointMeetingCalled: (Route("joint_meeting_called", _units, ("meeting_id", "quarter", "held_on")),),
    events.JointMeetingDecided: (
        Route("decision_for_you", _unit, ("decision_id", "meeting_id", "due_on"), when=_for_a_unit),
    ),
    events.HazardStepReached: (Route("hazard_step_reached", _party, ("hazard_id", "step"), when=_within_reach),),
    events.ConsentSurveyClosed: (
        Route("consent_survey_passed", _collectors, ("survey_id",), when=_passed),
        Route("consent_survey_not_passed", _collectors, ("survey_id",), when=_not_passed),
    ),
    events.SquadCalledOut: (
        Route("squad_called_out", _called, ("call_out_id", "team"), when=_for_real),
        Route("squad_called_to_drill", _called, ("call_out_id", "team"), when=_for_practice),
    ),
    events.VolunteerSeconded: (Route("seconded", _volunteer, ("secondment_id", "organisation", "from_day")),),
    events.NoShowRecorded: (Route("no_show_recorded", _volunteer, ("activity_id",)),),
    events.NoShowLifted: (Route("no_show_lifted", _volunteer, ("activity_id",)),),
    events.HonourHoursGranted: (Route("honour_hours_granted", _volunteer, ("grant_id", "minutes")),),
    events.VolunteerCertified: (Route("certified", _volunteer, ("activity_id", "valid_until")),),
    events.PairingLapsed: (
        Route("pairing_lapsed", _workers, ("pairing_id", "due_on")),
        Route("own_pairing_lapsed", _paired, ("pairing_id", "due_on")),
    ),
    events.RollSilenceNoticed: (
        Route("roll_silence_noticed", _workers, ("roll_id", "day", "unheard", "not_reached", "needs_help")),
    ),
    events.SeriesSilenceNoticed: (Route("series_silence_noticed", _workers, ("series_id", "since")),),
    events.StarRatingChanged: (
        Route("star_rating_changed", _volunteer, ("volunteer_id", "year", "stars", "previous_stars")),
    ),
    events.AppealDecided: (
        Route("appeal_allowed", _volunteer, ("volunteer_id", "year"), when=_allowed),
        Route("appeal_dismissed", _volunteer, ("volunteer_id", "year"), when=_dismissed),
    ),
    events.RecordRuled: (Route("rating_set_aside", _workers, ("record_id", "volunteer_id"), when=_set_aside),),
    events.RecordAppealFiled: (Route("record_appeal_filed", _workers, _APPEAL + ("decide_by",)),),
    events.RecordAppealDecided: (
        Route("record_appeal_allowed", _volunteer, _APPEAL, when=_allowed),
        Route("record_appeal_dismissed", _volunteer, _APPEAL, when=_dismissed),
    ),
    events.AppraisalAppealDecided: (
        Route("appraisal_appeal_allowed", _department, ("department", "period"), when=_allowed),
        Route("appraisal_appeal_dismissed", _department, ("department", "period"), when=_dismissed),
    ),
    events.DepartmentRecordAppealFiled: (
        Route("department_record_appeal_filed", _workers, _DEPARTMENT_APPEAL + ("decide_by",)),
    ),
    events.DepartmentRecordAppealDecided: (
        Route("department_record_appeal_allowed", _department, _DEPARTMENT_APPEAL, when=_allowed),
        Route("department_record_appeal_dismissed", _department, _DEPARTMENT_APPEAL, when=_dismissed),
    ),
    events.CommendationRecommended: (Route("commendation_recommended", _volunteer, ("volunteer_id", "year", "stars")),),
    events.BenefitReturned: (Route("benefit_ran_out", _volunteer, ("benefit_id",), when=_ran_out),),
    events.DepartmentAppraisalChanged: (
        Route("department_appraisal_changed", _department, ("department", "period", "cases")),
    ),
}
"""The table. Events that are not here concern nobody's inbox: needs offered to all, for one, are a list to look at."""


def notices(event: Event) -> list[Notice]:
    """The messages that `event` leads to."""
    return [
        Notice(route.kind, address, {name: _plain(getattr(event, name)) for name in route.about})
        for route in ROUTES.get(type(event), ())
        if route.when(event)
        for address in route.to(event)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
