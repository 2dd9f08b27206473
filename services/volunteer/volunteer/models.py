"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment, service_base

Base: Any = service_base()

Code = sa.String(64)
Name = sa.String(100)


class PlaceRow(Base):
    """A place of the tree; `community`: the one at or above it, None above communities."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    parent: Mapped[str | None] = mapped_column(Code)
    community: Mapped[str | None] = mapped_column(Code, index=True)
    households: Mapped[int | None]
    residents: Mapped[int | None]
    party_members: Mapped[int | None]
    sequence: Mapped[int]


class OrganisationRow(Base):
    """An organisation; `community` is None for one of the whole district."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(Name)
    community: Mapped[str | None] = mapped_column(Code)
    paired_with: Mapped[list[str]] = mapped_column(sa.JSON)
    appraised: Mapped[bool]
    sequence: Mapped[int]


class VolunteerRow(Base):
    """A volunteer. `serial` makes the number for life; `person_id`: the signed-in person who registered; the
    telephone number is kept sealed, with a mark to find it by (`volunteer.phones`)."""

    __tablename__ = "volunteers"
    __table_args__ = (
        sa.UniqueConstraint("community", "reference", name="volunteers_reference"),
        sa.UniqueConstraint("community", "phone_mark", name="volunteers_phone"),
        sa.Index("volunteers_community_serial", "community", "serial"),
    )

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    serial: Mapped[int] = mapped_column(sa.BigInteger, unique=True)
    person_id: Mapped[str | None] = mapped_column(Id, unique=True)
    community: Mapped[str] = mapped_column(Code)
    reference: Mapped[str | None] = mapped_column(Code)
    name: Mapped[str] = mapped_column(Name)
    phone_sealed: Mapped[str | None] = mapped_column(sa.Text)
    phone_mark: Mapped[str | None] = mapped_column(sa.String(64))
    group: Mapped[str | None] = mapped_column("group_code", Code)
    party_member: Mapped[bool]
    skills: Mapped[list[str]] = mapped_column(sa.JSON)
    home_community: Mapped[str | None] = mapped_column(Code)
    active: Mapped[bool]
    sequence: Mapped[int]
    registered_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class SkillRow(Base):
    """One skill of one volunteer: the same as in the volunteer's own list, to search by."""

    __tablename__ = "volunteer_skills"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    skill: Mapped[str] = mapped_column(sa.String(50), primary_key=True, index=True)


class TeamRow(Base):
    """A team of a community, by code."""

    __tablename__ = "teams"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    community: Mapped[str] = mapped_column(Code, index=True)
    leader: Mapped[str | None] = mapped_column(Id)
    sequence: Mapped[int]


class MemberRow(Base):
    """A volunteer's membership of a team; `position`: where the volunteer stands in the team's list."""

    __tablename__ = "team_members"

    team: Mapped[str] = mapped_column(sa.ForeignKey(TeamRow.code), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    position: Mapped[int]


class DutyRow(Base):
    """A building that a volunteer answers for."""

    __tablename__ = "building_duty"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code), primary_key=True)


class VisitRow(Base):
    """A visit, as it was logged; `logged_by`: the person who did."""

    __tablename__ = "visits"
    __table_args__ = (sa.Index("visits_community_day", "community", "visited_on"),)

    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    building: Mapped[str] = mapped_column(sa.ForeignKey(PlaceRow.code))
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    visited_on: Mapped[date] = mapped_column(sa.Date)
    logged_by: Mapped[str] = mapped_column(Id)
    logged_at: Mapped[datetime] = mapped_column(Moment)


class ActivityRow(Base):
    """A planned activity. `withdraw_until`: when who signed up may still take it back; `cancelled`: why it was called
    off, None while it was not."""

    __tablename__ = "activities"
    __table_args__ = (sa.Index("activities_community_start", "community", "starts_at", "activity_id"),)

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
    sequence: Mapped[int]


class SignUpRow(Base):
    """A volunteer signed up for an activity; `place`: the order in which they did. Who takes it back is taken out."""

    __tablename__ = "sign_ups"
    __table_args__ = (sa.UniqueConstraint("activity_id", "place", name="sign_ups_place"),)

    activity_id: Mapped[str] = mapped_column(sa.ForeignKey(ActivityRow.activity_id), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True, index=True)
    place: Mapped[int]


class AttendanceRow(Base):
    """One version of a volunteer's attendance; the last counts, none is rewritten. `attendance_id` is the same in all
    versions; `last`: whether this is the last; times are as they were recorded."""

    __tablename__ = "attendances"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "volunteer_id", "version", name="attendances_version"),
        sa.Index("attendances_volunteer_start", "volunteer_id", "starts_at"),
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
    last: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class SerialRow(Base):
    """The last serial number given out. One row; whoever takes numbers holds its lock to the end."""

    __tablename__ = "serials"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger)
