"""Joint meetings: called for a quarter, with an agenda of what is due, minutes, and decisions that are followed up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district
from contracts.events import JointMeetingCalled, JointMeetingDecided, JointMeetingHeld
from contracts.requests.meetings import AgendaItem

from . import agenda, queries
from .models import (
    DecisionRow,
    FollowUpRow,
    MeetingRow,
    MilestoneRow,
    MinutesRow,
    PlaceRow,
    ProjectRow,
    ReportRow,
)
from .relations import officer_of

_AGENDA = AgendaItem(many=True)


def call(tx: Transaction, actor: Actor, request: dict[str, Any]) -> MeetingRow:
    """Call a meeting. Raises `Forbidden`, `Conflict` ``meeting_exists``, and `Invalid`: ``unknown``,
    ``before_quarter``."""
    community, quarter = request["community"], request["quarter"]
    access.require_worker(actor, community)
    faults = queries.place_faults(tx.session, community, None)
    if request["held_on"] < district.first_day(quarter):
        faults["held_on"] = ["before_quarter"]
    if faults:
        raise Invalid(faults)
    # Of two who call the same meeting at once the second waits here, and finds it called.
    tx.session.get(PlaceRow, community, with_for_update=True, populate_existing=True)
    called = sa.select(MeetingRow).where(MeetingRow.community == community, MeetingRow.quarter == quarter)
    if tx.session.scalars(called).first() is not None:
        raise Conflict("meeting_exists", quarter=quarter)
    made = MeetingRow(**request, meeting_id=tx.new_id(), called_by=actor.person_id, called_at=tx.now)
    tx.session.add(made)
    tx.session.flush()
    tx.emit(
        JointMeetingCalled(
            community=community,
            sequence=1,
            meeting_id=made.meeting_id,
            quarter=quarter,
            held_on=made.held_on,
            organisations=sorted({item.organisation for item in _due(tx.session, made) if item.organisation}),
        )
    )
    return made


def record_minutes(
    tx: Transaction, actor: Actor, meeting_id: str, words: str, present: Sequence[str] | None
) -> MeetingRow:
    """Keep minutes, with the first the agenda as it stands, and tell which units were there where that is said. Raises
    `NotFound`, `Forbidden`, `Conflict` ``not_held_yet``, and `Invalid`: ``unknown``."""
    meeting = _held(tx, actor, meeting_id)
    unknown = {
        str(place): ["unknown"]
        for place, unit in enumerate(present or ())
        if not queries.is_known_organisation(tx.session, unit)
    }
    if unknown:
        raise Invalid({"present": unknown})
    if meeting.agenda is None:
        meeting.agenda = _AGENDA.dump([asdict(item) for item in _due(tx.session, meeting)])
    earlier = sa.select(MinutesRow).where(MinutesRow.meeting_id == meeting_id).order_by(MinutesRow.version.desc())
    last = tx.session.scalars(earlier.limit(1)).first()
    made = MinutesRow(
        meeting_id=meeting_id,
        version=last.version + 1 if last else 1,
        words=words,
        present=list(present) if present is not None else last and last.present,
        recorded_by=actor.person_id,
        recorded_at=tx.now,
    )
    tx.session.add(made)
    if present is not None:
        tx.emit(
            JointMeetingHeld(
                community=meeting.community,
                # The meeting's calling was the first that was told of it.
                sequence=1 + made.version,
                meeting_id=meeting_id,
                quarter=meeting.quarter,
                held_on=meeting.held_on,
                present=list(present),
            )
        )
    return meeting


def decide(tx: Transaction, actor: Actor, request: dict[str, Any]) -> DecisionRow:
    """Keep a decision. Raises `NotFound`, `Forbidden`, `Conflict` ``not_held_yet``, and `Invalid`: ``unknown``,
    ``before_meeting``."""
    meeting = _held(tx, actor, request["meeting_id"])
    faults = {}
    unit = request["organisation"]
    if unit is not None and not queries.is_known_organisation(tx.session, unit):
        faults["organisation"] = ["unknown"]
    if request["due_on"] < meeting.held_on:
        faults["due_on"] = ["before_meeting"]
    if faults:
        raise Invalid(faults)
    made = DecisionRow(**request, decision_id=tx.new_id(), community=meeting.community)
    tx.session.add(made)
    tx.emit(
        JointMeetingDecided(
            community=made.community,
            sequence=1,
            decision_id=made.decision_id,
            meeting_id=made.meeting_id,
            due_on=made.due_on,
            organisation=made.organisation,
        )
    )
    return made


def follow_up(tx: Transaction, actor: Actor, request: dict[str, Any]) -> DecisionRow:
    """Say how a decision stands: a worker of any of the community, an officer of one for his unit. Raises `NotFound`,
    `Forbidden`, `Conflict` ``decision_done``."""
    decision = tx.session.get(DecisionRow, request["decision_id"], with_for_update=True)
    if decision is None:
        raise NotFound("decision", request["decision_id"])
    works, own = actor.works_in(decision.community), officer_of(actor)
    if not works and (own is None or own != decision.organisation):
        raise Forbidden("not_your_decision")
    if decision.done_at is not None:
        raise Conflict("decision_done")
    if request["done"]:
        decision.done_at = tx.now
    office = "community_worker" if actor.has("community_worker") else "district_admin"
    tx.session.add(
        FollowUpRow(
            follow_up_id=tx.new_id(),
            decision_id=decision.decision_id,
            done=request["done"],
            note=request["note"],
            at=tx.now,
            actor=actor.person_id,
            actor_role=office if works else "officer",
        )
    )
    return decision


def page(session: Session, actor: Actor, request: dict[str, Any]) -> tuple[list[MeetingRow], str | None]:
    """One page of `contracts.requests.meetings.MeetingsQuery`, and the cursor of the next. Raises `Forbidden`."""
    _require_sight(actor, request["community"])
    wanted = sa.select(MeetingRow).where(MeetingRow.community == request["community"])
    return queries.page(session, wanted, MeetingRow.meeting_id, request)


def page_of_decisions(session: Session, actor: Actor, request: dict[str, Any]) -> tuple[list[DecisionRow], str | None]:
    """One page of `contracts.requests.meetings.DecisionsQuery`, and the cursor of the next."""
    wanted = sa.select(DecisionRow)
    if not actor.is_admin:
        own = [DecisionRow.organisation == officer_of(actor)] if officer_of(actor) else []
        if actor.has("community_worker"):
            own.append(DecisionRow.community.in_(sorted(actor.communities)))
        wanted = wanted.where(sa.or_(sa.false(), *own))
    if request["community"] is not None:
        wanted = wanted.where(DecisionRow.community == request["community"])
    if request["open"]:
        wanted = wanted.where(DecisionRow.done_at.is_(None))
    return queries.page(session, wanted, DecisionRow.decision_id, request)


def in_full(session: Session, meeting: MeetingRow, actor: Actor, today: date) -> dict[str, Any]:
    """A meeting with as much of what belongs to it as `actor` may see. Raises `Forbidden`."""
    _require_sight(actor, meeting.community)
    kept = None if meeting.agenda is None else [agenda.Item(**item) for item in _AGENDA.load(meeting.agenda)]
    items = _due(session, meeting) if kept is None else kept
    decisions = sa.select(DecisionRow).where(DecisionRow.meeting_id == meeting.meeting_id)
    minutes = sa.select(MinutesRow).where(MinutesRow.meeting_id == meeting.meeting_id)
    if not actor.works_in(meeting.community):
        own = officer_of(actor)
        items = [item for item in items if agenda.concerns(item, own)]
        decisions, minutes = decisions.where(DecisionRow.organisation == own), minutes.where(sa.false())
    return {
        **columns(meeting),
        "agenda": [asdict(item) for item in items],
        "minutes": [columns(row) for row in session.scalars(minutes.order_by(MinutesRow.version.desc()))],
        "decisions": shown(session, list(session.scalars(decisions.order_by(DecisionRow.decision_id))), today),
    }


def shown(session: Session, decisions: Sequence[DecisionRow], today: date) -> list[dict[str, Any]]:
    """Decisions as answers, with what was said of them."""
    ids = [decision.decision_id for decision in decisions]
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = sa.select(FollowUpRow).where(FollowUpRow.decision_id.in_(ids)).order_by(FollowUpRow.follow_up_id.desc())
    for row in session.scalars(rows):
        said[row.decision_id].append(columns(row))
    return [
        {
            **columns(decision),
            "overdue": decision.done_at is None and decision.due_on < today,
            "follow_ups": said[decision.decision_id],
        }
        for decision in decisions
    ]


def found(session: Session, meeting_id: str, *, lock: bool = False) -> MeetingRow:
    """The meeting; locked to the end of the transaction. Raises `NotFound`."""
    meeting = session.get(MeetingRow, meeting_id, with_for_update=True if lock else None)
    if meeting is None:
        raise NotFound("meeting", meeting_id)
    return meeting


def _held(tx: Transaction, actor: Actor, meeting_id: str) -> MeetingRow:
    meeting = found(tx.session, meeting_id, lock=True)
    access.require_worker(actor, meeting.community)
    if district.day_of(tx.now) < meeting.held_on:
        raise Conflict("not_held_yet")
    return meeting


def _require_sight(actor: Actor, community: str) -> None:
    if officer_of(actor) is None:
        access.require_worker(actor, community)


def _due(session: Session, meeting: MeetingRow) -> list[agenda.Item]:
    """What is due at the meeting as things stand now."""
    reported = set(
        session.scalars(
            sa.select(ReportRow.project_id)
            .join(ProjectRow, ProjectRow.project_id == ReportRow.project_id)
            .where(ProjectRow.community == meeting.community, ReportRow.quarter == meeting.quarter)
        )
    )
    here = sa.select(ProjectRow).where(ProjectRow.community == meeting.community)
    projects = list(session.scalars(here.where(ProjectRow.state.in_(("proposed", "in_hand", "finished")))))
    milestones = session.execute(
        sa.select(MilestoneRow, ProjectRow.organisation)
        .join(ProjectRow, ProjectRow.project_id == MilestoneRow.project_id)
        .where(ProjectRow.community == meeting.community, ProjectRow.state == "in_hand")
    )
    decisions = session.execute(
        sa.select(DecisionRow, MeetingRow.quarter)
        .join(MeetingRow, MeetingRow.meeting_id == DecisionRow.meeting_id)
        .where(DecisionRow.community == meeting.community, DecisionRow.done_at.is_(None))
    )
    return agenda.build(
        meeting.quarter,
        meeting.held_on,
        [
            agenda.ProjectStanding(
                project_id=row.project_id,
                title=row.title,
                state=row.state,
                organisation=row.organisation,
                begun_on=row.begun_on,
                starts_on=row.starts_on,
                ended_on=row.ended_on,
                reported=row.project_id in reported,
            )
            for row in projects
        ],
        [
            agenda.MilestoneStanding(
                milestone_id=row.milestone_id,
                project_id=row.project_id,
                title=row.title,
                organisation=unit,
                due_on=row.due_on,
                reached_on=row.reached_on,
            )
            for row, unit in milestones
        ],
        [
            agenda.DecisionStanding(
                decision_id=row.decision_id,
                decided=row.decided,
                organisation=row.organisation,
                quarter=quarter,
                due_on=row.due_on,
                done=row.done_at is not None,
            )
            for row, quarter in decisions
        ],
    )
