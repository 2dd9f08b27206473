"""Topics, the opinions on them, and the forums where they are talked over."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word


class TopicRow(Base):
    """A topic as it stands now. `proposer`, `decided_by`, `concluded_by`: persons' ids."""

    __tablename__ = "topics"

    topic_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
    on_behalf_of: Mapped[str | None] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(Word)
    proposer: Mapped[str] = mapped_column(Id)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    concluded_by: Mapped[str | None] = mapped_column(Id)
    concluded_at: Mapped[datetime | None] = mapped_column(Moment)
    conclusion: Mapped[str | None] = mapped_column(sa.Text)
    need_id: Mapped[str | None] = mapped_column(Id)
    project_id: Mapped[str | None] = mapped_column(Id)


class OpinionRow(Base):
    """What somebody thinks of a topic. `author`: a person's id."""

    __tablename__ = "opinions"

    opinion_id: Mapped[str] = mapped_column(Id, primary_key=True)
    topic_id: Mapped[str] = mapped_column(sa.ForeignKey(TopicRow.topic_id), index=True)
    author: Mapped[str] = mapped_column(Id)
    words: Mapped[str] = mapped_column(sa.Text)
    voiced_at: Mapped[datetime] = mapped_column(Moment)


class ForumRow(Base):
    """An open forum. `topics`: ids of those on the table; `came` and `minutes`: once the minutes are kept."""

    __tablename__ = "forums"

    forum_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    place_words: Mapped[str] = mapped_column(sa.Text)
    topics: Mapped[list[str]] = mapped_column(sa.JSON)
    called_by: Mapped[str] = mapped_column(Id)
    came: Mapped[int | None]
    minutes: Mapped[str | None] = mapped_column(sa.Text)
    minutes_by: Mapped[str | None] = mapped_column(Id)


class AgreedPointRow(Base):
    """A point that a forum agreed on; `number`: its place among them, from 1; `settled_by`: a person's id."""

    __tablename__ = "agreed_points"

    point_id: Mapped[str] = mapped_column(Id, primary_key=True)
    forum_id: Mapped[str] = mapped_column(sa.ForeignKey(ForumRow.forum_id), index=True)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)
    organisation: Mapped[str | None] = mapped_column(Code)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    done_on: Mapped[date | None] = mapped_column(sa.Date)
    settled_by: Mapped[str | None] = mapped_column(Id)
