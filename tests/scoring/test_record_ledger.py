"""Attendances, trainings, no-shows and honour hours in the sums of volunteers, on both databases."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from scoring import ledger, record_ledger
from scoring.clauses import Sums
from scoring.models import Base
from scoring.rebuild import recount

from tests.scoring.facts import attended, certified, honoured, lifted, missed, revoked, uncertified

PEOPLE = [new_id() for _ in range(3)]


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime(2026, 7, 1, tzinfo=UTC), data=event) for event in events]


def years(session: Session) -> dict[tuple[str, int], Sums]:
    columns = [ledger.VOLUNTEER_YEARS.c[name] for name in ledger.VOLUNTEER_COLUMNS]
    rows = session.execute(sa.select(*columns))
    found = {(row.volunteer_id, row.year): Sums._make(row[2 : 2 + len(Sums._fields)]) for row in rows}
    return {key: sums for key, sums in found.items() if any(sums)}


def test_each_kind_of_record_adds_to_its_own_sums(session: Session) -> None:
    who = PEOPLE[0]
    record_ledger.record(
        session,
        told(attended(who, 90), attended(who, 30), certified(who), missed(who), missed(who), honoured(who, 120)),
    )
    assert years(session) == {
        (who, 2026): Sums(attendances=2, attended_minutes=120, trainings=1, honour_minutes=120, no_shows=2)
    }


def test_a_correction_takes_back_what_was_there_and_one_that_comes_late_adds_nothing(session: Session) -> None:
    who, other = PEOPLE[:2]
    first, training = attended(who, 90), certified(who)
    second = attended(who, 60, attendance_id=first.attendance_id, sequence=2)
    record_ledger.record(session, told(second, training))
    touched = record_ledger.record(session, told(first))
    assert touched.volunteers == []
    assert years(session) == {(who, 2026): Sums(attendances=1, attended_minutes=60, trainings=1)}
    moved = attended(other, 60, attendance_id=first.attendance_id, sequence=3)
    record_ledger.record(session, told(moved, uncertified(training)))
    assert years(session) == {(other, 2026): Sums(attendances=1, attended_minutes=60)}


def test_what_was_taken_back_before_it_was_heard_of_never_counts(session: Session) -> None:
    who = PEOPLE[0]
    absence, grant = missed(who), honoured(who, 60)
    record_ledger.record(session, told(lifted(absence), revoked(grant)))
    record_ledger.record(session, told(absence, grant))
    assert years(session) == {}


def test_a_record_counts_in_the_year_of_its_day_and_of_the_telling_where_no_day_is_told(session: Session) -> None:
    who = PEOPLE[0]
    eve = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    record_ledger.record(
        session, told(attended(who, 30, at=eve), missed(who, day=None), honoured(who, 9, date(2025, 1, 1)))
    )
    assert years(session) == {
        (who, 2027): Sums(attendances=1, attended_minutes=30),
        (who, 2026): Sums(no_shows=1),
        (who, 2025): Sums(honour_minutes=9),
    }


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    events: list[Any] = []
    for _ in range(draw(st.integers(0, 8))):
        who, at = draw(st.sampled_from(PEOPLE)), datetime(draw(st.integers(2025, 2026)), 5, 4, tzinfo=UTC)
        match draw(st.integers(0, 3)):
            case 0:
                record = attended(who, draw(st.integers(0, 90)), at=at)
                again = draw(st.sampled_from(PEOPLE))
                events += [record, attended(again, draw(st.integers(0, 90)), record.attendance_id, 2, at)]
            case 1:
                events += [training := certified(who, day=at.date()), uncertified(training)]
            case 2:
                events += [absence := missed(who, day=at.date()), lifted(absence)]
            case _:
                events += [grant := honoured(who, draw(st.integers(1, 90)), at.date()), revoked(grant)]
        if draw(st.booleans()):
            events.pop()
    return events


@settings(max_examples=60)
@given(histories(), st.randoms(use_true_random=False), st.data())
def test_order_doubling_and_batches_make_no_difference_and_counting_anew_agrees(
    events: list[Any], chance: random.Random, data: Any
) -> None:
    def standing(batches: list[list[Any]], *, anew: bool = False) -> dict[tuple[str, int], Sums]:
        engine = sa.create_engine("sqlite://")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            for batch in batches:
                record_ledger.record(session, told(*batch))
            if anew:
                session.execute(ledger.VOLUNTEER_YEARS.update().values(trainings=7))
                recount.count(session)
            return years(session)

    once = standing([events])
    pile = [event for event in events for _ in range(data.draw(st.integers(1, 3)))]
    chance.shuffle(pile)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pile)), max_size=4)))
    batches = [pile[start:end] for start, end in zip([0, *cuts], [*cuts, len(pile)], strict=True)]
    assert standing(batches) == standing(batches, anew=True) == once
