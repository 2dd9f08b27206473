"""What departments' quarters count by rulings: whatever was told first, and when all is counted anew."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.refusals import Conflict, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import DepartmentRecordRuled
from contracts.vocabulary import WHISTLE_OUTCOMES
from scoring import department_ruling_ledger
from scoring.appraisal import Counts
from scoring.ledger import DEPARTMENT_QUARTERS
from scoring.models import Base
from scoring.rebuild import recount

from tests.bus import Bus
from tests.scoring.appealing import decided, filed, tell
from tests.scoring.clocked import Clocked
from tests.scoring.facts import called_back, completed, department, escalated, excused, not_reached, rated, reported_in


@pytest.mark.parametrize("seed", range(4))
def test_whatever_course_news_and_rulings_took_the_counts_are_the_same(clocked: Clocked, seed: int) -> None:
    chance = random.Random(seed)
    clocked.knows(department("housing"))
    records, news = [], []
    for number in range(6):
        at = clocked.now - timedelta(days=100 * (number % 2))
        done, whistle = completed("housing", at=at, provider_kind="department"), new_id()
        records += [("case", done.service_id), ("whistle", whistle)]
        said = chance.choice(("satisfied", "not_satisfied"))
        news += [
            rated(done, chance.randint(1, 5), chance.random() < 0.5),
            called_back(done, said, chance.random() < 0.5),
            not_reached(done),
            reported_in("housing", chance.random() < 0.5, at, whistle),
            escalated("housing", at, whistle),
            excused("housing", at, whistle),
        ]
    told, appeals, allowed = [], [], 0
    for _ in range(80):
        turn = chance.random()
        if turn < 0.4:
            told.append(chance.choice(news))
            tell(clocked, told[-1])
        elif turn < 0.75:
            try:
                appeals.append(filed(clocked, *chance.choice(records)))
            except (Conflict, NotFound):
                continue
        elif appeals:
            appeal = appeals.pop(chance.randrange(len(appeals)))
            try:
                decided(clocked, appeal, **_correction(chance, appeal["kind"]))
                allowed += 1
            except Invalid:
                decided(clocked, appeal, allowed=False)
    assert allowed, "something was corrected"
    counted = quarters(clocked)
    with clocked.database.transaction() as tx:
        recount.count(tx.session)
    assert quarters(clocked) == counted, "counted anew"
    rulings = Bus.enveloped(*clocked.told(DepartmentRecordRuled), at=clocked.now)
    for table in ("department_quarters", "department_cases", "whistles", "department_rulings"):
        clocked.change(Base.metadata.tables[table].delete())
    course = [*told, *rulings, *rulings[:5]]
    chance.shuffle(course)
    for one in course:
        if one in rulings:
            with clocked.database.transaction() as tx:
                department_ruling_ledger.enter(tx.session, [one], counting=True)
        else:
            tell(clocked, one)
    assert quarters(clocked) == counted, "in another order"


def _correction(chance: random.Random, kind: str) -> dict[str, Any]:
    if kind == "whistle":
        return {"outcome": chance.choice(WHISTLE_OUTCOMES)}
    return chance.choice(({"outcome": "left_out"}, {"resolved": chance.random() < 0.5}))


def quarters(clocked: Clocked) -> list[Any]:
    """The counts of all quarters in which there are any."""
    columns = [DEPARTMENT_QUARTERS.c[name] for name in ("department", "quarter", *Counts._fields)]
    with clocked.database.reading() as session:
        rows = session.execute(sa.select(*columns).order_by(*columns[:2]))
        return [tuple(row) for row in rows if any(row[2:])]
