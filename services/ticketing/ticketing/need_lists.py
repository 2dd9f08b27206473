"""Lists of needs: those that somebody may see, newest first, a page at a time.

Whoever asks sees needs for several reasons. Each reason has an index of its own that ends with the need's id, so each
is asked for its newest by itself and the newest of all of them are the page: that costs the same however many needs
there are. One condition made of all reasons would have the database look through the newest needs of the district.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor
from chassis.refusals import Invalid
from contracts import district

from . import queries
from .models import ClockRow, FollowerRow, HelperRow, NeedRow, OfferedToRow, Record, WhistleRow
from .relations import is_volunteer, officer_of

Filters = list[sa.ColumnElement[bool]]
Newest = sa.Select[Any]
"""Ids of needs that somebody sees for one reason."""


_HELPING = (HelperRow.round == NeedRow.round, HelperRow.left_at.is_(None))


def page_of_needs(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[Record], str | None]:
    """Newest first, those that `actor` may see and `NeedsQuery` asks for; and the cursor of the next page.
    Raises `Invalid` ``before_first``."""
    filters = _filters(actor, wanted)
    last = queries.cursor_of(wanted)
    if last is not None:
        filters.append(NeedRow.need_id < last)
    most = wanted["limit"] + 1
    parts = [_newest(reason, filters, most) for reason in _reasons(actor, wanted)]
    ids = sa.union(*(sa.select(part.subquery().c[0]) for part in parts)) if len(parts) > 1 else parts[0]
    page = sa.select(NeedRow).where(NeedRow.need_id.in_(ids)).order_by(NeedRow.need_id.desc()).limit(most)
    needs = list(session.scalars(page))
    more = len(needs) == most
    return queries.gathered(session, needs[: most - 1]), needs[most - 2].need_id if more else None


def _reasons(actor: Actor, wanted: dict[str, Any]) -> list[Newest]:
    """Together the needs of which `relations.sight` gives the actor a view, or those that are the actor's own."""
    every = sa.select(NeedRow.need_id)
    if wanted["mine"]:
        return _own(actor)
    works = actor.has("community_worker")
    if actor.is_admin or (works and wanted["community"] in actor.communities):
        return [every]
    reasons = [*_own(actor), every.join(FollowerRow).where(FollowerRow.person_id == actor.person_id)]
    if works:
        reasons += [every.where(NeedRow.community == community) for community in sorted(actor.communities)]
    if is_volunteer(actor):
        reasons += [every.where(wanting, _open_to(str(actor.volunteer_id))) for wanting in _wanting()]
    department = officer_of(actor)
    if department:
        reasons.append(every.join(WhistleRow).where(WhistleRow.department == department))
    return reasons


def _own(actor: Actor) -> list[Newest]:
    """Reported, served or helped with by the actor."""
    every = sa.select(NeedRow.need_id)
    own = [every.where(NeedRow.reporter == actor.person_id)]
    if is_volunteer(actor):
        own.append(every.where(NeedRow.provider_kind == "volunteer", NeedRow.provider == actor.volunteer_id))
        own.append(every.join(HelperRow).where(*_HELPING, HelperRow.volunteer_id == actor.volunteer_id))
    if officer_of(actor):
        own.append(every.where(NeedRow.provider_kind == "department", NeedRow.provider == actor.organisation))
    return own


def _wanting() -> list[sa.ColumnElement[bool]]:
    """Needs that wait for a volunteer, and those that wait for further helpers."""
    helping = sa.select(sa.func.count()).select_from(HelperRow).where(HelperRow.need_id == NeedRow.need_id, *_HELPING)
    return [
        NeedRow.state == "offered",
        sa.and_(
            NeedRow.helpers_wanted > 1,
            NeedRow.state == "assigned",
            NeedRow.provider_kind == "volunteer",
            NeedRow.helpers_wanted > 1 + helping.correlate(NeedRow).scalar_subquery(),
        ),
    ]


def _open_to(volunteer_id: str) -> sa.ColumnElement[bool]:
    """Offered to all, or to this volunteer among those named."""
    named = sa.select(OfferedToRow.need_id).where(OfferedToRow.need_id == NeedRow.need_id)
    return sa.or_(~named.exists(), named.where(OfferedToRow.volunteer_id == volunteer_id).exists())


def _newest(reason: Newest, filters: Filters, most: int) -> Newest:
    return reason.where(*filters).distinct().order_by(NeedRow.need_id.desc()).limit(most)


def _filters(actor: Actor, wanted: dict[str, Any]) -> Filters:
    found: Filters = [
        getattr(NeedRow, name) == wanted[name] for name in ("community", "number", "state", "level") if wanted[name]
    ]
    first_day, last_day = wanted["first_day"], wanted["last_day"]
    if first_day and last_day and last_day < first_day:
        raise Invalid({"last_day": ["before_first"]})
    if first_day:
        found.append(NeedRow.reported_at >= district.midnight(first_day))
    if last_day:
        found.append(NeedRow.reported_at < district.midnight(last_day + timedelta(days=1)))
    if wanted["followed"]:
        followed = sa.select(FollowerRow.need_id).where(FollowerRow.person_id == actor.person_id)
        found.append(NeedRow.need_id.in_(followed))
    if wanted["overdue"]:
        overdue = sa.select(ClockRow.need_id).where(
            ClockRow.running_since.is_not(None), ClockRow.ran_out_at.is_not(None)
        )
        found.append(NeedRow.need_id.in_(overdue))
    return found
