"""What teams are for, and were for before: each purpose with its time, none rewritten."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from contracts import Envelope
from contracts.events import TeamConverted

from .models import CallOutRow, PurposeRow, TeamRow


def keep(tx: Transaction, team: TeamRow, reason: str | None, cause: Envelope | None = None) -> None:
    """Keep what the team, which is locked, is for from now on where it is something else than before. It is told as a
    conversion where the kind is new or a `reason` was given: a name corrected is none. `cause`: the event that led to
    it."""
    before = tx.session.scalars(_of(team.code).order_by(PurposeRow.number.desc()).limit(1)).first()
    if before is not None and _what(before) == _what(team):
        return
    if before is not None:
        before.until = tx.now
    tx.session.add(
        PurposeRow(
            team=team.code,
            number=1 if before is None else before.number + 1,
            kind=team.kind,
            name=team.name,
            industry=team.industry,
            since=tx.now,
            until=None,
            reason=reason,
        )
    )
    tx.session.flush()
    if before is not None and (before.kind != team.kind or reason is not None):
        team.sequence += 1
        tx.emit(
            TeamConverted(
                community=team.community, sequence=team.sequence, team=team.code, before=before.kind, kind=team.kind
            ),
            cause,
        )


def called_out(session: Session, codes: Collection[str]) -> set[str]:
    """Those of the teams that are on a call-out: what they are for stays until it has ended."""
    running = sa.select(CallOutRow.team).where(CallOutRow.team.in_(codes), CallOutRow.ended_at.is_(None))
    return set(session.scalars(running))


def of(session: Session, code: str) -> list[PurposeRow]:
    """All purposes of a team, the earliest first."""
    return list(session.scalars(_of(code).order_by(PurposeRow.number)))


def _what(row: PurposeRow | TeamRow) -> tuple[str, str, str | None]:
    return row.kind, row.name, row.industry


def _of(code: str) -> sa.Select[PurposeRow]:
    return sa.select(PurposeRow).where(PurposeRow.team == code)
