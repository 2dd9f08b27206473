"""Volunteers registered twice: facts, sums and boards of both become those of one, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from scoring import ledger, merging, queries, record_ledger
from scoring.clauses import Sums
from scoring.rebuild import recount

from tests.scoring.facts import SPRING, attended, completed, honoured, merged, rated

OLD, NEW, NEWEST = (new_id() for _ in range(3))


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime(2026, 7, 1, tzinfo=UTC), data=event) for event in events]


def of(session: Session, who: str, year: int = 2026) -> Sums:
    return queries.sums_of(session, [who], year)[who]


def test_what_both_did_is_what_one_did_and_the_old_id_has_nothing(session: Session) -> None:
    mine, theirs = completed(NEW, 60), completed(OLD, 30, community="yijiang")
    ledger.record_services(session, told(mine, theirs, rated(theirs, 5)))
    record_ledger.record(session, told(attended(OLD, 90), honoured(OLD, 20, SPRING.date().replace(year=2025))))
    touched = merging.merge(session, told(merged(OLD, NEW)))
    assert {(row.volunteer_id, row.year) for row in touched.volunteers} >= {(OLD, 2026), (NEW, 2026), (NEW, 2025)}
    together = Sums(services=2, minutes=90, ratings=1, rating_stars=5, attendances=1, attended_minutes=90)
    assert (of(session, OLD), of(session, NEW)) == (Sums(), together)
    assert of(session, NEW, 2025) == Sums(honour_minutes=20)
    assert queries.on_board(session, "yijiang", 2026) == {NEW: together}


def test_what_comes_later_under_the_old_id_follows_along_the_whole_chain(session: Session) -> None:
    merging.merge(session, told(merged(OLD, NEW)))
    merging.merge(session, told(merged(NEW, NEWEST)))
    ledger.record_services(session, told(completed(OLD, 30), completed(NEWEST, 15)))
    record_ledger.record(session, told(attended(NEW, 90)))
    merging.move_latecomers(session)
    assert of(session, NEWEST) == Sums(services=2, minutes=45, attendances=1, attended_minutes=90)
    assert merging.move_latecomers(session).volunteers == []


def test_a_merging_told_again_and_sums_counted_anew_change_nothing(session: Session) -> None:
    once = told(merged(OLD, NEW))
    ledger.record_services(session, told(completed(OLD, 30), completed(NEW, 10)))
    merging.merge(session, once)
    merging.merge(session, [*once, *told(merged(OLD, NEW))])
    before = of(session, NEW)
    session.execute(ledger.VOLUNTEER_YEARS.update().values(minutes=1))
    recount.count(session)
    assert of(session, NEW) == before == Sums(services=2, minutes=40)
    assert session.scalars(sa.select(ledger.SERVED_IN.c.volunteer_id)).all() == [NEW]
