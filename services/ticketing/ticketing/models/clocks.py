"""The clocks of needs, and what became of each."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Moment

from .base import Base, Word

_running = sa.text("running_since IS NOT NULL AND ran_out_at IS NULL")
_ran_out = sa.text("running_since IS NOT NULL AND ran_out_at IS NOT NULL")


class ClockRow(Base):
    """A clock of one round of a need. `policy` and `term`: whose limit it keeps; `counted_seconds`: what of it had been
    used at `running_since`, None while it does not run; `steps`: how many were written; `ran_out_at`: when it was told
    that it had run out."""

    __tablename__ = "clocks"
    __table_args__ = (
        sa.Index("clocks_running", "due_at", postgresql_where=_running, sqlite_where=_running),
        sa.Index("clocks_ran_out", "need_id", postgresql_where=_ran_out, sqlite_where=_ran_out),
    )

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    policy: Mapped[str] = mapped_column(sa.String(64))
    term: Mapped[str] = mapped_column(Word)
    started_at: Mapped[datetime] = mapped_column(Moment)
    running_since: Mapped[datetime | None] = mapped_column(Moment)
    counted_seconds: Mapped[float]
    steps: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    in_time: Mapped[bool | None]
    ran_out_at: Mapped[datetime | None] = mapped_column(Moment)


class ClockStepRow(Base):
    """One thing that became of a clock: ``started``, ``paused``, ``resumed``, ``moved`` to another limit, ``ended``;
    and when it was due from then on."""

    __tablename__ = "clock_steps"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)


class TimeLimitsRow(Base):
    """A policy of time limits that the service started with, by its name and version. `meaning`: the digest of what it
    says."""

    __tablename__ = "time_limits"

    reference: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    effective_from: Mapped[date]
    meaning: Mapped[str] = mapped_column(sa.String(64))
