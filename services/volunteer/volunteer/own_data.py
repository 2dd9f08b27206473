"""All that is kept about a volunteer, to take away: what each table says, without who else had to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from contracts import fields

from . import numbers, service_records
from .models import (
    ActivityRow,
    AttendanceRow,
    AvailabilityRow,
    CalledRow,
    CertificateRow,
    CertificationRow,
    CredentialRow,
    DutyRow,
    HonourHoursRow,
    HouseholdVolunteerRow,
    LanguageRow,
    MemberRow,
    NoShowRow,
    PairingRow,
    PastMemberRow,
    PatrolRoundRow,
    PresenceRow,
    ResponseRow,
    RollCallerRow,
    RollReportRow,
    SecondmentRow,
    SignUpRow,
    SkillRow,
    StationDutyRow,
    VisitRow,
    VolunteerRow,
    WishRow,
)
from .phones import Phones

_SUBJECTS: dict[str, Any] = {
    "skills": SkillRow,
    "languages": LanguageRow,
    "availability": AvailabilityRow,
    "wishes": WishRow,
    "credentials": CredentialRow,
    "certifications": CertificationRow,
    "teams": MemberRow,
    "building_duty": DutyRow,
    "sign_ups": SignUpRow,
    "presences": PresenceRow,
    "attendances": AttendanceRow,
    "no_shows": NoShowRow,
    "honour_hours": HonourHoursRow,
    "visits": VisitRow,
    "certificates": CertificateRow,
    "station_duties": StationDutyRow,
    "pairings": PairingRow,
    "rolls_called": RollCallerRow,
    "roll_reports": RollReportRow,
    "patrol_rounds": PatrolRoundRow,
    "past_teams": PastMemberRow,
    "called_out": CalledRow,
    "call_out_responses": ResponseRow,
    "secondments": SecondmentRow,
    "household": HouseholdVolunteerRow,
}

_OF_ACTIVITY = ("activity_id", "community", "kind", "title", "place", "starts_at", "ends_at", "cancelled")


def own_data(session: Session, phones: Phones, actor: Actor, volunteer_id: str) -> dict[str, Any]:
    """The data of a volunteer by subject, as `contracts.requests.personal_data.OwnData` has it, for themselves or for a
    worker of the community. Raises `NotFound`, `Forbidden`."""
    own = service_records.require_own(session, actor, volunteer_id)
    merged = sa.select(VolunteerRow).where(VolunteerRow.merged_into == volunteer_id).order_by(VolunteerRow.serial)
    records = [own, *session.scalars(merged)]
    ids = [row.volunteer_id for row in records]
    found = {name: _rows(session, model.__table__, ids) for name, model in _SUBJECTS.items()}
    named = {row["activity_id"] for rows in found.values() for row in rows if "activity_id" in row}
    return {
        "records": [_record(row, phones) for row in records],
        **found,
        "activities": _activities(session, sorted(named)),
    }


def _record(row: VolunteerRow, phones: Phones) -> dict[str, Any]:
    columns = {column.key: column for column in sa.inspect(VolunteerRow).column_attrs}
    facts = {key: _plain(getattr(row, key)) for key in columns if key not in ("serial", "phone_sealed", "phone_mark")}
    phone = phones.open(row.phone_sealed) if row.phone_sealed else None
    shown = {"number": numbers.number_of(row.serial), "name": row.name or None, "phone": phone}
    return {**_without_others(facts), **shown}


def _rows(session: Session, table: sa.Table, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = sa.select(table).where(table.c.volunteer_id.in_(ids)).order_by(*table.primary_key)
    return [
        _without_others({name: _plain(value) for name, value in row.items()})
        for row in session.execute(found).mappings()
    ]


def _activities(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    wanted = sa.select(*(getattr(ActivityRow, name) for name in _OF_ACTIVITY)).where(ActivityRow.activity_id.in_(ids))
    rows = session.execute(wanted.order_by(ActivityRow.starts_at, ActivityRow.activity_id)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _without_others(facts: dict[str, Any]) -> dict[str, Any]:
    """Without the columns that name the person who did something (``recorded_by``, ``decided_by``, …), and what is
    sealed because it names the people served."""
    return {name: value for name, value in facts.items() if not name.endswith(("_by", "_sealed"))}


def _plain(value: Any) -> Any:
    """As JSON has it: times in UTC, days as ``2026-03-01``."""
    if isinstance(value, datetime):
        return fields.as_utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
