"""Copies of who and what is known, as other services tell it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import Base, Code


class Volunteer(Base):
    """Copy: the community a volunteer belongs to. `withdrawn`: no longer serves; past years stay."""

    __tablename__ = "volunteers"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    withdrawn: Mapped[bool]
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class Organisation(Base):
    """Copy: an organisation, and whether it takes part in the department appraisal."""

    __tablename__ = "organisations"

    organisation: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(Code)
    appraised: Mapped[bool]
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class Community(Base):
    """Copy: a community that there is."""

    __tablename__ = "communities"

    community: Mapped[str] = mapped_column(Code, primary_key=True)
