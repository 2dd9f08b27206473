"""Appeals about single records: filed by the volunteer whose record it is, at any time, and decided with reasons by
somebody without part in it. What the record counts stays as it is meanwhile; one that is allowed is corrected.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.models import columns
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import RecordAppealDecided, RecordAppealFiled
from contracts.vocabulary import APPEAL_STATES, DISTRICT

from . import points_views, queries, raters, rating_checks, ruling_ledger, ruling_queries, rulings
from .ledger import COMPLETED, Touched
from .models import RatingDoubt, RecordAppeal
from .raters import RATERS
from .ruling_ledger import Found
from .rulings import Counting, Ruling

OPEN, ALLOWED, DISMISSED = APPEAL_STATES


def file(tx: Transaction, actor: Actor, kind: str, record_id: str, reason: str) -> tuple[RecordAppeal, Touched]:
    """Raises `Forbidden` (``volunteers_only``, ``not_your_record``), `NotFound`, `Conflict` (``under_appeal``,
    ``record_appealed_already``: it has not changed since that was decided)."""
    if actor.volunteer_id is None:
        raise Forbidden("volunteers_only")
    record = ruling_ledger.find(tx.session, kind, record_id)
    if record is None:
        raise NotFound(kind, record_id)
    if record.volunteer_id != _standing(tx.session, actor.volunteer_id):
        raise Forbidden("not_your_record")
    _require_appealable(tx.session, record)
    row = RecordAppeal(
        appeal_id=new_id(),
        kind=kind,
        record_id=record_id,
        of_version=record.version,
        volunteer_id=record.volunteer_id,
        community=_community(tx.session, record),
        filed_by=actor.person_id,
        filed_at=tx.now,
        reason=reason,
        decide_by=district.day_of(tx.now) + timedelta(days=rulings.USUAL.decide_within_days),
        state=OPEN,
        before=record.counting._asdict(),
    )
    tx.session.add(row)
    tx.emit(RecordAppealFiled(**_told(row, 1), decide_by=row.decide_by))
    counting = record.counting
    return row, ruling_ledger.rule(tx, [record.ruled(rulings.UNDER_APPEAL, counting.counts, counting.minutes)])


def decide(tx: Transaction, actor: Actor, request: dict[str, Any]) -> tuple[RecordAppeal, Touched]:
    """Decide an appeal, as `contracts.requests.integrity.DecideRecordAppeal` has it. Raises `NotFound`, `Forbidden`
    (``not_your_community``, ``has_part``, ``district_decides``), `Conflict` (``appeal_decided_already``), `Invalid`
    (``required``, ``not_of_this_record``, ``changes_nothing``)."""
    row = tx.session.get(RecordAppeal, request["appeal_id"])
    if row is None:
        raise NotFound("appeal", request["appeal_id"])
    _require_may_decide(tx.session, actor, row)
    record = ruling_ledger.find(tx.session, row.kind, row.record_id)
    tx.session.refresh(row, with_for_update=True)
    if row.state != OPEN:
        raise Conflict("appeal_decided_already", state=row.state)
    assert record is not None
    counts, minutes = request["counts"], request["minutes"]
    before = record.counting
    if request["allowed"]:
        if counts is None and minutes is None:
            raise Invalid({"counts": ["required"]})
        if wrong := rulings.faults(row.kind, before, counts, minutes):
            raise Invalid(wrong)
        after = rulings.corrected(before, counts, minutes)
        ruled = record.ruled(rulings.CORRECTED, after.counts, after.minutes)
    else:
        ruled = _as_before(tx.session, record)
    touched = ruling_ledger.rule(tx, [ruled])
    counted = ruling_ledger.find(tx.session, row.kind, row.record_id)
    assert counted is not None
    row.state, row.because = (ALLOWED if request["allowed"] else DISMISSED), request["because"]
    row.decided_by, row.decided_at, row.after = actor.person_id, tx.now, counted.counting._asdict()
    _close_doubt(tx, actor, row, counted.counting)
    tx.emit(RecordAppealDecided(**_told(row, 2), allowed=request["allowed"]))
    return row, touched


def page(session: Session, actor: Actor, request: dict[str, Any], today: date) -> dict[str, Any]:
    """The answer to `contracts.requests.integrity.RecordAppealsQuery`."""
    query = sa.select(RecordAppeal)
    if not actor.is_admin:
        mine = [RecordAppeal.filed_by == actor.person_id]
        if actor.volunteer_id is not None:
            mine.append(RecordAppeal.volunteer_id == _standing(session, actor.volunteer_id))
        if actor.has("community_worker"):
            mine.append(RecordAppeal.community.in_(actor.communities))
        query = query.where(sa.or_(*mine))
    if request["state"] is not None:
        query = query.where(RecordAppeal.state == request["state"])
    rows, cursor = points_views.page(session, query, RecordAppeal.appeal_id, request)
    return {"items": [shown(row, today) for row in rows], "next_cursor": cursor}


def shown(row: RecordAppeal, today: date) -> dict[str, Any]:
    """An appeal as `contracts.requests.integrity.RecordAppeal` has it."""
    return columns(row) | {"overdue": row.state == OPEN and today > row.decide_by}


def _require_appealable(session: Session, record: Found) -> None:
    same = RecordAppeal.kind == record.kind, RecordAppeal.record_id == record.record_id
    last = session.scalar(sa.select(RecordAppeal).where(*same).order_by(RecordAppeal.appeal_id.desc()).limit(1))
    if last is None:
        return
    if last.state == OPEN:
        raise Conflict("under_appeal")
    assert last.after is not None
    if record.version == last.of_version and record.counting == Counting(**last.after):
        raise Conflict("record_appealed_already", state=last.state)


def _require_may_decide(session: Session, actor: Actor, row: RecordAppeal) -> None:
    require_worker(actor, row.community)
    parties = [row.filed_by, row.volunteer_id]
    known = None
    if row.kind == rulings.RATING:
        known = session.scalar(sa.select(RATERS.c.rater).where(RATERS.c.service_id == row.record_id))
        doubt = session.scalar(sa.select(RatingDoubt).where(RatingDoubt.service_id == row.record_id))
        parties += [known] if known else []
        parties += [*doubt.parties, *filter(None, [doubt.decided_by])] if doubt else []
    rating_checks.require_no_part(session, actor, parties)
    # Who entered the record is not told, and may be any worker of the community.
    if known is None and not actor.is_admin:
        raise Forbidden("district_decides")


def _as_before(session: Session, record: Found) -> Ruling:
    """The ruling by which the record counts again as it did before it was appealed against."""
    before = ruling_queries.latest(session, record.kind, record.record_id)[1:]
    if not before:
        return record.ruled(rulings.DISMISSED, None)
    (ruling,) = before
    return ruling._replace(ruling=rulings.DISMISSED, volunteer_id=record.volunteer_id, day=record.day)


def _close_doubt(tx: Transaction, actor: Actor, row: RecordAppeal, counting: Counting) -> None:
    doubt = rating_checks.open_doubt(tx.session, row.record_id) if row.kind == rulings.RATING else None
    if doubt is not None:
        state = rulings.LET_COUNT if counting.counts else rulings.STAYS_ASIDE
        rating_checks.close(tx, actor, doubt, state, str(row.because))


def _standing(session: Session, volunteer_id: str) -> str:
    return raters.standing_for(session, [volunteer_id])[volunteer_id]


def _community(session: Session, record: Found) -> str:
    """Whose workers a record concerns: of a service where it was done, else the volunteer's community."""
    if record.kind in (rulings.RATING, rulings.SERVICE):
        done = sa.select(COMPLETED.c.community).where(COMPLETED.c.service_id == record.record_id)
        if community := session.scalar(done):
            return community
    return queries.community_of(session, record.volunteer_id) or DISTRICT


def _told(row: RecordAppeal, sequence: int) -> dict[str, Any]:
    return {
        "community": row.community,
        "sequence": sequence,
        "appeal_id": row.appeal_id,
        "volunteer_id": row.volunteer_id,
        "kind": row.kind,
        "record_id": row.record_id,
    }
