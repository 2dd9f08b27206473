"""The response procedures of emergency squads, version by version."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden

from . import members
from .models import ProcedureRow, TeamRow


def decide(tx: Transaction, actor: Actor, code: str, steps: list[str]) -> ProcedureRow:
    """Give a squad a new version of its procedure; the same steps again change nothing. Raises `NotFound`,
    `Forbidden`; `Conflict` ``not_a_squad``."""
    team = members.locked(tx.session, code)
    access.require_worker(actor, team.community)
    require_squad(team)
    before = holds(tx.session, code)
    if before is not None and before.steps == steps:
        return before
    row = ProcedureRow(
        team=code,
        version=1 if before is None else before.version + 1,
        steps=steps,
        decided_by=actor.person_id,
        decided_at=tx.now,
    )
    tx.session.add(row)
    return row


def require_squad(team: TeamRow) -> None:
    """Raise `Conflict` unless the team is an emergency squad."""
    if team.kind != "emergency_squad":
        raise Conflict("not_a_squad", kind=team.kind)


def holds(session: Session, code: str) -> ProcedureRow | None:
    """The version that holds."""
    return session.scalars(_of(code).limit(1)).first()


def versions(session: Session, actor: Actor, code: str) -> list[ProcedureRow]:
    """All versions, the latest first, for who stands in the team or works in its community. Raises `NotFound`,
    `Forbidden`."""
    require_part(session, actor, members.found(session, code))
    return list(session.scalars(_of(code)))


def require_part(session: Session, actor: Actor, team: TeamRow) -> None:
    """Raise `Forbidden` unless the actor stands in the team or works in its community."""
    if not actor.works_in(team.community) and members.role_of(session, actor, team.code) is None:
        raise Forbidden("not_your_team", team=team.code)


def _of(code: str) -> sa.Select[ProcedureRow]:
    return sa.select(ProcedureRow).where(ProcedureRow.team == code).order_by(ProcedureRow.version.desc())
