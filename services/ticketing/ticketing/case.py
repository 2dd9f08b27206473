"""One need in the hands of one actor: the only way a need changes.

A case loads the need locked, asks the table of states, keeps the history, counts the version and emits the events;
the service's commands say what else each step changes. Every step tells at least one event.
"""

from __future__ import annotations

from typing import Any, Self

from chassis import Actor, Transaction
from chassis.new_rows import fill
from chassis.refusals import Conflict, Forbidden, Refusal
from contracts import Envelope, Event
from contracts.events import (
    HelperReleased,
    NeedAssigned,
    NeedClosed,
    NeedEscalated,
    NeedRaised,
    NeedReported,
    TimeLimitPassed,
)

from . import clocks, levels, lifecycle, queries, timekeeping, views
from .models import NeedRow, Record, ServiceRow, StepRow
from .relations import Relation, relations, role_in, sight

CLOCK = "system"
"""Stands in the history where a role stands, for what time alone brought about."""

WITHOUT_HELPERS = ("triaged", "whistled", "declined", "withdrawn", "merged")
"""States in which no volunteer helps any more."""


class Case:
    """The need of `record`, worked on in `tx` by `actor`; without one, by the clock. `cause`: the event that led to
    it; `by_link`: the actor has a link that was given to the person served, and speaks for that person."""

    def __init__(
        self,
        tx: Transaction,
        record: Record,
        actor: Actor | None = None,
        cause: Envelope | None = None,
        by_link: bool = False,
    ) -> None:
        self.tx, self.record, self.actor, self.need, self._cause = tx, record, actor, record.need, cause
        self._by_link = by_link

    @classmethod
    def of(cls, tx: Transaction, actor: Actor, request: dict[str, Any]) -> Self:
        """The case of an existing need. Raises `NotFound`."""
        return cls(tx, queries.whole(tx.session, request["need_id"], lock=True), actor)

    @classmethod
    def new(cls, tx: Transaction, actor: Actor, need: NeedRow, cause: Envelope | None = None) -> Self:
        """The case of a need reported, or found, just now."""
        fill(need)
        case = cls(tx, Record(need), actor, cause)
        by_itself = need.on_behalf_of is None and need.origin_kind is None
        case.tell(
            NeedReported,
            kind=need.kind,
            urgency=need.urgency,
            channel="self" if by_itself else "on_behalf",
            reporter=need.reporter,
            building=need.building,
        )
        tx.session.add(need)
        office = "community_worker" if actor.has("community_worker") else "district_admin"
        reporter = "resident" if need.origin_kind is None else "volunteer"
        role = reporter if need.on_behalf_of is None else office
        case.write("report", None, lifecycle.FIRST, role, None)
        return case

    @property
    def service(self) -> ServiceRow:
        """What was done in the present round; there from the first completion on."""
        assert self.record.service is not None
        return self.record.service

    def may(self, action: str, route: str | None = None) -> tuple[str, str]:
        """The state that the step would lead to, and the role in which the actor would take it. Raises `Forbidden`
        where it is not his to take, and `Conflict` with `state` and `possible` where the state does not allow it."""
        assert self.actor is not None
        held = relations(self.actor, views.parties(self.record))
        if self._by_link and Relation.OWN not in held:
            held = frozenset({Relation.SERVED})
        decided = lifecycle.decide(action, views.standing(self.record, self.actor, self.tx.now), held, route)
        if isinstance(decided, lifecycle.Move):
            return decided.to, role_in(decided.by, held, self.actor, self.need.provider_kind)
        if not decided.who:
            raise Conflict(decided.code, state=self.need.state, possible=list(decided.possible))
        if sight(held, self.need.state) is None:
            raise Forbidden("not_your_need")
        raise Forbidden(decided.code, action=action, who=list(decided.who))

    def take(self, action: str, reason: str | None = None, route: str | None = None) -> Self:
        """Take the step, or refuse as `may` does."""
        to, role = self.may(action, route)
        self.write(action, self.need.state, to, role, reason)
        return self

    def conflict(self, code: str, **about: Any) -> Refusal:
        """The refusal of a step, not taken yet, that the table allows but the need's other records do not."""
        return Conflict(code, state=self.need.state, possible=self.answer()["possible"], **about)

    def tell(self, event: type[Event], /, **data: Any) -> None:
        """Emit an event of the need, whose version thereby becomes one more."""
        need = self.need
        need.version += 1
        told = event(community=need.community, sequence=need.version, need_id=need.need_id, **data)  # type: ignore[call-arg]
        self.tx.emit(told, self._cause)

    def assign(self, provider_kind: str, provider: str, way: str) -> None:
        """Make somebody responsible."""
        self.need.provider_kind, self.need.provider, self.need.assigned_way = provider_kind, provider, way
        for row in [row for row in self.record.helpers if row.volunteer_id == provider]:
            row.left_at = self.tx.now
            self.record.helpers.remove(row)
        self.tell(NeedAssigned, **self.provider(), way=way, reporter=self.need.reporter)

    def release(self) -> None:
        """Nobody is responsible any more."""
        self.need.provider_kind = self.need.provider = self.need.assigned_way = None

    def close(self, reason: str) -> None:
        """Tell that nothing more is to be done."""
        followers = [row.person_id for row in self.record.followers]
        self.tell(NeedClosed, reason=reason, reporter=self.need.reporter, followers=followers or None)

    def provider(self) -> dict[str, Any]:
        """Who is responsible, as events name it."""
        return {"provider_kind": self.need.provider_kind, "provider": self.need.provider}

    def speaker(self) -> dict[str, Any]:
        """Who says what came of the service, as `ServiceRated` names them; nobody by a link, which may be in any
        hands."""
        if self.actor is None or self._by_link:
            return {}
        for_another = views.parties(self.record).on_behalf or self.actor.person_id != self.need.reporter
        return {
            "rated_by": self.actor.person_id,
            "rater_volunteer": self.actor.volunteer_id,
            "on_behalf": for_another,
        }

    def escalate(self) -> None:
        """Tell of every whistle whose deadline has passed unanswered, each once."""
        for whistle in self.record.whistles:
            if whistle.escalated_at is None and views.is_owed(whistle, self.tx.now):
                whistle.escalated_at = self.tx.now
                self.write("escalate", self.need.state, self.need.state, CLOCK, None)
                self.tell(
                    NeedEscalated,
                    reason="report_in_overdue",
                    whistle_id=whistle.whistle_id,
                    department=whistle.department,
                    report_in_by=whistle.report_in_by,
                )

    def run_out(self) -> None:
        """Tell of every clock that has run out, each once; the first of them takes the need one level up."""
        for row in self.record.clocks:
            if row.ran_out_at is None and clocks.is_overdue(timekeeping.read(row), self.tx.now):
                row.ran_out_at = self.tx.now
                self.write("run_out", self.need.state, self.need.state, CLOCK, None)
                self.tell(TimeLimitPassed, clock=row.kind, round=row.round, due_at=row.due_at, **self.provider())
                if self.need.level == levels.FIRST:
                    self.raise_up(way="time_limit")

    def raise_up(self, way: str) -> None:
        """Take the need one level up."""
        self.need.level = levels.above(self.need.level)
        self.tell(NeedRaised, level=self.need.level, way=way, reporter=self.need.reporter)

    def answer(self) -> dict[str, Any]:
        """The need as the actor sees it now; whoever may take a step still sees the need after it."""
        assert self.actor is not None
        view = views.need_view(self.record, self.actor, self.tx.now)
        assert view is not None
        return view

    def _release_helpers(self) -> None:
        for row in self.record.helpers:
            row.left_at = self.tx.now
            self.tell(HelperReleased, volunteer_id=row.volunteer_id, way="released")
        self.record.helpers = []

    def write(self, action: str, before: str | None, after: str, role: str, reason: str | None) -> None:
        """Keep a step in the history and follow it; at least one event must tell of it."""
        step = StepRow(
            need_id=self.need.need_id,
            position=1 if before is None else self.need.version + 1,
            action=action,
            from_state=before,
            to_state=after,
            at=self.tx.now,
            actor=self.actor.person_id if self.actor and not self._by_link else None,
            actor_role=role,
            by_link=self._by_link,
            reason=reason,
        )
        self.tx.session.add(step)
        self.record.steps.append(step)
        self.need.state, self.need.updated_at = after, self.tx.now
        if after in WITHOUT_HELPERS:
            self._release_helpers()
        timekeeping.keep(self.tx, self.record)
