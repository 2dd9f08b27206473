"""Ratings that were noted are looked at for doubts, with all that they are connected with; those in doubt are set aside
until somebody without part in them decides.

Each rating is set aside once: what was decided about it stands, whatever else comes to light.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.sql import Rows, insert_new
from chassis.transaction import new_id
from contracts import district

from . import households, points_views, raters, rating_doubts, ruling_ledger, ruling_queries, rulings
from .ledger import RATED, Touched
from .models import RatedService, RatingDoubt
from .raters import RATERS, TO_CHECK
from .rating_doubts import USUAL, Doubt, Given
from .rulings import Ruling

OPEN = "open"
AT_ONCE = 200
"""Ratings looked at in one transaction."""

_DOUBTS: sa.Table = RatingDoubt.__table__  # type: ignore[assignment]
_NAMES = ("doubt_id", "service_id", "community", "doubts", "parties", "others", "found_at", "state")
MOST_OTHERS = 100


def look(tx: Transaction) -> Touched:
    """Look at some of the ratings noted, and set aside those in doubt. Other replicas take others."""
    session = tx.session
    some = sa.select(TO_CHECK.c.service_id).order_by(TO_CHECK.c.service_id).limit(AT_ONCE)
    noted = session.scalars(some.with_for_update(skip_locked=True)).all()
    if not noted:
        return Touched([], [], {})
    near = _near(session, raters.ratings(session, RATERS.c.service_id.in_(noted)))
    given = _given(session, list(near.values()))
    found = rating_doubts.find(given.values())
    touched = _set_aside(tx, {one: near[one] for one in found}, found, given)
    session.execute(TO_CHECK.delete().where(TO_CHECK.c.service_id.in_(noted)))
    return touched


def decide(tx: Transaction, actor: Actor, doubt_id: str, counts: bool, because: str) -> tuple[RatingDoubt, Touched]:
    """Uphold the setting aside of a rating, or let it count. Raises `NotFound`, `Forbidden` (``not_your_community``,
    ``has_part``), `Conflict` (``doubt_decided_already``, ``under_appeal``)."""
    row = tx.session.get(RatingDoubt, doubt_id)
    if row is None:
        raise NotFound("rating_doubt", doubt_id)
    require_worker(actor, row.community)
    require_no_part(tx.session, actor, row.parties)
    record = ruling_ledger.find(tx.session, rulings.RATING, row.service_id)
    tx.session.refresh(row, with_for_update=True)
    if row.state != OPEN:
        raise Conflict("doubt_decided_already", state=row.state)
    if record is None:
        raise NotFound("rating", row.service_id)
    if record.ruling is not None and record.ruling.ruling == rulings.UNDER_APPEAL:
        raise Conflict("under_appeal")
    ruling = rulings.LET_COUNT if counts else rulings.STAYS_ASIDE
    close(tx, actor, row, ruling, because)
    return row, ruling_ledger.rule(tx, [record.ruled(ruling, None if counts else False)])


def close(tx: Transaction, actor: Actor, row: RatingDoubt, state: str, because: str) -> None:
    """Keep what was decided about a doubt."""
    row.state, row.because, row.decided_by, row.decided_at = state, because, actor.person_id, tx.now


def open_doubt(session: Session, service_id: str) -> RatingDoubt | None:
    """The doubt about a rating that is not decided yet, locked."""
    those = RatingDoubt.service_id == service_id, RatingDoubt.state == OPEN
    return session.scalar(sa.select(RatingDoubt).where(*those).with_for_update())


def require_no_part(session: Session, actor: Actor, parties: Collection[str]) -> None:
    """Raise `Forbidden` (``has_part``) for one of the persons and volunteers `parties`, whichever of several records
    of the same person."""
    own = {actor.person_id}
    if actor.volunteer_id is not None:
        own.add(raters.standing_for(session, [actor.volunteer_id])[actor.volunteer_id])
    own |= set(raters.standing_for(session, raters.volunteers_of(session, own).get(actor.person_id, ())).values())
    stands = raters.standing_for(session, parties)
    if own & {*parties, *stands.values()}:
        raise Forbidden("has_part")


def page(session: Session, community: str, state: str | None, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to `contracts.requests.integrity.RatingDoubtsQuery`."""
    query = sa.select(RatingDoubt).where(RatingDoubt.community == community)
    if state is not None:
        query = query.where(RatingDoubt.state == state)
    rows, cursor = points_views.page(session, query, RatingDoubt.doubt_id, request)
    rated = RatedService.service_id.in_([row.service_id for row in rows])
    ratings = {row.service_id: row for row in session.scalars(sa.select(RatedService).where(rated))}
    return {"items": [_shown(row, ratings[row.service_id]) for row in rows], "next_cursor": cursor}


