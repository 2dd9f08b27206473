"""What may be asked of the volunteer service's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid

from . import numbers
from .models import DutyRow, MemberRow, OrganisationRow, PlaceRow, SkillRow, TeamRow, VolunteerRow
from .skills import settle


def places(session: Session, kind: str | None, community: str | None) -> list[PlaceRow]:
    """The places, from the top of the tree down."""
    found = sa.select(PlaceRow).order_by(_place_order(), PlaceRow.code)
    if kind is not None:
        found = found.where(PlaceRow.kind == kind)
    if community is not None:
        found = found.where(PlaceRow.community == community)
    return list(session.scalars(found))


def organisations(session: Session, kind: str | None, paired_with: str | None) -> list[OrganisationRow]:
    """The organisations by code."""
    found = sa.select(OrganisationRow).order_by(OrganisationRow.code)
    if kind is not None:
        found = found.where(OrganisationRow.kind == kind)
    rows = session.scalars(found)
    # A district has some hundreds of organisations: not worth a table of pairs.
    return [row for row in rows if paired_with is None or paired_with in row.paired_with]


def volunteers(
    session: Session,
    community: str | None,
    group: str | None,
    skill: str | None,
    verified: bool | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[VolunteerRow], str | None]:
    """One page of the active volunteers in the order of their numbers, and the cursor of the next page.

    `skill`: a code or a word for it; `verified`: those who are, or those who are not. Raises `Invalid` for
    a cursor that no page gave.
    """
    found = sa.select(VolunteerRow).where(VolunteerRow.active)
    if community is not None:
        found = found.where(VolunteerRow.community == community)
    if group is not None:
        found = found.where(VolunteerRow.group == group)
    if skill is not None:
        skilled = sa.select(SkillRow.volunteer_id).where(SkillRow.skill.in_(settle([skill])))
        found = found.where(VolunteerRow.volunteer_id.in_(skilled))
    if verified is not None:
        waits = VolunteerRow.verified_at.is_(None)
        found = found.where(~waits if verified else waits)
    return page(session, found, limit, cursor)


def page(
    session: Session, found: sa.Select[VolunteerRow], limit: int, cursor: str | None
) -> tuple[list[VolunteerRow], str | None]:
    """One page of the volunteers `found`, in the order of their numbers, and the cursor of the next page. Raises
    `Invalid` for a cursor that no page gave."""
    found = found.order_by(VolunteerRow.serial).limit(limit + 1)
    if cursor is not None:
        last = numbers.serial_of(cursor)
        if last is None:
            raise Invalid({"cursor": ["unknown"]})
        found = found.where(VolunteerRow.serial > last)
    rows = list(session.scalars(found))
    shown = rows[:limit]
    return shown, numbers.number_of(shown[-1].serial) if len(rows) > limit else None


def names(session: Session, volunteer_ids: Sequence[str]) -> dict[str, str]:
    """The names of those of `volunteer_ids` that are known; who was erased has none."""
    found = sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(volunteer_ids), VolunteerRow.name != "")
    return {row.volunteer_id: row.name for row in session.scalars(found)}


def teams(
    session: Session,
    community: str | None,
    kind: str | None = None,
    industry: str | None = None,
    parent: str | None = None,
) -> list[dict[str, Any]]:
    """The teams by code, with their members in order; `parent`: the groups of this team only."""
    found = sa.select(TeamRow).order_by(TeamRow.code)
    members = (
        sa.select(MemberRow.team, MemberRow.volunteer_id)
        .join(TeamRow, TeamRow.code == MemberRow.team)
        .where(MemberRow.listed)
        .order_by(MemberRow.team, MemberRow.position)
    )
    asked = {"community": community, "kind": kind, "industry": industry, "parent": parent}
    for field, value in asked.items():
        if value is not None:
            found = found.where(getattr(TeamRow, field) == value)
            members = members.where(getattr(TeamRow, field) == value)
    by_team = grouped(session, members)
    return [
        {
            "code": team.code,
            "kind": team.kind,
            "name": team.name,
            "community": team.community,
            "leader": team.leader,
            "members": by_team[team.code],
            "parent": team.parent,
            "industry": team.industry,
        }
        for team in session.scalars(found)
    ]


def shown(
    session: Session, rows: Sequence[VolunteerRow], phone_of: Callable[[VolunteerRow], str | None]
) -> list[dict[str, Any]]:
    """`rows` as answers; `phone_of`: the telephone number, for a reader who may see it."""
    ids = [row.volunteer_id for row in rows]
    buildings = grouped(
        session,
        sa.select(DutyRow.volunteer_id, DutyRow.building)
        .where(DutyRow.volunteer_id.in_(ids))
        .order_by(DutyRow.building),
    )
    in_teams = grouped(
        session,
        sa.select(MemberRow.volunteer_id, MemberRow.team)
        .where(MemberRow.volunteer_id.in_(ids))
        .order_by(MemberRow.team),
    )
    return [
        {
            "volunteer_id": row.volunteer_id,
            "number": numbers.number_of(row.serial),
            "reference": row.reference,
            "name": row.name or None,
            "phone": phone_of(row),
            "community": row.community,
            "home_community": row.home_community,
            "group": row.group,
            "party_member": row.party_member,
            "skills": row.skills,
            "active": row.active,
            "verified": row.verified_at is not None,
            "merged_into": row.merged_into,
            "erased": row.erased_at is not None,
            "buildings": buildings[row.volunteer_id],
            "teams": in_teams[row.volunteer_id],
        }
        for row in rows
    ]


def grouped(session: Session, pairs: sa.Select[Any, Any]) -> defaultdict[str, list[str]]:
    """The second values of `pairs` by the first, in their order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in session.execute(pairs):
        found[key].append(value)
    return found


def _place_order() -> sa.ColumnElement[int]:
    order = {"district": 0, "subdistrict": 1, "community": 2, "compound": 3, "building": 4}
    return sa.case(order, value=PlaceRow.kind)
