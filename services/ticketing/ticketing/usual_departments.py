"""Which departments a community usually whistles for needs of a kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contracts.requests.triage import MOST_SUGGESTED

from .models import NeedRow, OrganisationRow, WhistleRow

WITHIN = timedelta(days=365)
FEWEST = 2
"""Needs for which a department was whistled before that is called usual."""


@dataclass(frozen=True)
class Usual:
    """`whistles`: for how many needs of the kind the department was whistled."""

    department: str
    paired: bool
    whistles: int


def ranked(whistles: Mapping[str, int], paired: Collection[str]) -> list[Usual]:
    """The usual ones of the departments in `whistles`: those `paired` with the community first, then the most often
    whistled."""
    usual = [Usual(code, code in paired, count) for code, count in whistles.items() if count >= FEWEST]
    usual.sort(key=lambda one: (not one.paired, -one.whistles, one.department))
    return usual[:MOST_SUGGESTED]


def of_kinds(
    session: Session, community: str, kinds: Collection[str], now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """By kind, the departments that the community itself whistled within a year of `now`. A whistle that a department
    was excused from was a mistake, and does not count."""
    needs = sa.func.count(WhistleRow.need_id.distinct())
    query = (
        sa.select(NeedRow.kind, WhistleRow.department, needs)
        .join(NeedRow, NeedRow.need_id == WhistleRow.need_id)
        .where(
            WhistleRow.community == community,
            WhistleRow.purpose == "summons",
            WhistleRow.excused_at.is_(None),
            WhistleRow.blown_at >= now - WITHIN,
            NeedRow.kind.in_(kinds),
        )
        .group_by(NeedRow.kind, WhistleRow.department)
    )
    whistles: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for kind, department, count in session.execute(query):
        whistles[str(kind)][department] = count
    named = {department for counts in whistles.values() for department in counts}
    departments = session.scalars(
        sa.select(OrganisationRow).where(OrganisationRow.code.in_(named), OrganisationRow.kind == "department")
    ).all()
    known = {row.code for row in departments}
    paired = {row.code for row in departments if community in (row.paired_with or ())}
    return {
        kind: [asdict(one) for one in ranked({code: counts[code] for code in counts if code in known}, paired)]
        for kind, counts in whistles.items()
    }
