"""What hours are reckoned from besides attendances: policies, check-ins, no-shows and honour hours."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .activities import ActivityRow
from .base import Base, Code
from .people import PlaceRow, VolunteerRow


class HoursPolicyRow(Base):
    """How hours count at a place (a community, a district) for what starts on `from_day` or later, until a later row.
    Minutes; without a cap None."""

    __tablename__ = "hours_policies"

    place: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code), primary_key=True)
    from_day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    least_percent: Mapped[int]
    activity_cap: Mapped[int | None]
    daily_cap: Mapped[int | None]
    unit: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(Id)
    decided_at: Mapped[datetime] = mapped_column(Moment)


class CheckInSecretRow(Base):
    """What an activity's check-in codes are made from."""

    __tablename__ = "check_in_secrets"

    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id), primary_key=True)
    secret: Mapped[bytes] = mapped_column(sa.LargeBinary)


class PresenceRow(Base):
    """A volunteer who checked in to an activity. `left_at`: None until checked out; `settled`: an attendance was made
    of it; `way`, `recorded_by`: how, and the person by whom."""

    __tablename__ = "presences"
    __table_args__ = (sa.Index("presences_settled", "settled", "ends_at"),)

    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    came_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    way: Mapped[str] = mapped_column(sa.String(20))
    recorded_by: Mapped[str] = mapped_column(Id)
    settled: Mapped[bool]


class NoShowRow(Base):
    """A volunteer who was going to an activity and did not come, as a person said; open to objection."""

    __tablename__ = "no_shows"

    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(sa.String(20))
    said_by: Mapped[str] = mapped_column(Id)
    said_at: Mapped[datetime] = mapped_column(Moment)
    objection: Mapped[str | None] = mapped_column(sa.Text)
    objected_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_because: Mapped[str | None] = mapped_column(sa.Text)
    sequence: Mapped[int]


class HonourHoursRow(Base):
    """Minutes granted for a reason, apart from what was attended; `revoked_because`: None while they stand."""

    __tablename__ = "honour_hours"
    __table_args__ = (sa.Index("honour_hours_volunteer", "volunteer_id", "granted_on"),)

    grant_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id))
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    granted_on: Mapped[date] = mapped_column(sa.Date)
    granted_by: Mapped[str] = mapped_column(Id)
    revoked_because: Mapped[str | None] = mapped_column(sa.Text)
    revoked_by: Mapped[str | None] = mapped_column(Id)
    sequence: Mapped[int]
