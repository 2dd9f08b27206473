"""Stars, points and appraisals of all five places, worked out again from nothing but the log on the bus, are what the
API shows: on SQLite, and again on PostgreSQL.

Each system has the places loaded, two communities with star policies of their own, a day of the demonstration, and
some of everything else that counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import infrastructure, recompute, recount
from tests.conftest import DATABASES, make_database_url
from tests.faults import reckoning
from tests.recompute import Log
from tests.system import System, outcome_of
from tests.weeks.happenings import ROLLING, SUMS_OF_ALL, happen
from tests.weeks.people import TODAY, Person

CLOCK = Path(__file__).parents[1] / "faults" / "clock"
TWO_DAYS = 2 * 24 * 3600


@dataclass(frozen=True)
class Played:
    system: System
    admin: Person
    log: Log
    communities: list[str]


@pytest.fixture(scope="module", params=DATABASES)
def played(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp(f"log-{request.param}")
    system = System(amqp_url, make_database_url(request, folder, request.param), folder)
    scoring = system.services["scoring"]
    # A policy begins the day after its adoption at the earliest; by this clock that day is over.
    scoring.settings = {"PYTHONPATH": str(CLOCK), "LINLI_TEST_CLOCK_SECONDS": str(-TWO_DAYS)}
    with system:
        system.load(only=None)
        admin = Person(system.as_admin())
        for policy in (SUMS_OF_ALL, ROLLING):
            admin.post("/star-policies", document=policy)
        assert scoring.stop() == 0
        scoring.settings = {}
        scoring.start()
        outcome_of(system.demo("--json"))
        happen(system, admin)
        reckoning.at_rest(system)
        log = Log(system.log(until=reckoning.sent(system)))
        places = admin.get("/places", kind="community")["items"]
        yield Played(system, admin, log, [place["code"] for place in places])
        admin.close()
    broker.remove_vhost(amqp_url)


def test_every_star_is_what_the_log_comes_to_by_the_policy_of_its_community(played: Played) -> None:
    documents = [one["document"] for one in played.admin.get("/star-policies")["items"]]
    for year in sorted({*played.log.years(), TODAY.year}):
        expected = recompute.stars(played.log, documents, year, TODAY)
        boards = [played.admin.get(f"/communities/{one}/stars", year=year)["items"] for one in played.communities]
        items = {item["volunteer_id"]: item for board in boards for item in board}
        assert {who: as_recomputed(item) for who, item in items.items()} == {who: expected[who] for who in items}
        rated = {who for who, one in expected.items() if one.score is not None}
        assert rated - items.keys() <= played.log.withdrawn


def as_recomputed(item: dict[str, Any]) -> recompute.Stars:
    policy = item["explanation"]["policy"]
    sums = {name: item[name] for name in recompute.SUMS if item[name]}
    return recompute.Stars(f"{policy['name']}/{policy['version']}", sums, item["score"], item["stars"])


def test_what_is_compared_is_worth_comparing(played: Played) -> None:
    """All kinds of stars, by all three policies, and nothing of what is counted left out."""
    documents = [one["document"] for one in played.admin.get("/star-policies")["items"]]
    found = recompute.stars(played.log, documents, TODAY.year, TODAY).values()
    by_policy = {one.policy: {other.stars for other in found if other.policy == one.policy} for one in found}
    assert len(by_policy) == 3
    assert all(len(stars) > 2 for stars in by_policy.values())
    assert {name for one in found for name in one.sums} == set(recompute.SUMS)


def test_every_balance_of_points_is_what_the_log_comes_to(played: Played) -> None:
    expected = recompute.balances(played.log, TODAY)
    people = sorted({*played.log.homes, *expected})
    with ThreadPoolExecutor(4) as asking:
        shown = dict(zip(people, asking.map(lambda who: balance(played.admin, who), people), strict=True))
    assert {who: points for who, points in shown.items() if points} == {who: n for who, n in expected.items() if n}
    assert len(expected) > 500
    assert played.admin.get("/points/check")["total"] == 0


def balance(admin: Person, volunteer_id: str) -> int:
    return admin.get(f"/volunteers/{volunteer_id}/points")["balance"]


def test_every_departments_rates_are_what_the_log_comes_to(played: Played) -> None:
    places = set()
    for quarter in recompute.quarters(played.log):
        shown = recount.shown_appraisals(played.admin.get("/departments/appraisals", period=quarter)["items"])
        assert shown == recompute.appraisals(played.log, quarter)
        places |= {department.partition("-")[0] for department in shown}
    assert places >= {"xintai", "mingshan"}
