"""Joint meetings: minutes, decisions and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word


class MeetingRow(Base):
    """A community's meeting about a quarter. `agenda`: as it stood at the first minutes, in the form of
    `contracts.requests.meetings.AgendaItem`; null before."""

    __tablename__ = "joint_meetings"
    __table_args__ = (sa.UniqueConstraint("community", "quarter", name="joint_meetings_quarter"),)

    meeting_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    held_on: Mapped[date] = mapped_column(sa.Date)
    called_by: Mapped[str] = mapped_column(Id)
    called_at: Mapped[datetime] = mapped_column(Moment)
    agenda: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))


class MinutesRow(Base):
    """What was said at a meeting. `present`: the codes of the units that were there; null where nobody said."""

    __tablename__ = "minutes"

    meeting_id: Mapped[str] = mapped_column(sa.ForeignKey(MeetingRow.meeting_id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(sa.Text)
    present: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    recorded_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class DecisionRow(Base):
    """What a meeting decided. `organisation`: who is to do it; null: the community itself."""

    __tablename__ = "decisions"
    __table_args__ = (sa.Index("decisions_community", "community", "decision_id"),)

    decision_id: Mapped[str] = mapped_column(Id, primary_key=True)
    meeting_id: Mapped[str] = mapped_column(sa.ForeignKey(MeetingRow.meeting_id), index=True)
    community: Mapped[str] = mapped_column(Code)
    decided: Mapped[str] = mapped_column(sa.Text)
    organisation: Mapped[str | None] = mapped_column(Code, index=True)
    due_on: Mapped[date] = mapped_column(sa.Date)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class FollowUpRow(Base):
    """What was said of a decision later on."""

    __tablename__ = "decision_follow_ups"

    follow_up_id: Mapped[str] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[str] = mapped_column(sa.ForeignKey(DecisionRow.decision_id), index=True)
    done: Mapped[bool]
    note: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Id)
    actor_role: Mapped[str] = mapped_column(Word)
