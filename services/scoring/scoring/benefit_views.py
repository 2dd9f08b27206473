"""Benefit packages and redemptions as they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from . import benefits
from .models import Benefit, Redemption
from .points_views import page

_BENEFIT = (
    "benefit_id",
    "community",
    "title",
    "description",
    "points",
    "stock",
    "remaining",
    "first_day",
    "last_day",
    "most_per_person",
    "organisation",
    "days_to_take",
)
_REDEMPTION = (
    "redemption_id",
    "benefit_id",
    "volunteer_id",
    "points",
    "state",
    "redeemed_at",
    "last_day",
    "ended_at",
)


def benefit(row: Benefit, today: date) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _BENEFIT} | {"state": benefits.state(row, today)}


def page_of_benefits(session: Session, request: dict[str, Any], today: date) -> dict[str, Any]:
    """The answer to `contracts.requests.benefits.BenefitsQuery`, newest first."""
    wanted = sa.select(Benefit).where(Benefit.community == request["community"])
    if request["offered"]:
        within = sa.and_(Benefit.first_day <= today, Benefit.last_day >= today)
        wanted = wanted.where(within, Benefit.withdrawn_at.is_(None), Benefit.remaining > 0)
    rows, cursor = page(session, wanted, Benefit.benefit_id, request)
    return {"items": [benefit(row, today) for row in rows], "next_cursor": cursor}


def redemption(row: Redemption, of: Benefit) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in _REDEMPTION}
    return shown | {"community": of.community, "title": of.title}


def page_of_redemptions(session: Session, condition: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Redemptions for which the `condition` holds, newest first."""
    rows, cursor = page(session, sa.select(Redemption).where(condition), Redemption.redemption_id, request)
    ids = {row.benefit_id for row in rows}
    packages = {row.benefit_id: row for row in session.scalars(sa.select(Benefit).where(Benefit.benefit_id.in_(ids)))}
    return {"items": [redemption(row, packages[row.benefit_id]) for row in rows], "next_cursor": cursor}
