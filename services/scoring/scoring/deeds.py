"""What departments did that is counted: micro-projects finished, volunteer days given, joint meetings attended.

Facts are kept as events tell them, each by its newest version; what was done in a period is counted when asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope, district
from contracts.events import JointMeetingHeld, ProjectFinished, VolunteerSeconded

from . import merging, periods, records, volunteer_days
from .models import CompletedService, Deed, MeetingHeld, Record, SecondedVolunteer
from .volunteer_days import Secondment, Served

PROJECTS_FINISHED, VOLUNTEER_DAYS, JOINT_MEETINGS = "projects_finished", "volunteer_days", "joint_meetings"

TOLD_BY = (ProjectFinished, VolunteerSeconded, JointMeetingHeld)
"""The events that tell of deeds, besides those of volunteers' services and attendances."""

AT_ONCE = 500


def record(session: Session, envelopes: Iterable[Envelope]) -> None:
    """Enter what the events of `TOLD_BY` say."""
    projects: dict[str, tuple[Any, ...]] = {}
    secondments: dict[str, dict[str, Any]] = {}
    meetings: dict[str, dict[str, Any]] = {}
    for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
        event: Any = envelope.data
        match event:
            case ProjectFinished():
                row = (PROJECTS_FINISHED, event.project_id, event.organisation, event.finished_on, envelope.id)
                projects.setdefault(event.project_id, row)
            case VolunteerSeconded():
                names = ("secondment_id", *Secondment._fields, "sequence")
                secondments[event.secondment_id] = {name: getattr(event, name) for name in names}
            case _:
                told = ("meeting_id", "held_on", "present", "sequence")
                meetings[event.meeting_id] = {name: getattr(event, name) for name in told}
    key = ("kind", "deed_id")
    insert_new(session, _table(Deed), Rows((*key, "department", "day", "event_id"), list(projects.values())), key)
    _keep_newest(session, _table(SecondedVolunteer), "secondment_id", secondments.values())
    _keep_newest(session, _table(MeetingHeld), "meeting_id", meetings.values())


def done(session: Session, period: str) -> dict[str, dict[str, int]]:
    """How often organisations did what in a period, by organisation and kind."""
    last, first = periods.last_day(period), district.day_of(periods.begins(period))
    found: dict[str, dict[str, int]] = {}
    projects = sa.select(Deed.department, Deed.kind, sa.func.count()).where(Deed.day >= first, Deed.day <= last)
    for organisation, kind, number in session.execute(projects.group_by(Deed.department, Deed.kind)):
        found.setdefault(organisation, {})[kind] = number
    held = sa.select(MeetingHeld.present).where(MeetingHeld.held_on >= first, MeetingHeld.held_on <= last)
    present = Counter(unit for units in session.scalars(held) for unit in set(units))
    for kind, numbers in ((JOINT_MEETINGS, present), (VOLUNTEER_DAYS, _volunteer_days(session, first, last))):
        for organisation, number in numbers.items():
            found.setdefault(organisation, {})[kind] = number
    return found


def _volunteer_days(session: Session, first: date, last: date) -> dict[str, int]:
    columns = [getattr(SecondedVolunteer, name) for name in Secondment._fields]
    ends = sa.or_(SecondedVolunteer.to_day.is_(None), SecondedVolunteer.to_day >= first)
    told = [
        Secondment(*row) for row in session.execute(sa.select(*columns).where(SecondedVolunteer.from_day <= last, ends))
    ]
    # Records of one person may have been merged since, and what was told of the old one may not have moved yet.
    now = merging.targets(session) if told else {}
    secondments = [one._replace(volunteer_id=now.get(one.volunteer_id, one.volunteer_id)) for one in told]
    people = {one.volunteer_id for one in secondments}
    people |= {old for old, new in now.items() if new in people}
    served = _served(session, people, first, last)
    return volunteer_days.given(
        secondments, (one._replace(volunteer_id=now.get(one.volunteer_id, one.volunteer_id)) for one in served)
    )


def _served(session: Session, people: Collection[str], first: date, last: date) -> Iterator[Served]:
    begins, ends = district.midnight(first), district.midnight(last + timedelta(days=1))
    everybody = sorted(people)
    for start in range(0, len(everybody), AT_ONCE):
        some = everybody[start : start + AT_ONCE]
        services = CompletedService
        query = sa.select(services.provider, services.community, services.completed_at).where(
            services.provider.in_(some), services.completed_at >= begins, services.completed_at < ends
        )
        for who, community, moment in session.execute(query):
            yield Served(who, community, district.day_of(moment))
        attended = sa.select(Record.volunteer_id, Record.community, Record.day).where(
            Record.volunteer_id.in_(some),
            Record.kind == records.ATTENDANCE,
            Record.counts,
            Record.community.is_not(None),
            Record.day >= first,
            Record.day <= last,
        )
        rows: Iterable[Any] = session.execute(attended)
        yield from (Served(*row) for row in rows)


def _keep_newest(session: Session, table: sa.Table, key: str, rows: Iterable[dict[str, Any]]) -> None:
    changing = [column.name for column in table.columns if column.name != key]
    upsert(session, table, list(rows), [key], set=changing, newer="sequence")


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table
