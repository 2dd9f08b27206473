"""Findings: what a visit or a round found, and the need that is to come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from contracts.events import NeedFound

from . import enrolment
from .models import PatrolAreaRow, PatrolRoundRow, VisitRow, VolunteerRow


@dataclass(frozen=True)
class Origin:
    """What a need came of: a visit or the finding of a patrol (`contracts.vocabulary.NEED_ORIGINS`), by the id of the
    visit or the round; `building`: None where it was in none."""

    kind: str
    id: str
    community: str
    building: str | None


def wrong_need(finding: str | None, need: dict[str, Any] | None) -> dict[str, list[str]]:
    """What is wrong with asking for a need, as fields of the request: it takes words (``required``)."""
    return {"finding": ["required"]} if need is not None and finding is None else {}


def raise_need(tx: Transaction, actor: Actor, volunteer: VolunteerRow, asked: dict[str, Any], origin: Origin) -> str:
    """Tell of a need that the volunteer found, as logged by the actor; its id. `asked`: its kind and urgency."""
    need_id = tx.new_id()
    own = enrolment.is_own(volunteer, actor)
    reporter = actor.person_id if own else volunteer.person_id or actor.person_id
    tx.emit(
        NeedFound(
            community=origin.community,
            sequence=1,
            need_id=need_id,
            origin=origin.kind,
            origin_id=origin.id,
            volunteer_id=volunteer.volunteer_id,
            reporter=reporter,
            urgency=asked["urgency"],
            kind=asked["kind"],
            building=origin.building,
        )
    )
    return need_id


def may_read(actor: Actor, community: str, is_own: bool) -> bool:
    """Whether the actor may read a finding whose need the ticketing service shows them: workers of the community,
    whoever found or logged it (`is_own`), and those to whom needs are shown so that they may serve them."""
    return is_own or actor.works_in(community) or actor.has("volunteer") or actor.has("officer")


def of_needs(session: Session, actor: Actor, need_ids: list[str]) -> list[dict[str, Any]]:
    """What was found where these needs came from, as far as the actor may read it."""
    visits = sa.select(VisitRow, VisitRow.community, VolunteerRow, sa.null(), sa.null())
    rounds = sa.select(PatrolRoundRow, PatrolAreaRow.community, VolunteerRow, PatrolAreaRow.place, PatrolAreaRow.name)
    rounds = rounds.join(PatrolAreaRow, PatrolAreaRow.code == PatrolRoundRow.area)
    found = []
    for wanted, model in ((visits, VisitRow), (rounds, PatrolRoundRow)):
        whose = wanted.join(VolunteerRow, VolunteerRow.volunteer_id == model.volunteer_id)
        asked = whose.where(model.need_id.in_(need_ids)).order_by(model.need_id)
        for row, community, volunteer, place, area in session.execute(asked):
            is_own = row.logged_by == actor.person_id or enrolment.is_own(volunteer, actor)
            if may_read(actor, community, is_own):
                found.append({"need_id": row.need_id, "finding": row.finding, "place": place or area})
    return found
