"""The resource list and the need list of each community, and which resource meets what."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word
from .needs import NeedRow


class ResourceRow(Base):
    """What a unit offers a community, or the community has itself (`organisation` is null)."""

    __tablename__ = "resources"
    __table_args__ = (sa.Index("resources_community", "community", "resource_id"),)

    resource_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    organisation: Mapped[str | None] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Word)
    title: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str] = mapped_column(sa.Text)
    from_day: Mapped[date] = mapped_column(sa.Date)
    until_day: Mapped[date | None] = mapped_column(sa.Date)
    quantity: Mapped[int | None]
    amount_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    offered_by: Mapped[str] = mapped_column(Id)
    offered_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdraw_reason: Mapped[str | None] = mapped_column(sa.Text)


class NeedEntryRow(Base):
    """An entry of the need list, which needs were refined into."""

    __tablename__ = "need_entries"
    __table_args__ = (sa.Index("need_entries_community", "community", "entry_id"),)

    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    title: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    refined_by: Mapped[str] = mapped_column(Id)
    refined_at: Mapped[datetime] = mapped_column(Moment)
    close_reason: Mapped[str | None] = mapped_column(sa.Text)


class RefinedNeedRow(Base):
    """A need in an entry."""

    __tablename__ = "refined_needs"

    entry_id: Mapped[str] = mapped_column(sa.ForeignKey(NeedEntryRow.entry_id), primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey(NeedRow.need_id), primary_key=True, index=True)


class MatchRow(Base):
    """A resource that meets an entry, or was said to until it was found that it does not (`unmatched_at`)."""

    __tablename__ = "matches"

    entry_id: Mapped[str] = mapped_column(sa.ForeignKey(NeedEntryRow.entry_id), primary_key=True)
    resource_id: Mapped[str] = mapped_column(sa.ForeignKey(ResourceRow.resource_id), primary_key=True)
    matched_by: Mapped[str] = mapped_column(Id)
    matched_at: Mapped[datetime] = mapped_column(Moment)
    unmatched_at: Mapped[datetime | None] = mapped_column(Moment)
    unmatch_reason: Mapped[str | None] = mapped_column(sa.Text)
