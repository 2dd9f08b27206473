"""How departments answered whistles, and what follows for them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import NOTHING, Base, Code, EventId, Sum


class Whistle(Base):
    """How a department answered a whistle: the events that say so, in whichever order they came. It counts in the
    quarter of its deadline, which is null where only an excuse that does not name it has been heard of."""

    __tablename__ = "whistles"
    __table_args__ = (sa.Index("whistles_department", "department", "report_in_by"),)

    whistle_id: Mapped[str] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(Code)
    report_in_by: Mapped[datetime | None] = mapped_column(Moment)
    reported_event: Mapped[str | None] = mapped_column(EventId)
    in_time: Mapped[bool | None]
    escalated_event: Mapped[str | None] = mapped_column(EventId)
    excused_event: Mapped[str | None] = mapped_column(EventId)


class DepartmentCase(Base):
    """A department's service, and what counts of all that was said of it (`cases.Case`)."""

    __tablename__ = "department_cases"
    __table_args__ = (sa.Index("department_cases_department", "department", "completed_at"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(Code)
    completed_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Code)
    resolved: Mapped[bool]
    event_id: Mapped[str] = mapped_column(EventId)


class DepartmentQuarter(Base):
    """The counts of a department's quarter (`appraisal.Counts`), and the appraisal last announced for it: its cases
    and its total in tenths (null while too few cases), by which policy; `version` counts the announcements."""

    __tablename__ = "department_quarters"

    department: Mapped[str] = mapped_column(Code, primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    rated_1: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rated_2: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rated_3: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rated_4: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rated_5: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    resolved: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    in_time: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    late: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    unanswered: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    called_satisfied: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    called_basically_satisfied: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    called_not_satisfied: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    not_reached: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    excused: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    left_out: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    cases: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    total_tenths: Mapped[int | None]
    policy: Mapped[str | None] = mapped_column(Code)
    version: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
