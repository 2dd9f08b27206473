"""Erasing a person: nothing that tells who they are or what they said of themselves stays. What they did stays
under an id that means nobody; that they found something, too, but not the words in which they said it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Invalid
from contracts.events import VolunteerErased

from . import descriptions, enrolment, households, kept_answers, volunteers
from .descriptions import Description
from .models import (
    AttendanceRow,
    Base,
    HonourHoursRow,
    NoShowRow,
    PatrolRoundRow,
    SkillRow,
    VisitRow,
    VolunteerRow,
)

_OWN_WORDS = ((NoShowRow, "objection"), (VisitRow, "finding"), (PatrolRoundRow, "finding"))
_OTHERS_WORDS = (
    (AttendanceRow, "decided_because"),
    (NoShowRow, "decided_because"),
    (HonourHoursRow, "reason"),
    (HonourHoursRow, "revoked_because"),
)


def erase(tx: Transaction, actor: Actor, volunteer_id: str, reason: str, confirmed: bool) -> VolunteerRow:
    """Erase a volunteer for good, and all records merged into theirs: the volunteer, or a worker of the community. Who
    still serves withdraws by it.

    What others wrote stays, without the name. Raises `NotFound`, `Forbidden`; `Conflict`: ``already_erased``,
    ``already_merged`` (erase the one in which it goes on); `Invalid` ``required`` unless it is `confirmed`.
    """
    row = volunteers.locked(tx.session, volunteer_id)
    if not enrolment.is_own(row, actor):
        access.require_worker(actor, row.community)
    if row.erased_at is not None:
        raise Conflict("already_erased", volunteer_id=volunteer_id)
    volunteers.require_standing(row)
    if not confirmed:
        raise Invalid({"confirmed": ["required"]})
    if row.active:
        enrolment.leave(tx, row)
    merged = sa.select(VolunteerRow).where(VolunteerRow.merged_into == volunteer_id).order_by(VolunteerRow.volunteer_id)
    records = [row, *tx.session.scalars(merged.with_for_update())]
    names = sorted({one.name for one in records}, key=len, reverse=True)
    for one in records:
        _blank_words(tx.session, one.volunteer_id, names)
        _forget(tx.session, one.volunteer_id)
        households.forget(tx, one.volunteer_id, one.person_id)
        _forget_answers(tx.session, one.volunteer_id, names)
        if one.person_id is not None:
            _forget_answers(tx.session, one.person_id)
        _blank(one)
        one.erased_at, one.ended_by = tx.now, actor.person_id
        one.ended_because = kept_answers.unnamed(reason, names)
        one.sequence += 1
        one.changed_at = tx.now
        tx.emit(VolunteerErased(community=one.community, sequence=one.sequence, volunteer_id=one.volunteer_id))
    return row


def _blank(row: VolunteerRow) -> None:
    row.name = ""
    row.person_id = row.reference = row.phone_sealed = row.phone_mark = row.group = row.home_community = None
    row.party_member, row.skills = False, []


def _forget(session: Session, volunteer_id: str) -> None:
    descriptions.store(session, volunteer_id, Description())
    session.execute(sa.delete(SkillRow).where(SkillRow.volunteer_id == volunteer_id))
    for model, column in _OWN_WORDS:
        own = sa.update(model.__table__).where(model.volunteer_id == volunteer_id)
        session.execute(own.values({column: None}))


def _blank_words(session: Session, volunteer_id: str, names: Sequence[str]) -> None:
    for model, column in _OTHERS_WORDS:
        words = model.__table__.c[column]
        for name in names:
            named = sa.update(model.__table__).where(
                model.volunteer_id == volunteer_id, words.contains(name, autoescape=True)
            )
            session.execute(named.values({column: sa.func.replace(words, name, kept_answers.BLANK)}))


def _forget_answers(session: Session, member: str, names: Sequence[str] = ()) -> None:
    commands = Base.metadata.tables["commands"]
    about = sa.select(commands.c.command_id, commands.c.answer).where(commands.c.answer.contains(member))
    for command_id, answer in session.execute(about).all():
        rest = kept_answers.without(json.loads(answer), member, names)
        kept = json.dumps(rest, ensure_ascii=False)
        session.execute(commands.update().where(commands.c.command_id == command_id).values(answer=kept))
