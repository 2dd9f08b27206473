"""Links that let the person served rate without an account: whoever has the secret speaks for that person, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Forbidden

from . import queries
from .case import Case
from .models import RatingLinkRow, Record

VALID_FOR = timedelta(days=14)

RATEABLE = ("confirmed", "closed")


def make(case: Case, digest: str) -> RatingLinkRow:
    """Keep the one link of the need's present round, whose secret has this `digest`; one before it opens nothing any
    more. Refuses as `Case.may` does."""
    case.may("make_rating_link")
    assert case.actor is not None
    tx, need = case.tx, case.need
    link = tx.session.get(RatingLinkRow, (need.need_id, need.round))
    if link is None:
        link = RatingLinkRow(need_id=need.need_id, round=need.round)
        tx.session.add(link)
    link.digest, link.made_by, link.made_at = digest, case.actor.person_id, tx.now
    link.valid_until, link.used_at = tx.now + VALID_FOR, None
    return link


def opened(session: Session, digest: str, now: datetime, lock: bool = False) -> tuple[RatingLinkRow, Record]:
    """The link whose secret has this `digest`, and the need that it lets one rate. Raises `Forbidden` for every link
    that does not, without telling why. `lock`: as of `queries.whole`."""
    # The need is locked before the link is read, so that of two who use it at once the second finds it used.
    need_id = session.scalar(sa.select(RatingLinkRow.need_id).where(RatingLinkRow.digest == digest))
    if need_id is not None:
        record = queries.whole(session, need_id, lock)
        link = session.scalar(sa.select(RatingLinkRow).where(RatingLinkRow.digest == digest))
        if link is not None and is_live(link, record, now):
            return link, record
    raise Forbidden("link_not_valid")


def is_live(link: RatingLinkRow, record: Record, now: datetime) -> bool:
    """Whether the need can be rated by its link `now`: the link is unused and young enough, and the round that it was
    made for still waits for its rating."""
    service, need = record.service, record.need
    waits = service is not None and service.rated_at is None and need.state in RATEABLE
    return waits and link.round == need.round and link.used_at is None and now < link.valid_until
