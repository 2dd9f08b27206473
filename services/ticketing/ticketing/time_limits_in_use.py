"""The policies of time limits in use: checked before the service starts, and against what was in use before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Database
from chassis.before_start import BeforeStart
from chassis.settings import WrongSetting
from chassis.sql import upsert
from contracts import district

from . import time_limits
from .models import TimeLimitsRow
from .time_limits import Policies, WrongPolicy


@dataclass(frozen=True)
class Kept:
    """What is kept of a policy that was in use: from when it was effective, and the digest of what it said."""

    effective_from: date
    meaning: str


def faults(kept: Mapping[str, Kept], policies: Policies, today: date) -> list[str]:
    """What is wrong with the policies, given those `kept` by their references: one that has been effective is still
    there, and says what it said then. One for days to come may still be changed or taken back."""
    now = {policy.reference: policy.meaning for policy in policies}
    wrong = []
    for reference, known in sorted(kept.items()):
        if known.effective_from > today:
            continue
        if reference not in now:
            wrong.append(f"{reference}: has been in force and is missing; clocks go by it")
        elif now[reference] != known.meaning:
            wrong.append(f"{reference}: says something else than when it was in force; a change is a new version")
    return wrong


def keep(session: Session, policies: Policies, today: date) -> None:
    """Keep what the policies say from now on. Raises `WrongPolicy` for what changes what has been in force."""
    rows = session.scalars(sa.select(TimeLimitsRow))
    wrong = faults({row.reference: Kept(row.effective_from, row.meaning) for row in rows}, policies, today)
    if wrong:
        raise WrongPolicy(wrong)
    table = TimeLimitsRow.__table__
    now = [
        {"reference": policy.reference, "effective_from": policy.effective_from, "meaning": policy.meaning}
        for policy in policies
    ]
    session.execute(sa.delete(TimeLimitsRow).where(TimeLimitsRow.reference.not_in([row["reference"] for row in now])))
    upsert(session, table, now, ["reference"], set=["effective_from", "meaning"])


class TimeLimits(BeforeStart):
    """Has the service start with policies that can be used, or not at all."""

    def bind(self, container: Any, attr_name: str) -> TimeLimits:
        bound: TimeLimits = super().bind(container, attr_name)
        try:
            time_limits.own()
        except WrongPolicy as error:
            raise WrongSetting(str(error)) from None
        return bound

    def look(self, database: Database) -> None:
        try:
            with database.transaction() as tx:
                keep(tx.session, time_limits.own(), district.day_of(tx.now))
        except WrongPolicy as error:
            raise WrongSetting(str(error)) from None

    def get_dependency(self, worker_ctx: Any) -> Iterable[time_limits.Policy]:
        return time_limits.own()
