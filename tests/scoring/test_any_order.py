"""Whatever order events come in, however often, in whatever batches, and when all is counted anew: the same stars,
points and appraisals, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from chassis import Transaction, migrations
from chassis.transaction import new_id
from contracts import Envelope, district
from contracts.events import (
    DepartmentReportedIn,
    NeedEscalated,
    OrganisationRegistered,
    ServiceCompleted,
    ServiceRated,
    VolunteerMerged,
    VolunteerRegistered,
)
from scoring import adoption, boards, merging, points_ledger, records
from scoring.ledger import DEPARTMENT_QUARTERS, SERVED_IN, VOLUNTEER_YEARS
from scoring.points_ledger import ACCOUNTS
from scoring.rebuild import recount
from scoring.service import ScoringService

from tests.conftest import DATABASES, make_database_url
from tests.scoring import facts
from tests.scoring.facts import completed, department, rated, volunteer

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TODAY = district.day_of(NOW)
DEPARTMENTS = ("housing", "water")

TAKEN_BY: Sequence[tuple[str, tuple[Any, ...]]] = (
    ("know_district", (VolunteerRegistered, OrganisationRegistered)),
    ("record_services", (ServiceCompleted, ServiceRated)),
    ("record_whistles", (DepartmentReportedIn, NeedEscalated)),
    ("record_records", records.TOLD_BY),
    ("merge_volunteers", (VolunteerMerged,)),
    ("move_points", (VolunteerMerged,)),
)
"""The service's handlers, each with a queue of its own, so that none waits for another's events."""


@pytest.fixture(scope="module", params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A database that every example leaves as it found it."""
    url = make_database_url(request, tmp_path_factory.mktemp("scoring"), request.param)("scoring")
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg2:"))
    migrations.upgrade(engine, "scoring")
    yield engine
    engine.dispose()


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    """What happened in two years: services and their ratings, whistles, records told in versions, and two records of
    one person that are made one."""
    people = [new_id() for _ in range(4)]
    events: list[Any] = [*map(volunteer, people), *map(department, DEPARTMENTS)]
    chance = random.Random(draw(st.integers(0, 2**32)))

    def moment() -> datetime:
        return datetime(chance.choice((2025, 2026)), chance.randint(1, 5), chance.randint(1, 28), 16, tzinfo=UTC)

    for _ in range(draw(st.integers(0, 25))):
        kind = chance.choice(("volunteer", "volunteer", "department"))
        provider = chance.choice(people if kind == "volunteer" else DEPARTMENTS)
        where = chance.choice(("xiezhuang", "yijiang"))
        service = completed(provider, chance.randint(0, 600), moment(), provider_kind=kind, community=where)
        both = [service, rated(service, chance.randint(1, 5), chance.random() < 0.7)]
        events += chance.choice((both, both, both[:1], both[1:]))
    for _ in range(draw(st.integers(0, 6))):
        whistle, by, whose = new_id(), moment(), chance.choice(DEPARTMENTS)
        both = [facts.reported_in(whose, chance.random() < 0.6, by, whistle), facts.escalated(whose, by, whistle)]
        events += chance.choice((both, both[:1], both[1:]))
    for _ in range(draw(st.integers(0, 10))):
        who, at = chance.choice(people), moment()
        first = facts.attended(who, chance.randint(0, 300), at=at)
        training, absence = facts.certified(who, at.date()), facts.missed(who, at.date())
        honour = facts.honoured(who, chance.randint(1, 500), at.date())
        told = chance.choice(
            (
                [first, facts.attended(who, chance.randint(0, 300), first.attendance_id, 2, at)],
                [training, facts.uncertified(training)],
                [absence, facts.lifted(absence)],
                [honour, facts.revoked(honour)],
            )
        )
        events += told[: chance.randint(1, 2)]
    if draw(st.booleans()):
        events.append(facts.merged(people[0], people[1]))
    return events


class Scoring:
    """The service's handlers on a session of which nothing stays."""

    def __init__(self, session: Session) -> None:
        self.session, self.service = session, ScoringService()

    def take(self, batch: Sequence[Envelope]) -> None:
        for handler, kinds in TAKEN_BY:
            theirs = [envelope for envelope in batch if isinstance(envelope.data, kinds)]
            if theirs:
                getattr(self.service, handler)(Transaction(self.session, NOW), theirs)

    def settle(self) -> None:
        """What goes by the clock, until nothing is left to do."""
        while merging_goes_on(self.session):
            self.service.merge_latecomers(Transaction(self.session, NOW))
        for timed in ("compare_points", "apply_policies"):
            getattr(self.service, timed)(Transaction(self.session, NOW))
        while self.session.scalar(sa.select(sa.func.count()).where(VOLUNTEER_YEARS.c.points_due)):
            self.service.work_out_points(Transaction(self.session, NOW))

    def result(self) -> list[Any]:
        """Everything that follows from the events but how often it was told."""
        own = adoption.current(self.session)
        return [
            list(self.session.execute(sa.select(*columns).where(there).order_by(*columns)))
            for columns, there in (
                ([column for column in VOLUNTEER_YEARS.c if column.name != "version"], anything()),
                ([column for column in DEPARTMENT_QUARTERS.c if column.name != "version"], sa.true()),
                (list(SERVED_IN.c), sa.true()),
                ([ACCOUNTS.c.volunteer_id, ACCOUNTS.c.year, ACCOUNTS.c.points, ACCOUNTS.c.earned], has_points()),
            )
        ] + [boards.appraisals(self.session, own, TODAY, year) for year in ("2025", "2026")]


def merging_goes_on(session: Session) -> bool:
    merged = sa.select(merging.MERGED.c.volunteer_id)
    late = sa.select(sa.func.count()).where(VOLUNTEER_YEARS.c.volunteer_id.in_(merged), anything())
    return bool(session.scalar(late))


def anything() -> Any:
    return sa.or_(*(VOLUNTEER_YEARS.c[name] != 0 for name in ("services", "ratings", *recorded())))


def recorded() -> Sequence[str]:
    return ("attendances", "attended_minutes", "trainings", "honour_minutes", "no_shows")


def has_points() -> Any:
    return sa.and_(ACCOUNTS.c.volunteer_id.is_not(None), ACCOUNTS.c.points != 0)


def batches(told: list[Envelope], chance: random.Random) -> Iterator[list[Envelope]]:
    while told:
        size = chance.randint(1, len(told))
        yield told[:size]
        told = told[size:]


@settings(max_examples=12)
@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_doubling_nor_batches_nor_counting_anew_matter(
    engine: sa.Engine, events: list[Any], chance: random.Random
) -> None:
    told = [Envelope(id=new_id(), time=NOW, data=event) for event in events]
    found = []
    again = told + chance.sample(told, len(told) // 2)
    chance.shuffle(again)
    for parts in ([told], batches(again, chance)):
        with Session(engine) as session:
            scoring = Scoring(session)
            for part in parts:
                scoring.take(part)
            scoring.settle()
            found.append(scoring.result())
            books = points_ledger.check(session)
            assert (books["total"], books["unbalanced"], books["differing"]) == (0, [], [])
            recount.count(session)
            recount.settle_quietly(session, adoption.current(session), TODAY)
            scoring.settle()
            found.append(scoring.result())
            session.rollback()
    assert all(one == found[0] for one in found[1:])
