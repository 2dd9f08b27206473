"""Who rated whom, ratings that are in doubt, appeals about records, and how records were ruled to count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, EventId
from .records import RecordId


class Rater(Base):
    """Who rated a volunteer's service, where that was told. `rater_volunteer`: the same person's record as a volunteer;
    `on_behalf`: a worker spoke for the person served."""

    __tablename__ = "raters"
    __table_args__ = (
        sa.Index("raters_rater", "rater"),
        sa.Index("raters_rater_volunteer", "rater_volunteer"),
    )

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    rater: Mapped[str] = mapped_column(Id)
    rater_volunteer: Mapped[str | None] = mapped_column(Id)
    community: Mapped[str] = mapped_column(Code)
    on_behalf: Mapped[bool]


class VolunteerPerson(Base):
    """Copy: the person who signs in as a volunteer; null since the person was erased."""

    __tablename__ = "volunteer_persons"

    volunteer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str | None] = mapped_column(Id, index=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)


class RulingRow(Base):
    """One step by which a record came to count otherwise than it was told, as the event RecordRuled tells it; of each
    kind and record the highest version holds."""

    __tablename__ = "rulings"
    __table_args__ = (sa.Index("rulings_volunteer", "volunteer_id"), sa.Index("rulings_record", "record_id"))

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    record_id: Mapped[str] = mapped_column(RecordId, primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    volunteer_id: Mapped[str] = mapped_column(Id)
    ruling: Mapped[str] = mapped_column(Code)
    day: Mapped[date]
    counts: Mapped[bool | None]
    minutes: Mapped[int | None]
    of_version: Mapped[int | None] = mapped_column(sa.BigInteger)
    doubts: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    event_id: Mapped[str] = mapped_column(EventId)
    told_at: Mapped[datetime] = mapped_column(Moment)


class RatingToCheck(Base):
    """A rating that may be in doubt, by something that was told since it was looked at last."""

    __tablename__ = "ratings_to_check"

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)


class RatingDoubt(Base):
    """A rating that was set aside, and what was decided. `parties`: the persons and volunteers who may not decide;
    `others`: services whose ratings belong to the same doubt."""

    __tablename__ = "rating_doubts"
    __table_args__ = (sa.Index("rating_doubts_community", "community", "state", "doubt_id"),)

    doubt_id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = mapped_column(Id, unique=True)
    community: Mapped[str] = mapped_column(Code)
    doubts: Mapped[list[str]] = mapped_column(sa.JSON)
    parties: Mapped[list[str]] = mapped_column(sa.JSON)
    others: Mapped[list[str]] = mapped_column(sa.JSON)
    found_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(Code)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    because: Mapped[str | None] = mapped_column(sa.Text)


class AppealOfRecord:
    """The columns of an appeal against a record, whoever's. Its words stay here. `before`, `after`: how the record
    counted when the appeal was filed, and since it was decided."""

    appeal_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(Code)
    community: Mapped[str] = mapped_column(Code)
    filed_by: Mapped[str] = mapped_column(Id)
    filed_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text)
    decide_by: Mapped[date]
    state: Mapped[str] = mapped_column(Code)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    because: Mapped[str | None] = mapped_column(sa.Text)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class RecordAppeal(AppealOfRecord, Base):
    """A volunteer says that a record is not right, which counted as `rulings.Counting` has it; `of_version`: of the
    record, when the appeal was filed."""

    __tablename__ = "record_appeals"
    __table_args__ = (
        sa.Index("record_appeals_community", "community", "appeal_id"),
        sa.Index("record_appeals_volunteer", "volunteer_id", "appeal_id"),
        sa.Index("record_appeals_record", "kind", "record_id"),
    )

    record_id: Mapped[str] = mapped_column(RecordId)
    of_version: Mapped[int | None] = mapped_column(sa.BigInteger)
    volunteer_id: Mapped[str] = mapped_column(Id)
