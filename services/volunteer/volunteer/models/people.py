"""Places, organisations and volunteers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Name


class PlaceRow(Base):
    """A place of the tree; `community`: the one at or above it, None above communities."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(Name)
    parent: Mapped[str | None] = mapped_column(Code)
    community: Mapped[str | None] = mapped_column(Code, index=True)
    households: Mapped[int | None]
    own_households: Mapped[int | None]
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
    telephone number is kept sealed, with a mark to find it by (`volunteer.phones`). `verified_by`: the person who did,
    None where nobody is known; `merged_into`: the volunteer in whom this record goes on; `ended_by`,
    `ended_because`: the person who merged or erased it, and why. The name of who was erased is empty."""

    __tablename__ = "volunteers"
    __table_args__ = (
        sa.UniqueConstraint("community", "reference", name="volunteers_reference"),
        sa.UniqueConstraint("community", "phone_mark", name="volunteers_phone"),
        sa.Index("volunteers_community_serial", "community", "serial"),
        sa.Index("volunteers_merged_into", "merged_into"),
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
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    verified_by: Mapped[str | None] = mapped_column(Id)
    merged_into: Mapped[str | None] = mapped_column(Id)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(Id)
    ended_because: Mapped[str | None] = mapped_column(sa.Text)


class SkillRow(Base):
    """One skill of one volunteer: the same as in the volunteer's own list, to search by."""

    __tablename__ = "volunteer_skills"

    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), primary_key=True)
    skill: Mapped[str] = mapped_column(sa.String(50), primary_key=True, index=True)


class SerialRow(Base):
    """The last serial number given out. One row; whoever takes numbers holds its lock to the end."""

    __tablename__ = "serials"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger)
