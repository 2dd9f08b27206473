"""Activities, sign-ups and attendances."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name
from .people import VolunteerRow


class ActivityRow(Base):
    """A planned activity. `withdraw_until`: when who signed up may still take it back; `cancelled`: why it was called
    off, None while it was not; `planned_day`: the day of its series, where it belongs to one; `training`: as
    `contracts.requests.trainings.Training` has it, None for an activity that certifies nothing."""

    __tablename__ = "activities"
    __table_args__ = (
        sa.Index("activities_community_start", "community", "starts_at", "activity_id"),
        sa.Index("activities_series_day", "series_id", "planned_day", unique=True),
    )

    activity_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(Name)
    place: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    capacity: Mapped[int | None]
    skills: Mapped[list[str]] = mapped_column(sa.JSON)
    withdraw_until: Mapped[datetime | None] = mapped_column(Moment)
    cancelled: Mapped[str | None] = mapped_column(sa.String(200))
    scheduled_by: Mapped[str] = mapped_column(Id)
    series_id: Mapped[str | None] = mapped_column(Id)
    planned_day: Mapped[date | None] = mapped_column(sa.Date)
    training: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    sequence: Mapped[int]


class SignUpRow(Base):
    """A volunteer signed up for an activity; `place`: the order in which they did. Who takes it back is taken out."""

    __tablename__ = "sign_ups"
    __table_args__ = (sa.UniqueConstraint("activity_id", "place", name="sign_ups_place"),)

    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    place: Mapped[int]


_waiting = sa.text("doubtful AND decision IS NULL")


class AttendanceRow(Base):
    """One version of a volunteer's attendance; the last counts, none is rewritten. `attendance_id` is the same in all
    versions; `last`: whether this is the last; times are as they were recorded. `doubts` (`doubtful`: there are any)
    set it aside until a person has taken a `decision`, for the reason `decided_because`."""

    __tablename__ = "attendances"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "volunteer_id", "version", name="attendances_version"),
        sa.Index("attendances_volunteer_start", "volunteer_id", "starts_at"),
        sa.Index("attendances_set_aside", "attendance_id", postgresql_where=_waiting, sqlite_where=_waiting),
    )

    attendance_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id))
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    came_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    way: Mapped[str] = mapped_column(sa.String(20))
    doubts: Mapped[list[str]] = mapped_column(sa.JSON)
    doubtful: Mapped[bool]
    decision: Mapped[str | None] = mapped_column(sa.String(20))
    decided_because: Mapped[str | None] = mapped_column(sa.Text)
    last: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
