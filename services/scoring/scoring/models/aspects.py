"""The appraisal of departments on several aspects: marks, what is counted, classes, and results that were made public,
appealed against and published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, EventId

Quarter = sa.String(7)
Total = sa.String(20)


class Mark(Base):
    """What a community gave a department for an aspect in a quarter, 0 to 100, as it was said last. `evidence`: what it
    goes by."""

    __tablename__ = "marks"
    __table_args__ = (sa.Index("marks_quarter", "quarter", "department"),)

    community: Mapped[str] = mapped_column(Code, primary_key=True)
    department: Mapped[str] = mapped_column(Code, primary_key=True)
    quarter: Mapped[str] = mapped_column(Quarter, primary_key=True)
    aspect: Mapped[str] = mapped_column(Code, primary_key=True)
    mark: Mapped[int]
    reason: Mapped[str | None] = mapped_column(sa.Text)
    evidence: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int]
    marked_at: Mapped[datetime] = mapped_column(Moment)
    marked_by: Mapped[str] = mapped_column(Id)


class Deed(Base):
    """Something a department did that is counted, as an event told of it."""

    __tablename__ = "deeds"
    __table_args__ = (sa.Index("deeds_day", "day", "department"),)

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    deed_id: Mapped[str] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(Code)
    day: Mapped[date]
    event_id: Mapped[str] = mapped_column(EventId)


class SecondedVolunteer(Base):
    """Copy: a volunteer whom an organisation seconds to a community. `to_day`: null for no end."""

    __tablename__ = "seconded_volunteers"

    secondment_id: Mapped[str] = mapped_column(Id, primary_key=True)
    organisation: Mapped[str] = mapped_column(Code)
    volunteer_id: Mapped[str] = mapped_column(Id)
    community: Mapped[str] = mapped_column(Code)
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class MeetingHeld(Base):
    """Copy: a joint meeting, and the units that were there, as its last minutes say."""

    __tablename__ = "meetings_held"
    __table_args__ = (sa.Index("meetings_held_day", "held_on"),)

    meeting_id: Mapped[str] = mapped_column(Id, primary_key=True)
    held_on: Mapped[date]
    present: Mapped[list[str]] = mapped_column(sa.JSON)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class DepartmentClass(Base):
    """With whom a department is compared, where that is not the usual class."""

    __tablename__ = "department_classes"

    department: Mapped[str] = mapped_column(Code, primary_key=True)
    comparison_class: Mapped[str] = mapped_column(Code)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(Id)


class PublicAppraisal(Base):
    """The appraisals of a period as they were frozen, and then as appeals left them; `items`: as the board shows them,
    without what is said of appeals."""

    __tablename__ = "public_appraisals"

    period: Mapped[str] = mapped_column(Quarter, primary_key=True)
    policy: Mapped[str] = mapped_column(Code)
    items: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    publicity_until: Mapped[date]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    frozen_by: Mapped[str] = mapped_column(Id)


class AppraisalAppeal(Base):
    """A department says that its result of a period is not right. Its words stay here. `total`, `rank`: as they were
    public when it was filed, null where not rated; `total_after`, `rank_after`: since it was decided."""

    __tablename__ = "appraisal_appeals"
    __table_args__ = (sa.Index("appraisal_appeals_period", "period", "department"),)

    appeal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    period: Mapped[str] = mapped_column(Quarter)
    department: Mapped[str] = mapped_column(Code)
    filed_by: Mapped[str] = mapped_column(Id)
    filed_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(Code)
    total: Mapped[str | None] = mapped_column(Total)
    rank: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    because: Mapped[str | None] = mapped_column(sa.Text)
    total_after: Mapped[str | None] = mapped_column(Total)
    rank_after: Mapped[int | None]


class PublishedAppraisal(Base):
    """The appraisals of a period as the district signed them off; `items`: as they were shown then, which they stay."""

    __tablename__ = "published_appraisals"

    period: Mapped[str] = mapped_column(Quarter, primary_key=True)
    policy: Mapped[str] = mapped_column(Code)
    items: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(Id)
