"""The members of teams as they are kept: who stands there now, and who did until when."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Forbidden, NotFound

from . import standing
from .models import MemberRow, PastMemberRow, TeamRow
from .standing import Standing, Standings


def of_teams(session: Session, codes: Sequence[str]) -> dict[str, Standings]:
    """How people stand in each of the teams, in the teams' order."""
    found = sa.select(MemberRow).where(MemberRow.team.in_(codes)).order_by(MemberRow.team, MemberRow.position)
    standings: dict[str, Standings] = {code: {} for code in codes}
    for row in session.scalars(found):
        standings[row.team][row.volunteer_id] = Standing(row.role, row.tier, row.listed)
    return standings


def settle(tx: Transaction, team: TeamRow, after: Standings) -> None:
    """Make the members of a team, which is locked, those of `after`; what ends thereby is kept."""
    found = tx.session.scalars(sa.select(MemberRow).where(MemberRow.team == team.code).order_by(MemberRow.position))
    rows = {row.volunteer_id: row for row in found}
    before = {one: Standing(row.role, row.tier, row.listed) for one, row in rows.items()}
    change = standing.changes(before, after)
    last = sa.select(sa.func.coalesce(sa.func.max(PastMemberRow.number), 0)).where(PastMemberRow.team == team.code)
    for number, one in enumerate(change.ended, (tx.session.scalar(last) or 0) + 1):
        kept = {field: getattr(rows[one], field) for field in ("team", "volunteer_id", "role", "tier", "since")}
        tx.session.add(PastMemberRow(number=number, until=tx.now, **kept))
    for one, row in rows.items():
        if one not in after:
            tx.session.delete(row)
    begun = set(change.begun)
    for position, (one, stands) in enumerate(after.items()):
        if one not in rows:
            rows[one] = MemberRow(team=team.code, volunteer_id=one)
            tx.session.add(rows[one])
        row = rows[one]
        row.position, row.listed, row.role, row.tier = position, stands.listed, stands.role, stands.tier
        if one in begun:
            row.since = tx.now
    team.leader = standing.leader_of(after)
    tx.session.flush()


def rename(tx: Transaction, team: TeamRow, volunteer_id: str, by: str) -> None:
    """Have `by`, who does not stand in the team, stand there as the volunteer did since they did: it is one person."""
    tx.session.get_one(MemberRow, (team.code, volunteer_id)).volunteer_id = by
    tx.session.flush()


def found(session: Session, code: str) -> TeamRow:
    """The team. Raises `NotFound`."""
    return _known(session.get(TeamRow, code), code)


def locked(session: Session, code: str) -> TeamRow:
    """The team, locked to the end of the transaction. Raises `NotFound`."""
    return _known(session.get(TeamRow, code, with_for_update=True), code)


def leads(session: Session, actor: Actor, team: TeamRow) -> bool:
    """Whether the actor works in the team's community, or is its leader or a deputy."""
    return actor.works_in(team.community) or role_of(session, actor, team.code) in standing.LEADING


def require_leading(session: Session, actor: Actor, team: TeamRow) -> None:
    """Raise `Forbidden` unless `leads`."""
    if not leads(session, actor, team):
        raise Forbidden("not_your_team", team=team.code)


def role_of(session: Session, actor: Actor, code: str) -> str | None:
    """The actor's role in the team, None for who does not stand in it."""
    row = session.get(MemberRow, (code, actor.volunteer_id)) if actor.volunteer_id is not None else None
    return row.role if row is not None else None


def _known(team: TeamRow | None, code: str) -> TeamRow:
    if team is None:
        raise NotFound(what="team", id=code)
    return team
