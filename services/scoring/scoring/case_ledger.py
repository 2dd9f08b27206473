"""Departments' cases into their table, as `ledger` enters services.

A case's row is taken before its department's quarter and kept locked until the commit, whatever was said of the
service. So of two replicas that are told of one service at once, by a rating and by a call-back, the second sees what
the first has counted, and takes that back where its own is stronger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope

from . import cases, department_ruling_queries, department_rulings
from .cases import Case
from .department_rulings import CASE
from .models import DepartmentCase

CASES: sa.Table = DepartmentCase.__table__  # type: ignore[assignment]

_KEY = ("service_id",)


class Entered(NamedTuple):
    """What is to be added to the counts of departments' quarters, and for each department an event that led to it."""

    counts: Mapping[tuple[str, str], Counter[str]]
    causes: Mapping[str, Envelope]


def enter(session: Session, envelopes: Iterable[Envelope]) -> Entered:
    """Enter what the events of `cases.TOLD_BY` say of departments' services."""
    told: dict[str, tuple[Case, Envelope]] = {}
    for envelope in envelopes:
        case = cases.read(envelope)
        if case and (case.service_id not in told or told[case.service_id][0].strength < case.strength):
            told[case.service_id] = case, envelope
    rows = Rows(Case._fields, [tuple(case) for case, _ in told.values()])
    new = {service_id for (service_id,) in insert_new(session, CASES, rows, _KEY)}
    counts: dict[tuple[str, str], Counter[str]] = {}
    causes: dict[str, Envelope] = {}

    def add(case: Case, sign: int, cause: Envelope) -> None:
        one = department_rulings.counted(case.told, held.get(case.service_id))
        quarter = counts.setdefault((one.department, one.quarter), Counter())
        for name, number in department_rulings.adds(one).items():
            quarter[name] += sign * number
        causes[one.department] = cause

    stronger = []
    there = locked(session, told.keys() - new)
    # Asked for under the lock, which whoever rules about a case takes first.
    held = department_ruling_queries.held(session, CASE, told)
    for before in there:
        after, cause = told[before.service_id]
        if before.strength < after.strength:
            stronger.append(tuple(after))
            add(before, -1, cause)
            add(after, 1, cause)
    for service_id in new:
        add(told[service_id][0], 1, told[service_id][1])
    upsert(session, CASES, Rows(Case._fields, stronger), _KEY, set=[name for name in Case._fields if name not in _KEY])
    return Entered(counts, causes)


def locked(session: Session, service_ids: Iterable[str]) -> list[Case]:
    """The cases of these services, locked in the order of their keys."""
    ids = list(service_ids)
    if not ids:
        return []
    columns = [CASES.c[name] for name in Case._fields]
    query = sa.select(*columns).where(CASES.c.service_id.in_(ids)).order_by(CASES.c.service_id)
    return [Case(*row) for row in session.execute(query.with_for_update())]
