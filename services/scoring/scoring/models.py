"""What scoring keeps: facts as the bus told them, what follows from them, and copies of who and what is known.

Facts are the truth; sums, and who served where, can be had again from them. Services of volunteers and of departments
stand in the same tables, as they are told by the same events. People stand here by id alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment, service_base

Base: Any = service_base()

Code = sa.String(64)
EventId = sa.String(256)
Sum = sa.BigInteger
NOTHING = sa.text("0")


class CompletedService(Base):
    """A service that both parties called done. Its first event counts; another about the same service is a copy."""

    __tablename__ = "completed_services"
    __table_args__ = (sa.Index("completed_services_provider", "provider", "completed_at"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(EventId)
    community: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    provider_kind: Mapped[str] = mapped_column(Code)
    provider: Mapped[str] = mapped_column(Code)
    minutes: Mapped[int]
    completed_at: Mapped[datetime] = mapped_column(Moment)


class RatedService(Base):
    """What the person served said of a service; may be there before the service itself."""

    __tablename__ = "rated_services"
    __table_args__ = (sa.Index("rated_services_provider", "provider", "completed_at"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(EventId)
    provider_kind: Mapped[str] = mapped_column(Code)
    provider: Mapped[str] = mapped_column(Code)
    stars: Mapped[int]
    resolved: Mapped[bool]
    completed_at: Mapped[datetime] = mapped_column(Moment)


class Whistle(Base):
    """How a department answered a whistle: the events that say so, in whichever order they came. It counts in the
    quarter of its deadline."""

    __tablename__ = "whistles"
    __table_args__ = (sa.Index("whistles_department", "department", "report_in_by"),)

    whistle_id: Mapped[str] = mapped_column(Id, primary_key=True)
    department: Mapped[str] = mapped_column(Code)
    report_in_by: Mapped[datetime] = mapped_column(Moment)
    reported_event: Mapped[str | None] = mapped_column(EventId)
    in_time: Mapped[bool | None]
    escalated_event: Mapped[str | None] = mapped_column(EventId)


class ServedIn(Base):
    """A volunteer who completed a service in a community in a year, wherever the volunteer belongs. Boards ask for
    that; an index of all services by community would be written for each of them, this is for the first alone."""

    __tablename__ = "served_in"

    community: Mapped[str] = mapped_column(Code, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)


class VolunteerYear(Base):
    """The sums of a volunteer's year, and the stars last announced for it (0 while none were), by which policy;
    `version` counts the announcements."""

    __tablename__ = "volunteer_years"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    services: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    minutes: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    ratings: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    rating_stars: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    stars: Mapped[int] = mapped_column(server_default=NOTHING)
    policy: Mapped[str | None] = mapped_column(Code)
    version: Mapped[int] = mapped_column(Sum, server_default=NOTHING)


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
    cases: Mapped[int] = mapped_column(Sum, server_default=NOTHING)
    total_tenths: Mapped[int | None]
    policy: Mapped[str | None] = mapped_column(Code)
    version: Mapped[int] = mapped_column(Sum, server_default=NOTHING)


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
