"""Who lives in one household."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import Base


class Household(Base):
    """Copy: a household, in the version by which its members are known."""

    __tablename__ = "households"

    household_id: Mapped[str] = mapped_column(Id, primary_key=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class HouseholdMember(Base):
    """Copy: somebody who lives in a household. `member`: the id of a volunteer or of a person who signs in."""

    __tablename__ = "household_members"

    household_id: Mapped[str] = mapped_column(Id, primary_key=True)
    member: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