def shown(session: Session, row: RatingDoubt) -> dict[str, Any]:
    """A doubt as `contracts.requests.integrity.RatingDoubt` has it."""
    return _shown(row, session.get_one(RatedService, row.service_id))


def _shown(row: RatingDoubt, rating: RatedService) -> dict[str, Any]:
    names = ("doubt_id", "service_id", "community", "doubts", "others", "found_at", "state")
    decided = ("decided_by", "decided_at", "because")
    told = {name: getattr(row, name) for name in (*names, *decided)}
    return told | {"volunteer_id": rating.provider, "stars": rating.stars, "at": rating.told_at}


def _near(session: Session, noted: list[Any]) -> dict[str, Any]:
    """The ratings noted, and all that may make one of them doubtful: of the same volunteers, and given by these, by
    those whom they rated, and so on, as far as a ring may reach."""
    if not noted:
        return {}
    back = USUAL.looks_back
    times = [row.told_at for row in noted]
    within = RATED.c.told_at.between(min(times) - back, max(times) + back)
    rated = {row.provider for row in noted}
    found = raters.ratings(session, sa.and_(RATED.c.provider.in_(rated), within))
    seen: set[str] = set()
    for _ in range(USUAL.longest_ring - 1):
        rated -= seen
        if not rated:
            break
        seen |= rated
        records = raters.merged_into(session, rated)
        persons = sa.select(raters.PERSONS.c.person).where(raters.PERSONS.c.volunteer_id.in_(records))
        by_them = sa.or_(RATERS.c.rater_volunteer.in_(records), RATERS.c.rater.in_(persons))
        following = raters.ratings(session, sa.and_(by_them, within, RATED.c.stars >= USUAL.ring_from))
        found += following
        rated = {row.provider for row in following}
    return {row.service_id: row for row in (*noted, *found)}


def _given(session: Session, rows: list[Any]) -> dict[str, Given]:
    """The ratings as the rules see them, each volunteer by the record that stands for them."""
    known = raters.volunteers_of(session, {row.rater for row in rows})
    records = {row.service_id: set(known.get(row.rater, ())) | {row.rater_volunteer} - {None} for row in rows}
    named = {one for those in records.values() for one in those} | {row.provider for row in rows}
    stands = raters.standing_for(session, named)
    volunteers = {service_id: frozenset(stands[one] for one in those) for service_id, those in records.items()}
    lives = households.of(session, {*(row.rater for row in rows), *stands.values()})

    def at_home(row: Any) -> frozenset[str]:
        of_rater: frozenset[str] = frozenset().union(
            *(lives.get(one, ()) for one in (row.rater, *volunteers[row.service_id]))
        )
        return of_rater & lives.get(stands[row.provider], set())

    return {
        row.service_id: Given(
            service_id=row.service_id,
            rater=row.rater,
            to=stands[row.provider],
            at=row.told_at,
            stars=row.stars,
            raters=volunteers[row.service_id],
            on_behalf=row.on_behalf,
            at_home=at_home(row),
        )
        for row in rows
    }


def _set_aside(
    tx: Transaction, near: Mapping[str, Any], found: Mapping[str, Doubt], given: Mapping[str, Given]
) -> Touched:
    ruled = set(tx.session.scalars(ruling_queries.ruled_among(rulings.RATING, list(found))))
    rows = []
    for service_id in sorted(set(found) - ruled):
        doubt = found[service_id]
        involved = [given[one] for one in (service_id, *doubt.others)]
        parties = {one for rating in involved for one in (rating.rater, rating.to, *rating.raters)}
        parties |= households.members(tx.session, given[service_id].at_home)
        others = list(doubt.others[:MOST_OTHERS])
        community = near[service_id].community
        rows.append((new_id(), service_id, community, list(doubt.reasons), sorted(parties), others, tx.now, OPEN))
    new = {key for (key,) in insert_new(tx.session, _DOUBTS, Rows(_NAMES, rows), ["service_id"])}
    if not new:
        return Touched([], [], {})
    aside = sorted(new)
    steps = [
        Ruling(
            rulings.RATING,
            one,
            near[one].provider,
            rulings.SET_ASIDE,
            district.day_of(near[one].completed_at),
            counts=False,
        )
        for one in aside
    ]
    return ruling_ledger.rule(tx, steps, [found[one].reasons for one in aside])
