"""How departments' records were ruled to count, and appeals about them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Moment

from .base import Base, Code, EventId
from .integrity import AppealOfRecord

DepartmentRecordId = sa.String(220)
Quarter = sa.String(7)


class DepartmentRulingRow(Base):
    """One step by which a department's record came to count otherwise than it was told, as the event
    DepartmentRecordRuled tells it; of each kind and record the highest version is the last."""

    __tablename__ = "department_rulings"
    __table_args__ = (sa.Index("department_rulings_quarter", "department", "quarter"),)

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[str] = mapped_column(DepartmentRecordId, primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    department: Mapped[str] = mapped_column(Code)
    ruling: Mapped[str] = mapped_column(Code)
    quarter: Mapped[str] = mapped_column(Quarter)
    told_outcome: Mapped[str | None] = mapped_column(Code)
    told_resolved: Mapped[bool | None]
    told_mark: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(Code)
    resolved: Mapped[bool | None]
    mark: Mapped[int | None]
    event_id: Mapped[str] = mapped_column(EventId)
    told_at: Mapped[datetime] = mapped_column(Moment)


class DepartmentAppeal(AppealOfRecord, Base):
    """A department says that a record is not right, which counted as `department_rulings.Counting` has it."""

    __tablename__ = "department_appeals"
    __table_args__ = (
        sa.Index("department_appeals_department", "department", "appeal_id"),
        sa.Index("department_appeals_record", "kind", "record_id"),
        sa.Index("department_appeals_quarter", "quarter", "state"),
    )

    record_id: Mapped[str] = mapped_column(DepartmentRecordId)
    department: Mapped[str] = mapped_column(Code)
    quarter: Mapped[str] = mapped_column(Quarter)
