"""Services of volunteers and of departments, as they are told by the same events.

`told_at`: when ticketing told of it, by which a rating as it was known on a past day is worked out.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, EventId


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
    told_at: Mapped[datetime] = mapped_column(Moment)


class RatedService(Base):
    """What the person served said of a volunteer's service; may be there before the service itself."""

    __tablename__ = "rated_services"
    __table_args__ = (sa.Index("rated_services_provider", "provider", "completed_at"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(EventId)
    provider_kind: Mapped[str] = mapped_column(Code)
    provider: Mapped[str] = mapped_column(Code)
    stars: Mapped[int]
    resolved: Mapped[bool]
    completed_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment)


class ServedIn(Base):
    """A volunteer who completed a service in a community in a year, wherever the volunteer belongs. Boards ask for
    that; an index of all services by community would be written for each of them, this is for the first alone."""

    __tablename__ = "served_in"

    community: Mapped[str] = mapped_column(Code, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
