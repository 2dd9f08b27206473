"""Single people who join a team, change their role in it, or leave it; and teams that become something else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.models import columns
from chassis.refusals import Conflict, Invalid
from contracts import Envelope

from . import members, purposes, standing, teams, volunteers
from .models import MemberRow, PastMemberRow, TeamRow, VolunteerRow
from .numbers import number_of


def join(tx: Transaction, actor: Actor, request: dict[str, Any]) -> TeamRow:
    """Let a volunteer stand in a team in a role and tier. The same again changes nothing.

    Raises `NotFound`, `Forbidden`, `Invalid`: ``unknown``, ``withdrawn``, ``not_a_party_member``, ``team_full``.
    """
    community = members.found(tx.session, request["team"]).community
    access.require_worker(actor, community)
    volunteer = volunteers.meant(tx.session, actor, community, request["volunteer"])
    if request["tier"] == "party_member" and not volunteer.party_member:
        raise Invalid({"tier": ["not_a_party_member"]})
    team = members.locked(tx.session, request["team"])
    before = members.of_teams(tx.session, [team.code])[team.code]
    after = standing.joined(before, volunteer.volunteer_id, request["role"], request["tier"])
    if len(standing.listed(after)) > teams.MOST_MEMBERS:
        raise Invalid({"team": [f"team_full:{teams.MOST_MEMBERS}"]})
    _change(tx, team, before, after)
    return team


def leave(tx: Transaction, actor: Actor, code: str, named: str | None) -> TeamRow:
    """Take a volunteer out of a team: a worker of its community anyone, a volunteer themselves.

    Raises `NotFound`, `Forbidden`, `Invalid`; `Conflict` ``not_a_member``.
    """
    volunteer = volunteers.meant(tx.session, actor, members.found(tx.session, code).community, named)
    team = members.locked(tx.session, code)
    before = members.of_teams(tx.session, [code])[code]
    if volunteer.volunteer_id not in before:
        raise Conflict("not_a_member")
    _change(tx, team, before, standing.left(before, volunteer.volunteer_id))
    return team


def convert(tx: Transaction, actor: Actor, request: dict[str, Any]) -> TeamRow:
    """Make a team one for another purpose, with the same code, members and history.

    Raises `NotFound`, `Forbidden`; `Invalid`: ``not_allowed`` (an industry of another kind of team); `Conflict`:
    ``already_so``, ``call_out_running``.
    """
    team = members.locked(tx.session, request["team"])
    access.require_worker(actor, team.community)
    become(tx, team, request["kind"], request["name"], request["industry"], request["reason"])
    return team


def become(
    tx: Transaction,
    team: TeamRow,
    kind: str,
    name: str,
    industry: str | None,
    reason: str,
    cause: Envelope | None = None,
) -> None:
    """Make a team, which is locked, one for another purpose. `cause`: the event that led to it. Raises `Invalid` and
    `Conflict` as `convert`."""
    wanted = (kind, name, industry)
    if (team.kind, team.name, team.industry) == wanted:
        raise Conflict("already_so")
    if industry is not None and kind != "industry_team":
        raise Invalid({"industry": ["not_allowed"]})
    if kind != team.kind and purposes.called_out(tx.session, [team.code]):
        raise Conflict("call_out_running")
    team.kind, team.name, team.industry = wanted
    purposes.keep(tx, team, reason, cause)
    team.sequence += 1
    teams.tell(tx, team, standing.listed(members.of_teams(tx.session, [team.code])[team.code]), cause)


def with_members(session: Session, team: TeamRow) -> dict[str, Any]:
    """A team and how its members stand in it, in its order."""
    found = _with_volunteers(MemberRow, team.code).order_by(MemberRow.position)
    groups = sa.select(TeamRow.code).where(TeamRow.parent == team.code).order_by(TeamRow.code)
    people = [
        {**columns(row), "name": volunteer.name or None, "number": number_of(volunteer.serial)}
        for row, volunteer in session.execute(found)
    ]
    return {**columns(team), "groups": list(session.scalars(groups)), "members": people}


def history(session: Session, team: TeamRow) -> dict[str, Any]:
    """What a team was for and who stood in it, from the earliest to what still holds."""
    past = _with_volunteers(PastMemberRow, team.code).order_by(PastMemberRow.number)
    now = _with_volunteers(MemberRow, team.code).order_by(MemberRow.position)
    memberships = [
        {"until": None, **columns(row), "name": volunteer.name or None}
        for row, volunteer in [*session.execute(past), *session.execute(now)]
    ]
    return {"code": team.code, "purposes": purposes.of(session, team.code), "memberships": memberships}


def _change(tx: Transaction, team: TeamRow, before: standing.Standings, after: standing.Standings) -> None:
    if after == before:
        return
    members.settle(tx, team, after)
    team.sequence += 1
    teams.tell(tx, team, standing.listed(after))


def _with_volunteers(row: type[Any], code: str) -> sa.Select[Any]:
    joined = sa.select(row, VolunteerRow).join(VolunteerRow, VolunteerRow.volunteer_id == row.volunteer_id)
    return joined.where(row.team == code)
