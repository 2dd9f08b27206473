"""Copies of what the volunteer service owns, each as of its version `sequence`."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import Base, Code, Word


class PlaceRow(Base):
    """A copy of the volunteer service's place, as of its version `sequence`. `parent`: the place it lies in, None also
    where it was told before this was kept."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    community: Mapped[str] = mapped_column(Code)
    parent: Mapped[str | None] = mapped_column(Code)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class OrganisationRow(Base):
    """A copy of the volunteer service's organisation, as of its version `sequence`. `paired_with`: communities,
    None where it was told before this was kept."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    paired_with: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class VolunteerRow(Base):
    """A copy of the volunteer service's volunteer, as of its version `sequence`."""

    __tablename__ = "volunteers"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    active: Mapped[bool]
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class TeamRow(Base):
    """A copy of the volunteer service's team, as of its version `sequence`."""

    __tablename__ = "teams"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    community: Mapped[str] = mapped_column(Code)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
