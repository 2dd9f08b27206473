"""Merging two records of one person, for good: all that names the one moves to the other, and nothing counts twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Invalid, NotFound
from contracts.events import VolunteerMerged, VolunteerWithdrawn

from . import (
    attendance,
    availability,
    descriptions,
    enrolment,
    households,
    merging,
    no_shows,
    registers,
    teams,
    volunteers,
)
from .descriptions import Description
from .models import (
    ActivityRow,
    AttendanceRow,
    CalledRow,
    CertificateRow,
    DutyRow,
    HonourHoursRow,
    NoShowRow,
    PairingRow,
    PastMemberRow,
    PatrolRoundRow,
    PresenceRow,
    ResponseRow,
    RollCallerRow,
    RollCallRow,
    RollReportRow,
    SecondmentRow,
    SignUpRow,
    SkillRow,
    StationDutyRow,
    VisitRow,
    VolunteerRow,
)

_MOVED = (
    *(HonourHoursRow, VisitRow, CertificateRow, StationDutyRow, PairingRow, RollReportRow, PatrolRoundRow),
    *(PastMemberRow, SecondmentRow),
)
"""Of these a volunteer may have any number, so the merged record's are the kept one's as they are."""


def merge(tx: Transaction, actor: Actor, kept_id: str, merged_id: str, reason: str) -> VolunteerRow:
    """Merge a record into another of the same person, as a worker of both communities; the kept one as it now is.

    Where both have the same, the kept one's stays; sign-ups that overlap in time stay, too, for the person to choose.
    Raises `NotFound`, `Forbidden`; `Conflict`: ``same_record``, ``already_merged``, ``already_erased``, ``own_record``;
    `Invalid` ``withdrawn`` (the one to keep).
    """
    if kept_id == merged_id:
        raise Conflict("same_record")
    kept, merged = _both(tx.session, actor, kept_id, merged_id)
    for row in (kept, merged):
        volunteers.require_standing(row)
        if enrolment.is_own(row, actor):
            raise Conflict("own_record")
    if not kept.active:
        raise Invalid({"kept": ["withdrawn"]})
    _lock_activities(tx.session, merged_id)
    _fill(tx.session, kept, merged)
    _describe(tx.session, kept, merged)
    teams.replace(tx, merged_id, kept_id)
    households.replace(tx, merged_id, kept_id)
    _move(tx, kept_id, merged_id)
    no_shows.lift_where_attended(tx, kept_id, actor.person_id)
    _end(tx, actor, merged, kept_id, reason)
    enrolment.tell_change(tx, kept)
    tx.session.flush()
    return kept


def _both(session: Session, actor: Actor, kept_id: str, merged_id: str) -> list[VolunteerRow]:
    """The two, locked in the order of their ids."""
    ids = (kept_id, merged_id)
    wanted = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(ids)).order_by(VolunteerRow.volunteer_id)
    # As at every change of a roll, the communities come before their volunteers.
    for community in sorted({row.community for row in session.scalars(wanted)}):
        registers.require_community(session, community, lock=True)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    found = {row.volunteer_id: row for row in session.scalars(locked)}
    for one in ids:
        if one not in found:
            raise NotFound(what="volunteer", id=one)
        access.require_worker(actor, found[one].community)
    return [found[one] for one in ids]


def _lock_activities(session: Session, volunteer_id: str) -> None:
    named = sa.union(
        *(
            sa.select(table.activity_id).where(table.volunteer_id == volunteer_id)
            for table in (SignUpRow, PresenceRow, AttendanceRow, NoShowRow)
        )
    )
    wanted = sa.select(ActivityRow.activity_id).where(ActivityRow.activity_id.in_(named.subquery().select()))
    session.execute(wanted.order_by(ActivityRow.activity_id).with_for_update()).all()


def _fill(session: Session, kept: VolunteerRow, merged: VolunteerRow) -> None:
    holder = sa.select(VolunteerRow.volunteer_id).where(
        VolunteerRow.community == kept.community,
        VolunteerRow.phone_mark == merged.phone_mark,
        VolunteerRow.volunteer_id != merged.volunteer_id,
    )
    is_free = session.scalar(holder.limit(1)) is None
    filled = merging.fill(_facts(kept), _facts(merged), phone_is_free=is_free)
    phone = (merged.phone_sealed, merged.phone_mark) if filled.phone else (kept.phone_sealed, kept.phone_mark)
    reference = merged.reference if filled.reference else kept.reference
    person_id = merged.person_id if filled.person else kept.person_id
    if filled.phone:
        merged.phone_sealed = merged.phone_mark = None
    if filled.reference:
        merged.reference = None
    if filled.person:
        merged.person_id = None
    # What is unique is given away before it is taken: neither database waits for the end to check.
    session.flush()
    kept.phone_sealed, kept.phone_mark = phone
    kept.reference, kept.person_id = reference, person_id
    kept.group, kept.home_community = filled.group, filled.home_community
    kept.party_member, kept.skills = filled.party_member, list(filled.skills)
    if kept.verified_at is None:
        kept.verified_at, kept.verified_by = merged.verified_at, merged.verified_by


def _facts(row: VolunteerRow) -> merging.Facts:
    return merging.Facts(
        community=row.community,
        person_id=row.person_id,
        reference=row.reference,
        phone_mark=row.phone_mark,
        group=row.group,
        home_community=row.home_community,
        party_member=row.party_member,
        skills=tuple(row.skills),
    )


def _describe(session: Session, kept: VolunteerRow, merged: VolunteerRow) -> None:
    """The two descriptions are one, the kept record's."""
    known = descriptions.read(session, [kept.volunteer_id, merged.volunteer_id])
    own, other = known[kept.volunteer_id], known[merged.volunteer_id]
    languages = {**other.languages, **own.languages}
    together = Description(
        languages=dict(sorted(languages.items())),
        windows=availability.settle([*own.windows, *other.windows]),
        wishes=sorted(merging.unite(own.wishes, other.wishes)),
        credentials=list(merging.unite(own.credentials, other.credentials)),
    )
    descriptions.store(session, merged.volunteer_id, Description())
    descriptions.store(session, kept.volunteer_id, together)
    session.execute(sa.delete(SkillRow).where(SkillRow.volunteer_id.in_([kept.volunteer_id, merged.volunteer_id])))
    session.add_all(SkillRow(volunteer_id=kept.volunteer_id, skill=skill) for skill in kept.skills)


