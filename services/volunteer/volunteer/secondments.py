"""Volunteers whom organisations second to communities: they stay their own community's, and serve in the other too."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district
from contracts.events import VolunteerSeconded

from . import registers
from .models import OrganisationRow, SecondmentRow, VolunteerRow
from .terms import Term


def second(tx: Transaction, actor: Actor, request: dict[str, Any]) -> dict[str, Any]:
    """Second a volunteer: an officer of the organisation, or a worker of the community that they go to.

    Raises `Forbidden`; `Invalid`: ``unknown``, ``withdrawn``, ``own_community``, ``before_first``; `Conflict`
    ``already_seconded`` (by the organisation to the community on some of the days).
    """
    organisation, community = request["organisation"], request["community"]
    _require_one_side(actor, organisation, community)
    faults: dict[str, list[str]] = {}
    if tx.session.get(OrganisationRow, organisation) is None:
        faults["organisation"] = ["unknown"]
    if not registers.communities_among(tx.session, [community]):
        faults["community"] = ["unknown"]
    volunteer = tx.session.get(VolunteerRow, request["volunteer_id"], with_for_update=True)
    if volunteer is None:
        faults["volunteer_id"] = ["unknown"]
    elif not volunteer.active:
        faults["volunteer_id"] = ["withdrawn"]
    elif volunteer.community == community:
        faults["community"] = ["own_community"]
    if request["to_day"] is not None and request["to_day"] < request["from_day"]:
        faults["to_day"] = ["before_first"]
    if faults or volunteer is None:
        raise Invalid(faults)
    wanted = Term(request["from_day"], request["to_day"])
    others = sa.select(SecondmentRow).where(
        SecondmentRow.volunteer_id == volunteer.volunteer_id,
        SecondmentRow.organisation == organisation,
        SecondmentRow.community == community,
    )
    if any(_term(other).meets(wanted) for other in tx.session.scalars(others)):
        raise Conflict("already_seconded")
    row = SecondmentRow(
        **request,
        secondment_id=tx.new_id(),
        last_day=None,
        seconded_by=actor.person_id,
        ended_by=None,
        sequence=1,
    )
    tx.session.add(row)
    _tell(tx, row)
    return _shown(row, volunteer)


def end(tx: Transaction, actor: Actor, secondment_id: str, last_day: date | None) -> dict[str, Any]:
    """End a secondment after `last_day`, by default today: as `second`, or a worker of the volunteer's own community.

    Raises `NotFound`, `Forbidden`; `Invalid`: ``before_first``; `Conflict` ``already_ended`` (it does not last so
    long anyway).
    """
    row = tx.session.get(SecondmentRow, secondment_id, with_for_update=True)
    if row is None:
        raise NotFound(what="secondment", id=secondment_id)
    volunteer = tx.session.get_one(VolunteerRow, row.volunteer_id)
    if not actor.works_in(volunteer.community):
        _require_one_side(actor, row.organisation, row.community)
    last = last_day or district.day_of(tx.now)
    if last < row.from_day:
        raise Invalid({"last_day": ["before_first"]})
    planned = _term(row).last
    if planned is not None and planned <= last:
        raise Conflict("already_ended")
    row.last_day, row.ended_by = last, actor.person_id
    row.sequence += 1
    _tell(tx, row)
    return _shown(row, volunteer)


def seconded(
    session: Session, actor: Actor, community: str | None, organisation: str | None, day: date
) -> list[dict[str, Any]]:
    """Who is seconded on that day to a community, by an organisation or both, as far as the actor may see it. Raises
    `Invalid` ``choose_one``."""
    if community is None and organisation is None:
        raise Invalid({"community": ["choose_one"]})
    found = (
        sa.select(SecondmentRow, VolunteerRow)
        .join(VolunteerRow, VolunteerRow.volunteer_id == SecondmentRow.volunteer_id)
        .where(VolunteerRow.active, SecondmentRow.from_day <= day)
    )
    if community is not None:
        found = found.where(SecondmentRow.community == community)
    if organisation is not None:
        found = found.where(SecondmentRow.organisation == organisation)
    ordered = found.order_by(SecondmentRow.from_day, SecondmentRow.secondment_id)
    return [
        _shown(row, volunteer)
        for row, volunteer in session.execute(ordered)
        if _term(row).holds_on(day) and _may_see(actor, row, volunteer)
    ]


def serves_in(community: str, first: date, last: date) -> sa.ColumnElement[bool]:
    """As a condition on volunteers: they are the community's own, or seconded to it on a day from `first` to `last`."""
    meets = sa.exists().where(SecondmentRow.volunteer_id == VolunteerRow.volunteer_id, *_to(community, first, last))
    return (VolunteerRow.community == community) | meets


def terms_to(session: Session, community: str, first: date, last: date) -> dict[str, tuple[Term, ...]]:
    """The secondments to the community that hold on a day from `first` to `last`, by volunteer id."""
    found: dict[str, tuple[Term, ...]] = {}
    for row in session.scalars(sa.select(SecondmentRow).where(*_to(community, first, last))):
        found[row.volunteer_id] = (*found.get(row.volunteer_id, ()), _term(row))
    return found


def _to(community: str, first: date, last: date) -> tuple[sa.ColumnElement[bool], ...]:
    until = sa.func.coalesce(SecondmentRow.last_day, SecondmentRow.to_day)
    return SecondmentRow.community == community, SecondmentRow.from_day <= last, until.is_(None) | (until >= first)


def _term(row: SecondmentRow) -> Term:
    return Term(row.from_day, row.last_day or row.to_day)


def _is_officer_of(actor: Actor, organisation: str) -> bool:
    return actor.has("officer") and actor.organisation == organisation


def _may_see(actor: Actor, row: SecondmentRow, volunteer: VolunteerRow) -> bool:
    return (
        _is_officer_of(actor, row.organisation) or actor.works_in(row.community) or actor.works_in(volunteer.community)
    )


def _require_one_side(actor: Actor, organisation: str, community: str) -> None:
    if not (_is_officer_of(actor, organisation) or actor.works_in(community)):
        raise Forbidden("not_your_secondment")


def _shown(row: SecondmentRow, volunteer: VolunteerRow) -> dict[str, Any]:
    return {
        "secondment_id": row.secondment_id,
        "organisation": row.organisation,
        "volunteer_id": row.volunteer_id,
        "name": volunteer.name or None,
        "home_community": volunteer.community,
        "community": row.community,
        "from_day": row.from_day,
        "to_day": _term(row).last,
    }


def _tell(tx: Transaction, row: SecondmentRow) -> None:
    tx.emit(
        VolunteerSeconded(
            community=row.community,
            sequence=row.sequence,
            secondment_id=row.secondment_id,
            volunteer_id=row.volunteer_id,
            organisation=row.organisation,
            from_day=row.from_day,
            to_day=_term(row).last,
        )
    )
