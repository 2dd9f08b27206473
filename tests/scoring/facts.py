"""Events as ticketing and volunteer tell them, with everything that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.transaction import new_id
from contracts.events import (
    DepartmentReportedIn,
    NeedEscalated,
    OrganisationRegistered,
    PlaceRegistered,
    ServiceCompleted,
    ServiceRated,
    VolunteerRegistered,
)

SPRING = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)


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


def rated(of: ServiceCompleted, stars: int, resolved: bool = True) -> ServiceRated:
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


def volunteer(volunteer_id: str, community: str = "xiezhuang", sequence: int = 1) -> VolunteerRegistered:
    return VolunteerRegistered(
        community=community, sequence=sequence, volunteer_id=volunteer_id, group=None, skills=[], party_member=False
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
