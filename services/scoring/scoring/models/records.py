"""What the volunteer service certifies of a volunteer besides services, each in versions of which the last counts."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, EventId

RecordId = sa.String(160)


class Record(Base):
    """An attendance, a certified training, a no-show or granted honour hours, as its last version says.

    `day`: the district's day in whose year it counts; null where only a version that does not count has been heard of.
    `minutes`: of attendance or honour hours. `counts`: it was not taken back. `community`: where it was; null from
    before that was kept.
    """

    __tablename__ = "records"
    __table_args__ = (sa.Index("records_volunteer", "volunteer_id", "day"),)

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[str] = mapped_column(RecordId, primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    volunteer_id: Mapped[str] = mapped_column(Id)
    day: Mapped[date | None]
    minutes: Mapped[int]
    counts: Mapped[bool]
    community: Mapped[str | None] = mapped_column(Code)


class RecordVersion(Base):
    """Every version of a record that was told, and when: what was known on a past day follows from it."""

    __tablename__ = "record_versions"
    __table_args__ = (sa.Index("record_versions_volunteer", "volunteer_id"),)

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[str] = mapped_column(RecordId, primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(EventId)
    told_at: Mapped[datetime] = mapped_column(Moment)
    volunteer_id: Mapped[str] = mapped_column(Id)
    day: Mapped[date | None]
    minutes: Mapped[int]
    counts: Mapped[bool]
    community: Mapped[str | None] = mapped_column(Code)


class MergedVolunteer(Base):
    """`volunteer_id` names nobody any more: all that is told of it belongs to `into`."""

    __tablename__ = "merged_volunteers"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    into: Mapped[str] = mapped_column(Id)
