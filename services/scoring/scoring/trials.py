"""Trials: what a policy would make of a past year, beside the stars it has. A trial changes no rating.

A trial is worked off in parts, each in a transaction of its own, so that it is seen to go on, holds nobody up and
survives a restart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Invalid, NotFound
from chassis.sql import Rows, insert
from chassis.transaction import new_id
from contracts import district

from . import adoption, queries, ratings, star_words, stars
from .clauses import Sums
from .ledger import VOLUNTEER_YEARS
from .models import StarTrial, StarTrialMove, Volunteer
from .policies import Policies
from .stars import StarPolicy

PART = 20_000
"""Volunteers rated in one transaction: about a second's work."""
MOVES_SHOWN = 100

_YEARS = VOLUNTEER_YEARS.c
_SUMS = [_YEARS[name] for name in Sums._fields]


def start(tx: Transaction, actor: Actor, document: dict[str, Any], year: int, community: str | None) -> StarTrial:
    """Begin a trial; `community`: of its volunteers only. Raises `Invalid`, `NotFound`."""
    adoption.usable(document)
    if year > district.day_of(tx.now).year:
        raise Invalid({"year": ["in_the_future"]})
    if community is not None and not queries.is_known_community(tx.session, community):
        raise NotFound("community", community)
    trial = StarTrial(
        trial_id=new_id(),
        year=year,
        community=community,
        document=document,
        asked_at=tx.now,
        asked_by=actor.person_id,
        people=tx.session.scalar(sa.select(sa.func.count()).select_from(_those(year, community).subquery())),
        looked_at=0,
        reached="",
        outcomes=[],
    )
    tx.session.add(trial)
    return trial


def go_on(tx: Transaction) -> None:
    """Work off a part of the trial that waits longest, if any."""
    waiting = sa.select(StarTrial).where(StarTrial.ended_at.is_(None)).order_by(StarTrial.asked_at, StarTrial.trial_id)
    trial = tx.session.scalar(waiting.limit(1).with_for_update(skip_locked=True))
    if trial is None:
        return
    rows = rate_part(tx.session, trial)
    if rows < PART:
        trial.ended_at = tx.now
        trial.people = trial.looked_at


def rate_part(session: Session, trial: StarTrial) -> int:
    """Rate the next part of the trial's volunteers by its policy; returns how many there were."""
    policy = adoption.checked(trial.document)
    query = _those(trial.year, trial.community).where(_YEARS.volunteer_id > trial.reached)
    rows = session.execute(query.order_by(_YEARS.volunteer_id).limit(PART)).all()
    if not rows:
        return 0
    counted = _looked_at(session, policy, trial.year, district.day_of(trial.asked_at), rows)
    outcomes = Counter({(before, after): number for before, after, number in trial.outcomes})
    moves = []
    for (volunteer_id, before, *_), sums in zip(rows, counted, strict=True):
        _, after = stars.rate(policy, sums)
        outcomes[before, after] += 1
        if after != before:
            moves.append((trial.trial_id, volunteer_id, before, after))
    insert(session, StarTrialMove.__table__, Rows(("trial_id", "volunteer_id", "stars", "would"), moves))  # type: ignore[arg-type]
    trial.outcomes = [[*pair, number] for pair, number in sorted(outcomes.items())]
    trial.looked_at += len(rows)
    trial.reached = rows[-1].volunteer_id
    return len(rows)


def of(session: Session, trial_id: str) -> StarTrial:
    """Raises `NotFound`."""
    trial = session.get(StarTrial, trial_id)
    if trial is None:
        raise NotFound("trial", trial_id)
    return trial


def moves(session: Session, own: Policies, trial: StarTrial, after: str) -> list[dict[str, Any]]:
    """Some of those who would have other stars, from after a volunteer's id on, each with both ratings in words."""
    query = sa.select(StarTrialMove).where(StarTrialMove.trial_id == trial.trial_id, StarTrialMove.volunteer_id > after)
    found = list(session.scalars(query.order_by(StarTrialMove.volunteer_id).limit(MOVES_SHOWN)))
    policy = adoption.checked(trial.document)
    today = district.day_of(trial.asked_at)
    people = [move.volunteer_id for move in found]
    of_year = queries.sums_of(session, people, trial.year)
    now = ratings.of_people(session, own, today, trial.year, of_year)
    then = ratings.looked_at_by(session, policy, trial.year, today, of_year)
    return [
        {
            "volunteer_id": move.volunteer_id,
            "stars": move.stars,
            "would": move.would,
            "now": star_words.words(now[move.volunteer_id].policy, trial.year, now[move.volunteer_id].sums),
            "then": star_words.words(policy, trial.year, then[move.volunteer_id]),
        }
        for move in found
    ]


def _those(year: int, community: str | None) -> sa.Select[Any]:
    query = sa.select(_YEARS.volunteer_id, _YEARS.stars, *_SUMS).where(_YEARS.year == year)
    if community is None:
        return query
    members = sa.select(Volunteer.volunteer_id).where(Volunteer.community == community)
    return query.where(_YEARS.volunteer_id.in_(members))


def _looked_at(session: Session, policy: StarPolicy, year: int, today: date, rows: Sequence[Any]) -> list[Sums]:
    of_year = {row.volunteer_id: Sums._make(row[2:]) for row in rows}
    found = ratings.looked_at_by(session, policy, year, today, of_year)
    return [found[volunteer_id] for volunteer_id in of_year]