def _move(tx: Transaction, kept_id: str, merged_id: str) -> None:
    _rename_in_roll_calls(tx.session, kept_id, merged_id)
    attended = sa.select(AttendanceRow.activity_id).where(AttendanceRow.volunteer_id == kept_id, AttendanceRow.last)
    # Who has an attendance has no need of a presence: it would be settled over it.
    settled = set(tx.session.scalars(attended))
    for model, key, also in (
        (SignUpRow, SignUpRow.activity_id, set()),
        (PresenceRow, PresenceRow.activity_id, settled),
        (NoShowRow, NoShowRow.activity_id, set()),
        (DutyRow, DutyRow.building, set()),
        (RollCallerRow, RollCallerRow.roll_id, set()),
        (ResponseRow, ResponseRow.call_out_id, set()),
        (CalledRow, CalledRow.call_out_id, set()),
    ):
        _move_one_each(tx.session, model, key, kept_id, merged_id, also)
    for model in _MOVED:
        table = model.__table__
        tx.session.execute(sa.update(table).where(table.c.volunteer_id == merged_id).values(volunteer_id=kept_id))
    attendance.take_over(tx, kept_id, merged_id)


def _rename_in_roll_calls(session: Session, kept_id: str, merged_id: str) -> None:
    called = sa.select(CalledRow.call_out_id).where(CalledRow.volunteer_id == merged_id)
    for roll in session.scalars(sa.select(RollCallRow).where(RollCallRow.call_out_id.in_(called))):
        roll.present = list(dict.fromkeys(kept_id if one == merged_id else one for one in roll.present))


def _end(tx: Transaction, actor: Actor, merged: VolunteerRow, kept_id: str, reason: str) -> None:
    earlier = sa.update(VolunteerRow).where(VolunteerRow.merged_into == merged.volunteer_id)
    tx.session.execute(earlier.values(merged_into=kept_id))
    if merged.active:
        merged.active = False
        merged.sequence += 1
        tx.emit(
            VolunteerWithdrawn(community=merged.community, sequence=merged.sequence, volunteer_id=merged.volunteer_id)
        )
    merged.merged_into, merged.ended_by, merged.ended_because = kept_id, actor.person_id, reason
    merged.sequence += 1
    merged.changed_at = tx.now
    tx.emit(
        VolunteerMerged(
            community=merged.community, sequence=merged.sequence, volunteer_id=merged.volunteer_id, into=kept_id
        )
    )


def _move_one_each(session: Session, model: Any, key: Any, kept_id: str, merged_id: str, also: set[str]) -> None:
    """Move rows of which a volunteer has at most one for each `key`; where the kept record has one, or one of `also`,
    the merged record's goes."""

    def keys(volunteer_id: str) -> dict[str, None]:
        return dict.fromkeys(session.scalars(sa.select(key).where(model.volunteer_id == volunteer_id)))

    moves, gives_way = merging.choose({**keys(kept_id), **dict.fromkeys(also)}, keys(merged_id))
    table = model.__table__
    moved = sa.update(table).values(volunteer_id=kept_id)
    for found, change in ((moves, moved), (gives_way, sa.delete(table))):
        session.execute(change.where(table.c.volunteer_id == merged_id, table.c[key.key].in_(list(found))))
