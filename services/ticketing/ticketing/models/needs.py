"""Needs, and one with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word
from .clocks import ClockRow, ClockStepRow
from .following import FollowerRow
from .orders import DeclinedAssignmentRow, HelperRow, OfferedToRow, SquadSummonsRow
from .photos import PhotoRow

_several = sa.text("helpers_wanted > 1 AND state = 'assigned'")


class NeedRow(Base):
    """A need as it stands now. `version`: of the latest event told of it; `provider`: a volunteer's id or a
    department's code; `reporter_volunteer`, `reporter_organisation`: what else the reporter was when reporting. A need
    that was found has an origin (`origin_kind`, `origin_id`), whose words stand with the volunteer service: its own
    `description` is empty. `merged_into`: the need that stands for this one since it was merged; `complex`: an ordinary
    one that takes long; `level`: how far up it has gone; `answers`: as `need_questions.answered` made them, None where
    no question was answered. An imported one has the `reference` of the system that it came from, and where that is
    known, when it came there (`heard_at`). `assigned_way`: how its provider came to it (`vocabulary.ASSIGNMENT_WAYS`),
    None from before it was kept; `helpers_wanted`: how many volunteers it takes, the one responsible among them;
    `offered_until`: where it is offered to named volunteers only."""

    __tablename__ = "needs"
    __table_args__ = (
        sa.Index("needs_community", "community", "need_id"),
        sa.Index("needs_community_state", "community", "state", "need_id"),
        sa.Index("needs_state", "state", "need_id"),
        sa.Index("needs_reporter", "reporter", "need_id"),
        sa.Index("needs_provider", "provider_kind", "provider", "need_id"),
        sa.Index("needs_wanting_helpers", "need_id", postgresql_where=_several, sqlite_where=_several),
        sa.Index("needs_reference", "community", "reference", unique=True),
    )

    need_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(Word, unique=True)
    community: Mapped[str] = mapped_column(Code)
    building: Mapped[str | None] = mapped_column(Code)
    kind: Mapped[str | None] = mapped_column(Word)
    urgency: Mapped[str] = mapped_column(Word)
    route: Mapped[str | None] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    description: Mapped[str] = mapped_column(sa.Text)
    place_words: Mapped[str | None] = mapped_column(sa.Text)
    on_behalf_of: Mapped[str | None] = mapped_column(sa.Text)
    for_other: Mapped[str | None] = mapped_column(sa.Text)
    anonymous: Mapped[bool] = mapped_column(default=False)
    micro_wish: Mapped[bool] = mapped_column(default=False)
    wish_title: Mapped[str | None] = mapped_column(sa.Text)
    answers: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True))
    origin_kind: Mapped[str | None] = mapped_column(Word)
    origin_id: Mapped[str | None] = mapped_column(Id)
    reference: Mapped[str | None] = mapped_column(sa.String(64))
    heard_at: Mapped[datetime | None] = mapped_column(Moment)
    reporter: Mapped[str] = mapped_column(Id)
    reporter_volunteer: Mapped[str | None] = mapped_column(Id)
    reporter_organisation: Mapped[str | None] = mapped_column(Code)
    provider_kind: Mapped[str | None] = mapped_column(Word)
    provider: Mapped[str | None] = mapped_column(Code)
    assigned_way: Mapped[str | None] = mapped_column(Word)
    helpers_wanted: Mapped[int] = mapped_column(default=1)
    offered_until: Mapped[datetime | None] = mapped_column(Moment, index=True)
    merged_into: Mapped[str | None] = mapped_column(Id)
    complex: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(Word, default="community")
    round: Mapped[int]
    version: Mapped[int] = mapped_column(sa.BigInteger)
    reported_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class ServiceRow(Base):
    """What was done for a need in one round, and how it was rated. `done_by`: the person who reported it done;
    `minutes`: of `provider`, further helpers have their own (`HelperRow`)."""

    __tablename__ = "services"
    __table_args__ = (sa.UniqueConstraint("need_id", "round", name="services_round"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"))
    round: Mapped[int]
    provider_kind: Mapped[str] = mapped_column(Word)
    provider: Mapped[str] = mapped_column(Code)
    done_by: Mapped[str] = mapped_column(Id)
    minutes: Mapped[int]
    completed_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    stars: Mapped[int | None]
    resolved: Mapped[bool | None]
    comment: Mapped[str | None] = mapped_column(sa.Text)
    rated_at: Mapped[datetime | None] = mapped_column(Moment)


class CallBackRow(Base):
    """One attempt to ask the person served about a service; `failure`: why it could not be made. `made_by`: a person's
    id."""

    __tablename__ = "call_backs"

    call_back_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), index=True)
    service_id: Mapped[str] = mapped_column(Id)
    round: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(Id)
    failure: Mapped[str | None] = mapped_column(Word)
    contacted: Mapped[bool | None]
    resolved: Mapped[bool | None]
    satisfaction: Mapped[str | None] = mapped_column(Word)
    words: Mapped[str | None] = mapped_column(sa.Text)


_unanswered = sa.text("reported_in_at IS NULL AND escalated_at IS NULL")


class WhistleRow(Base):
    """One department summoned to one need. `asked_by`: the department that called it; `declined_at`: when it said that
    the need is not its own, None again once a worker has kept to the whistle; `reason`: of the last that happened."""

    __tablename__ = "whistles"
    __table_args__ = (
        sa.Index("whistles_department", "department", "need_id"),
        sa.Index("whistles_running", "report_in_by", postgresql_where=_unanswered, sqlite_where=_unanswered),
    )

    whistle_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), index=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    department: Mapped[str] = mapped_column(Code)
    blown_at: Mapped[datetime] = mapped_column(Moment)
    report_in_by: Mapped[datetime] = mapped_column(Moment)
    reported_in_at: Mapped[datetime | None] = mapped_column(Moment)
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)
    purpose: Mapped[str] = mapped_column(Word, default="summons")
    lead: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str | None] = mapped_column(Code)
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    excused_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    evidence: Mapped[str | None] = mapped_column(sa.Text)


class StepRow(Base):
    """One step of a need's life. `position`: the version of the first event that told of it; `actor`: a person's
    id, None for a step taken by the clock, or by a link and without an account (`by_link`)."""

    __tablename__ = "steps"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    action: Mapped[str] = mapped_column(Word)
    from_state: Mapped[str | None] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str | None] = mapped_column(Id)
    actor_role: Mapped[str] = mapped_column(Word)
    by_link: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(sa.Text)


class SeriesRow(Base):
    """How many needs a series of numbers has counted (`numbers.series`)."""

    __tablename__ = "series"

    prefix: Mapped[str] = mapped_column(Code, primary_key=True)
    day: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    count: Mapped[int]


@dataclass
class Record:
    """A need with its whistles (newest first), the service and the helpers of its present round, its clocks,
    call-backs, followers and photos, to whom it is offered, the assignments declined, the squads summoned, the need
    that stands for it since it was merged, and where asked for the history of need and clocks."""

    need: NeedRow
    whistles: list[WhistleRow] = field(default_factory=list)
    service: ServiceRow | None = None
    steps: list[StepRow] = field(default_factory=list)
    clocks: list[ClockRow] = field(default_factory=list)
    clock_steps: list[ClockStepRow] = field(default_factory=list)
    call_backs: list[CallBackRow] = field(default_factory=list)
    followers: list[FollowerRow] = field(default_factory=list)
    merged_into: NeedRow | None = None
    photos: list[PhotoRow] = field(default_factory=list)
    helpers: list[HelperRow] = field(default_factory=list)
    offered_to: list[OfferedToRow] = field(default_factory=list)
    declined: list[DeclinedAssignmentRow] = field(default_factory=list)
    squads: list[SquadSummonsRow] = field(default_factory=list)

    def clock(self, kind: str) -> ClockRow | None:
        """The clock of this kind of the present round."""
        return next((row for row in self.clocks if row.kind == kind and row.round == self.need.round), None)
