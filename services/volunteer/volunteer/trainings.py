"""Trainings and drills: what attending one certifies, kept as long as the attendance stands, and what runs out when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Invalid
from contracts import district
from contracts.events import CertificationRevoked, VolunteerCertified

from . import certification, numbers, registers, service_records, skills, suitability
from .models import ActivityRow, AttendanceRow, CertificationRow, CredentialRow, SkillRow, VolunteerRow


def certify(tx: Transaction, activity: ActivityRow, attended: AttendanceRow) -> None:
    """Keep what an attendance, as it now is, certifies its volunteer for, or take it back. The volunteer is locked."""
    if activity.training is None:
        return
    kept = tx.session.get(CertificationRow, attended.attendance_id)
    about: dict[str, Any] = {
        "attendance_id": attended.attendance_id,
        "activity_id": activity.activity_id,
        "volunteer_id": attended.volunteer_id,
    }
    told: dict[str, Any] = {"community": activity.community, "sequence": attended.version, **about}
    if not certification.is_earned(attended.minutes, attended.reasons):
        if kept is not None:
            tx.session.delete(kept)
            tx.emit(CertificationRevoked(**told))
        return
    if kept is not None and kept.volunteer_id == attended.volunteer_id:
        return
    skill, earned_on = activity.training["skill"], district.day_of(activity.starts_at)
    valid_until = certification.last_day(earned_on, activity.training["months"])
    if kept is None:
        tx.session.add(CertificationRow(**about, skill=skill, earned_on=earned_on, valid_until=valid_until))
    else:
        kept.volunteer_id = attended.volunteer_id
    code = next(iter(skills.codes([skill])), None)
    tx.emit(VolunteerCertified(**told, valid_until=valid_until, skill=code, attended_on=earned_on))


def of_volunteer(session: Session, actor: Actor, volunteer_id: str, today: date) -> list[dict[str, Any]]:
    """What trainings certify a volunteer for, for themselves or for a worker of the community. Raises `NotFound`,
    `Forbidden`."""
    service_records.require_own(session, actor, volunteer_id)
    found = (
        sa.select(CertificationRow, ActivityRow)
        .join(ActivityRow, ActivityRow.activity_id == CertificationRow.activity_id)
        .where(CertificationRow.volunteer_id == volunteer_id)
        .order_by(CertificationRow.skill, CertificationRow.valid_until.desc(), CertificationRow.attendance_id)
    )
    return [
        {
            "skill": row.skill,
            "kind": (activity.training or {}).get("kind"),
            "activity_id": row.activity_id,
            "title": activity.title,
            "earned_on": row.earned_on,
            "valid_until": row.valid_until,
            "valid": suitability.is_valid([row.valid_until], today),
        }
        for row, activity in session.execute(found)
    ]


def page_running_out(session: Session, request: dict[str, Any], today: date) -> tuple[list[dict[str, Any]], str | None]:
    """One page of `contracts.requests.trainings.RunningOutQuery`, the earliest last day first, and the cursor of the
    next page. Raises `Invalid`: ``unknown`` (community, cursor)."""
    registers.require_community(session, request["community"])
    last = _last_days(request["community"], request["skill"]).subquery()
    place = (last.c.last, VolunteerRow.serial, last.c.skill)
    found = (
        sa.select(VolunteerRow.volunteer_id, VolunteerRow.serial, VolunteerRow.name, last.c.skill, last.c.last)
        .join(VolunteerRow, VolunteerRow.volunteer_id == last.c.volunteer_id)
        .where(last.c.last <= today + timedelta(days=request["within_days"]))
        .order_by(*place)
    )
    if request["cursor"] is not None:
        day, serial, skill = _place_of(request["cursor"])
        later = (last.c.last == day) & (VolunteerRow.serial == serial) & (last.c.skill > skill)
        of_the_day = (last.c.last == day) & (VolunteerRow.serial > serial)
        found = found.where((last.c.last > day) | of_the_day | later)
    rows = session.execute(found.limit(request["limit"] + 1)).all()
    shown = rows[: request["limit"]]
    more = len(rows) > len(shown)
    cursor = f"{shown[-1].last.isoformat()} {shown[-1].serial} {shown[-1].skill}" if more else None
    return [_running_out(row, today) for row in shown], cursor


def _last_days(community: str, skill: str | None) -> sa.Select[Any, Any]:
    """The last day on which anything behind a skill holds, by volunteer and skill, without what holds for always."""
    declared = (SkillRow.volunteer_id == CredentialRow.volunteer_id) & (SkillRow.skill == CredentialRow.skill)
    said = sa.select(CredentialRow.volunteer_id, CredentialRow.skill, CredentialRow.valid_until).join(
        SkillRow, declared
    )
    earned = sa.select(CertificationRow.volunteer_id, CertificationRow.skill, CertificationRow.valid_until)
    behind = sa.union_all(said, earned).subquery()
    here = sa.select(VolunteerRow.volunteer_id).where(VolunteerRow.active, VolunteerRow.community == community)
    found = (
        sa.select(behind.c.volunteer_id, behind.c.skill, sa.func.max(behind.c.valid_until).label("last"))
        .where(behind.c.volunteer_id.in_(here))
        .group_by(behind.c.volunteer_id, behind.c.skill)
        .having(sa.func.count() == sa.func.count(behind.c.valid_until))
    )
    return found if skill is None else found.where(behind.c.skill.in_(skills.settle([skill])))


def _place_of(cursor: str) -> tuple[date, int, str]:
    try:
        day, serial, skill = cursor.split(" ", 2)
        return date.fromisoformat(day), int(serial), skill
    except ValueError:
        raise Invalid({"cursor": ["unknown"]}) from None


def _running_out(row: Any, today: date) -> dict[str, Any]:
    return {
        "volunteer_id": row.volunteer_id,
        "number": numbers.number_of(row.serial),
        "name": row.name,
        "skill": row.skill,
        "valid_until": row.last,
        "valid": suitability.is_valid([row.last], today),
    }
