"""Events as ticketing and volunteer tell them, with everything that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.transaction import new_id
from contracts.events import (
    AttendanceRecorded,
    CallBackFailed,
    CallBackMade,
    CertificationRevoked,
    DepartmentExcused,
    DepartmentReportedIn,
    HonourHoursGranted,
    HonourHoursRevoked,
    HouseholdRecorded,
    NeedEscalated,
    NoShowLifted,
    NoShowRecorded,
    OrganisationRegistered,
    PlaceRegistered,
    ServiceCompleted,
    ServiceRated,
    VolunteerCertified,
    VolunteerMerged,
    VolunteerRegistered,
)

SPRING = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)
SPRING_DAY = SPRING.date()


def completed(provider: str, minutes: int = 60, at: datetime = SPRING, **changes: Any) -> ServiceCompleted:
    values: dict[str, Any] = {
        "community": "xiezhuang",
        "sequence": 6,
        "service_id": new_id(),
        "need_id": new_id(),
        "kind": "convenience",
        "provider_kind": "volunteer",
        "provider": provider,
        "minutes": minutes,
        "completed_at": at,
        "round": 1,
    }
    return ServiceCompleted(**values | changes)


def rated(of: ServiceCompleted, stars: int, resolved: bool = True, **by: Any) -> ServiceRated:
    return ServiceRated(
        community=of.community,
        sequence=of.sequence + 1,
        service_id=of.service_id,
        need_id=of.need_id,
        provider_kind=of.provider_kind,
        provider=of.provider,
        completed_at=of.completed_at,
        stars=stars,
        resolved=resolved,
        **by,
    )


def called_back(of: ServiceCompleted, satisfaction: str, resolved: bool = True) -> CallBackMade:
    return CallBackMade(
        community=of.community,
        sequence=of.sequence + 2,
        service_id=of.service_id,
        need_id=of.need_id,
        provider_kind=of.provider_kind,
        provider=of.provider,
        completed_at=of.completed_at,
        contacted=True,
        resolved=resolved,
        satisfaction=satisfaction,
    )


def not_reached(of: ServiceCompleted, **changes: Any) -> CallBackFailed:
    values: dict[str, Any] = {
        "community": of.community,
        "sequence": of.sequence + 2,
        "service_id": of.service_id,
        "need_id": of.need_id,
        "failure": "no_answer",
        "provider_kind": of.provider_kind,
        "provider": of.provider,
        "completed_at": of.completed_at,
    }
    return CallBackFailed(**values | changes)


def excused(department: str, by: datetime | None = SPRING, whistle_id: str | None = None) -> DepartmentExcused:
    return DepartmentExcused(
        community="xiezhuang",
        sequence=5,
        whistle_id=whistle_id or new_id(),
        need_id=new_id(),
        department=department,
        report_in_by=by,
    )


def reported_in(department: str, in_time: bool, by: datetime = SPRING, whistle_id: str | None = None) -> Any:
    return DepartmentReportedIn(
        community="xiezhuang",
        sequence=4,
        whistle_id=whistle_id or new_id(),
        need_id=new_id(),
        department=department,
        reported_in_at=by + timedelta(minutes=-5 if in_time else 5),
        report_in_by=by,
        in_time=in_time,
    )


def escalated(department: str, by: datetime = SPRING, whistle_id: str | None = None) -> NeedEscalated:
    return NeedEscalated(
        community="xiezhuang",
        sequence=4,
        need_id=new_id(),
        reason="report_in_overdue",
        whistle_id=whistle_id or new_id(),
        department=department,
        report_in_by=by,
    )


def volunteer(
    volunteer_id: str, community: str = "xiezhuang", sequence: int = 1, person: str | None = None
) -> VolunteerRegistered:
    return VolunteerRegistered(
        community=community,
        sequence=sequence,
        volunteer_id=volunteer_id,
        group=None,
        skills=[],
        party_member=False,
        person=person,
    )


def department(code: str, appraised: bool = True) -> OrganisationRegistered:
    return OrganisationRegistered(
        community="district",
        sequence=1,
        organisation=code,
        kind="department",
        name=code.title(),
        appraised=appraised,
        paired_with=[],
    )


def community(code: str) -> PlaceRegistered:
    return PlaceRegistered(community=code, sequence=1, place=code, kind="community", name=code.title())


def attended(
    who: str, minutes: int, attendance_id: str | None = None, sequence: int = 1, at: datetime = SPRING
) -> AttendanceRecorded:
    return AttendanceRecorded(
        community="xiezhuang",
        sequence=sequence,
        attendance_id=attendance_id or new_id(),
        activity_id=new_id(),
        volunteer_id=who,
        kind="environment",
        minutes=minutes,
        starts_at=at,
    )


def certified(who: str, day: date | None = SPRING_DAY) -> VolunteerCertified:
    return VolunteerCertified(
        community="xiezhuang",
        sequence=1,
        attendance_id=new_id(),
        activity_id=new_id(),
        volunteer_id=who,
        valid_until=date(2028, 1, 1),
        attended_on=day,
    )


def uncertified(training: VolunteerCertified) -> CertificationRevoked:
    return CertificationRevoked(
        community=training.community,
        sequence=training.sequence + 1,
        attendance_id=training.attendance_id,
        activity_id=training.activity_id,
        volunteer_id=training.volunteer_id,
    )


def missed(who: str, day: date | None = SPRING_DAY) -> NoShowRecorded:
    return NoShowRecorded(community="xiezhuang", sequence=1, activity_id=new_id(), volunteer_id=who, day=day)


def lifted(absence: NoShowRecorded) -> NoShowLifted:
    return NoShowLifted(
        community=absence.community,
        sequence=absence.sequence + 1,
        activity_id=absence.activity_id,
        volunteer_id=absence.volunteer_id,
    )


def honoured(who: str, minutes: int, day: date = SPRING_DAY) -> HonourHoursGranted:
    return HonourHoursGranted(
        community="xiezhuang", sequence=1, grant_id=new_id(), volunteer_id=who, minutes=minutes, granted_on=day
    )


def revoked(grant: HonourHoursGranted) -> HonourHoursRevoked:
    return HonourHoursRevoked(
        community=grant.community,
        sequence=grant.sequence + 1,
        grant_id=grant.grant_id,
        volunteer_id=grant.volunteer_id,
    )


def merged(old: str, into: str) -> VolunteerMerged:
    return VolunteerMerged(community="xiezhuang", sequence=2, volunteer_id=old, into=into)


def household(
    *volunteers: str, persons: tuple[str, ...] = (), sequence: int = 1, household_id: str | None = None
) -> HouseholdRecorded:
    return HouseholdRecorded(
        community="xiezhuang",
        sequence=sequence,
        household_id=household_id or new_id(),
        volunteers=list(volunteers),
        persons=list(persons),
    )
