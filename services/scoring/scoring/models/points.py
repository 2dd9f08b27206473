"""The books of points: postings, their lines, and what each account holds."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import NOTHING, Base, Code, Sum

Account = sa.String(96)
"""`issued`, `spent`, `expired`, or ``volunteer:<id>:<year>``."""


class PointsHolder(Base):
    """Who has or had points. Whoever posts locks this row first; `version` counts what was told of the volunteer's
    balance; `merged_into`: the record of the same person that everything is under now."""

    __tablename__ = "points_holders"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    merged_into: Mapped[str | None] = mapped_column(Id, index=True)
    version: Mapped[int] = mapped_column(Sum, server_default=NOTHING)


class PointsAccount(Base):
    """What an account holds: the sum of its lines. Of a volunteer's lot also what was posted as earned for its `year`
    and what of it has expired, and the community whose rule gives the year's points (the district while it is not
    known)."""

    __tablename__ = "points_accounts"
    __table_args__ = (sa.Index("points_accounts_volunteer", "volunteer_id", "year"),)

    account: Mapped[str] = mapped_column(Account, primary_key=True)
    volunteer_id: Mapped[str | None] = mapped_column(Id)
    year: Mapped[int | None]
    community: Mapped[str] = mapped_column(Code)
    points: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    earned: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    expired: Mapped[int] = mapped_column(Sum, server_default=NOTHING)


class PointsPosting(Base):
    """A change of a volunteer's lot of `year` by `points`. `from_year`: it came from that lot of the same volunteer;
    `about`: the redemption, or the other record of the same person; `policy`: by which the points were earned;
    `community`: the volunteer's at the time."""

    __tablename__ = "points_postings"
    __table_args__ = (
        sa.Index("points_postings_volunteer", "volunteer_id", "posting_id"),
        sa.Index("points_postings_community", "community", "at"),
        sa.Index("points_postings_about", "about"),
    )

    posting_id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(Code)
    volunteer_id: Mapped[str] = mapped_column(Id)
    year: Mapped[int]
    points: Mapped[int] = mapped_column(Sum)
    from_year: Mapped[int | None]
    about: Mapped[str | None] = mapped_column(Id)
    policy: Mapped[str | None] = mapped_column(Code)
    community: Mapped[str] = mapped_column(Code)


class PointsLine(Base):
    """One side of a posting. The lines of each posting sum to nothing, and so do all."""

    __tablename__ = "points_lines"
    __table_args__ = (sa.Index("points_lines_account", "account"),)

    posting_id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(Account, primary_key=True)
    points: Mapped[int] = mapped_column(Sum)
