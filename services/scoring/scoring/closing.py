"""The close of a year: ratings are frozen and made public for some days, appeals are decided, and what then stands is
published and pinned. Nothing that arrives or is decided later changes it.

Freezing and publishing are worked off in parts, each in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid, NotFound
from chassis.sql import Rows, insert
from contracts import district
from contracts.events import CommendationRecommended, StarRatingChanged, StarYearFrozen, StarYearPublished
from contracts.vocabulary import DISTRICT

from . import adoption, periods, queries, quota, ratings, stars
from .clauses import Sums
from .ledger import VOLUNTEER_YEARS
from .models import FinalRating, StarAppeal, StarClosing
from .policies import Policies
from .ratings import Counted

FREEZING, PUBLIC, PUBLISHING, PUBLISHED = "freezing", "public", "publishing", "published"

PART = 5_000
"""Ratings frozen or published in one transaction."""
COMMENDED_FROM = 4
"""So many stars are recommended for commendation (domain.md, A)."""

PROVISIONAL, FINAL_STANDING = "provisional", "final"

SETTLING = timedelta(seconds=2 * adoption.KEPT_SECONDS)
"""After so long every process knows that the year is being frozen, and announces nothing of it any more."""

FINAL: sa.Table = FinalRating.__table__  # type: ignore[assignment]
_YEARS = VOLUNTEER_YEARS.c


def freeze(tx: Transaction, actor: Actor, year: int, publicity_days: int) -> StarClosing:
    """Begin the close of a year that is over. Raises `Invalid`, `Conflict`."""
    today = district.day_of(tx.now)
    if periods.last_day(str(year)) >= today:
        raise Invalid({"year": ["year_not_over"]})
    if tx.session.get(StarClosing, year) is not None:
        raise Conflict("year_closed_already", year=year)
    those = sa.select(sa.func.count()).select_from(VOLUNTEER_YEARS).where(_YEARS.year == year)
    row = StarClosing(
        year=year,
        state=FREEZING,
        publicity_until=today + timedelta(days=publicity_days),
        frozen_at=tx.now,
        frozen_by=actor.person_id,
        people=tx.session.scalar(those) or 0,
        done=0,
        reached="",
    )
    tx.session.add(row)
    return row


def publish(tx: Transaction, actor: Actor, year: int) -> StarClosing:
    """Publish what was frozen, once it has been public for its days and every appeal is decided. Raises `NotFound`,
    `Conflict`."""
    row = of(tx.session, year, locked=True)
    if row.state != PUBLIC:
        raise Conflict("not_public", year=year, state=row.state)
    if district.day_of(tx.now) <= row.publicity_until:
        raise Conflict("still_public", until=row.publicity_until.isoformat())
    waiting = sa.select(sa.func.count()).where(StarAppeal.year == year, StarAppeal.state == "open")
    if number := tx.session.scalar(waiting):
        raise Conflict("appeals_open", number=number)
    row.state, row.published_at, row.published_by = PUBLISHING, tx.now, actor.person_id
    row.done, row.reached = 0, ""
    return row


def go_on(tx: Transaction) -> None:
    """Work off a part of a year that is being frozen or published, if any."""
    busy = sa.select(StarClosing).where(StarClosing.state.in_((FREEZING, PUBLISHING))).order_by(StarClosing.year)
    row = tx.session.scalar(busy.limit(1).with_for_update(skip_locked=True))
    if row is None:
        return
    if row.state == FREEZING:
        if tx.now < row.frozen_at + SETTLING:
            return
        own = adoption.current(tx.session)
        if _freeze_part(tx.session, own, row) < PART:
            _keep_quotas(tx.session, own, row.year)
            _announce(tx, row.year)
            row.state, row.people = PUBLIC, row.done
            told: dict[str, Any] = {"community": DISTRICT, "sequence": 1, "year": row.year}
            tx.emit(StarYearFrozen(**told, publicity_until=row.publicity_until))
    elif _publish_part(tx, row) < PART:
        row.state = PUBLISHED
        tx.emit(StarYearPublished(community=DISTRICT, sequence=2, year=row.year))


def of(session: Session, year: int, locked: bool = False) -> StarClosing:
    """Raises `NotFound`."""
    row = session.get(StarClosing, year, with_for_update=locked or None)
    if row is None:
        raise NotFound("star_year", str(year))
    return row


def standing(session: Session, year: int) -> str:
    """`provisional` until the year's ratings are frozen, `public` until they are published, then `final`."""
    return standing_in(session.scalar(sa.select(StarClosing.state).where(StarClosing.year == year)))


def standing_in(state: str | None) -> str:
    """The standing of ratings of a year whose close is in this state; None: not begun."""
    if state == PUBLISHED:
        return FINAL_STANDING
    return PROVISIONAL if state in (None, FREEZING) else PUBLIC


def frozen(session: Session, own: Policies, year: int, of_year: Mapping[str, Sums]) -> dict[str, Counted]:
    """By what volunteers are rated for a year that is frozen; whoever had nothing to freeze is not rated."""
    by_reference = {policy.reference: policy for policy in own.stars}
    fallback = own.stars_of(year, periods.last_day(str(year)), None)
    rows = session.scalars(
        sa.select(FinalRating).where(FinalRating.year == year, FinalRating.volunteer_id.in_(list(of_year)))
    )
    found = {row.volunteer_id: Counted(by_reference[row.policy], Sums._make(row.counted), row.stars) for row in rows}
    return {who: found.get(who, Counted(fallback, Sums())) for who in of_year}


def freeze_anew(tx: Transaction, row: FinalRating) -> None:
    """Freeze one volunteer's rating anew from what is known by now. It has the stars it earns: a quota takes nothing
    away for it, from nobody."""
    of_year = queries.sums_of(tx.session, [row.volunteer_id], row.year)
    (frozen,) = _rated(tx.session, adoption.current(tx.session), row.year, of_year)
    for name, value in zip(_COLUMNS, frozen, strict=True):
        setattr(row, name, value)
    tx.session.flush()
    _announce(tx, row.year, row.volunteer_id)


def _freeze_part(session: Session, own: Policies, row: StarClosing) -> int:
    columns = [_YEARS[name] for name in Sums._fields]
    query = sa.select(_YEARS.volunteer_id, *columns).where(_YEARS.year == row.year, _YEARS.volunteer_id > row.reached)
    found = session.execute(query.order_by(_YEARS.volunteer_id).limit(PART)).all()
    if found:
        of_year = {one.volunteer_id: Sums._make(one[1:]) for one in found}
        insert(session, FINAL, Rows(_COLUMNS, _rated(session, own, row.year, of_year)))
        row.reached = found[-1].volunteer_id
        row.done += len(found)
    return len(found)


_COLUMNS = ("year", "volunteer_id", "community", "policy", "tenths", "earned", "stars", "counted")


def _rated(session: Session, own: Policies, year: int, of_year: Mapping[str, Sums]) -> list[tuple[Any, ...]]:
    """Rows of `_COLUMNS`."""
    communities = queries.communities_of(session, list(of_year))
    counted = ratings.of_people(session, own, periods.last_day(str(year)), year, of_year)
    rows = []
    for volunteer_id, (policy, sums, _) in counted.items():
        tenths, earned = stars.rate(policy, sums)
        final = None if tenths is None else earned
        community = communities.get(volunteer_id)
        rows.append((year, volunteer_id, community, policy.reference, tenths, earned, final, list(sums)))
    return rows


def _keep_quotas(session: Session, own: Policies, year: int) -> None:
    for policy in own.stars:
        if not policy.quota:
            continue
        query = sa.select(FINAL.c.community, FINAL.c.volunteer_id, FINAL.c.tenths, FINAL.c.earned)
        those = query.where(FINAL.c.year == year, FINAL.c.policy == policy.reference, FINAL.c.stars.is_not(None))
        by_community: dict[str | None, dict[str, quota.Rated]] = {}
        for community, volunteer_id, tenths, earned in session.execute(those):
            by_community.setdefault(community, {})[volunteer_id] = tenths, earned
        for rated in by_community.values():
            for volunteer_id, kept in quota.within(policy.quota, rated).items():
                if kept != rated[volunteer_id][1]:
                    one = FINAL.c.year == year, FINAL.c.volunteer_id == volunteer_id
                    session.execute(FINAL.update().where(*one).values(stars=kept))


def _announce(tx: Transaction, year: int, volunteer_id: str | None = None) -> None:
    """Tell of stars that were frozen otherwise than they were last announced."""
    same = sa.and_(FINAL.c.year == _YEARS.year, FINAL.c.volunteer_id == _YEARS.volunteer_id)
    final = sa.func.coalesce(FINAL.c.stars, 0)
    query = sa.select(FINAL, _YEARS.stars.label("shown"), _YEARS.version).join(VOLUNTEER_YEARS, same)
    query = query.where(FINAL.c.year == year, final != _YEARS.stars)
    if volunteer_id is not None:
        query = query.where(FINAL.c.volunteer_id == volunteer_id)
    for row in tx.session.execute(query.order_by(FINAL.c.volunteer_id)).all():
        earned, version = row.stars or 0, row.version + 1
        one = _YEARS.volunteer_id == row.volunteer_id, _YEARS.year == year
        tx.session.execute(VOLUNTEER_YEARS.update().where(*one).values(stars=earned, version=version))
        tx.emit(
            StarRatingChanged(
                community=row.community or DISTRICT,
                sequence=version,
                volunteer_id=row.volunteer_id,
                year=year,
                stars=earned,
                previous_stars=row.shown,
                score_tenths=row.tenths or 0,
                policy=row.policy,
            )
        )


def _publish_part(tx: Transaction, row: StarClosing) -> int:
    found: Sequence[FinalRating] = tx.session.scalars(
        sa.select(FinalRating)
        .where(FinalRating.year == row.year, FinalRating.volunteer_id > row.reached)
        .order_by(FinalRating.volunteer_id)
        .limit(PART)
    ).all()
    for one in found:
        if one.stars is not None and one.stars >= COMMENDED_FROM:
            tx.emit(
                CommendationRecommended(
                    community=one.community or DISTRICT,
                    sequence=1,
                    volunteer_id=one.volunteer_id,
                    year=one.year,
                    stars=one.stars,
                )
            )
    if found:
        row.reached = found[-1].volunteer_id
        row.done += len(found)
    return len(found)
