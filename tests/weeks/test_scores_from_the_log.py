"""Stars, points and appraisals of all five places, worked out again from nothing but the log on the bus, are what the
API shows: on SQLite, and again on PostgreSQL.

Each system has the places loaded, two communities with star policies of their own, a day of the demonstration, and
some of everything else that counts.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from chassis.database import utc_now
from contracts import district

from tests import infrastructure
from tests.conftest import DATABASES, make_database_url
from tests.faults import reckoning
from tests.recompute import departments, points, stars
from tests.recompute.log import SUMS, Log
from tests.system import System, outcome_of
from tests.weeks.happenings import PLACES, ROLLING, SUMS_OF_ALL, happen
from tests.weeks.people import Person

ROOT = Path(__file__).parents[2]
CLOCK = ROOT / "tests" / "faults" / "clock"
POLICIES = [json.loads(file.read_text()) for file in (ROOT / "services/scoring/scoring/policies").glob("*.json")]
THREE_DAYS = 3 * 24 * 3600

Found = TypeVar("Found")


@dataclass(frozen=True)
class Played:
    system: System
    admin: Person
    log: Log
    communities: list[str]
    star_policies: list[dict[str, Any]]


@pytest.fixture(scope="module", params=DATABASES)
def played(
    request: pytest.FixtureRequest, broker: infrastructure.Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    amqp_url = broker.new_vhost()
    folder = tmp_path_factory.mktemp(f"log-{request.param}")
    system = System(amqp_url, make_database_url(request, folder, request.param), folder)
    scoring = system.services["scoring"]
    # A policy begins the day after its adoption at the earliest; by this clock that day is over, even if another has
    # begun since its date was chosen.
    scoring.settings = {"PYTHONPATH": str(CLOCK), "LINLI_TEST_CLOCK_SECONDS": str(-THREE_DAYS)}
    with system:
        system.load(only=None)
        admin = Person(system.as_admin())
        for policy in (SUMS_OF_ALL, ROLLING):
            admin.post("/star-policies", document=policy)
        assert scoring.stop() == 0
        scoring.settings = {}
        scoring.start()
        demo = system.demo("--json")
        try:
            happen(system, admin)
        finally:
            outcome_of(demo)
        reckoning.at_rest(system)
        log = Log(system.log(until=reckoning.sent(system)))
        places = admin.get("/places", kind="community")["items"]
        star_policies = [one["document"] for one in admin.get("/star-policies")["items"]]
        yield Played(system, admin, log, [place["code"] for place in places], star_policies)
        admin.close()
    broker.remove_vhost(amqp_url)


def both(ask: Callable[[], Found], due: Callable[[date], Found]) -> tuple[Found, Found]:
    """What is shown and what is due on the same day of the district: once they agree, so that what scoring still has in
    hand is waited for, or when they never do."""
    deadline = time.monotonic() + 30
    while True:
        today = district.day_of(utc_now())
        shown, expected = ask(), due(today)
        if shown == expected or time.monotonic() > deadline:
            return shown, expected


def that_decide(what: str) -> list[dict[str, Any]]:
    return [document for document in POLICIES if document["decides"] == what]


def test_every_star_and_place_is_what_the_log_comes_to_by_the_policy_of_its_community(played: Played) -> None:
    for year in sorted(played.log.years()):
        due = partial(stars.boards, played.log, played.star_policies, played.communities, year)
        shown, expected = both(partial(star_boards, played, year), due)
        assert shown == expected


def star_boards(played: Played, year: int) -> dict[str, dict[str, stars.Stars]]:
    def board(community: str) -> dict[str, stars.Stars]:
        items = played.admin.get(f"/communities/{community}/stars", year=year)["items"]
        return {item["volunteer_id"]: shown_stars(item) for item in items}

    return {community: board(community) for community in played.communities}


def shown_stars(item: dict[str, Any]) -> stars.Stars:
    policy = item["explanation"]["policy"]
    sums = {name: item[name] for name in SUMS if item[name]}
    return stars.Stars(f"{policy['name']}/{policy['version']}", sums, item["score"], item["stars"], item["rank"])


def test_all_points_of_everybody_are_what_the_log_comes_to(played: Played) -> None:
    people = sorted({*played.log.homes, *(act.volunteer for act in played.log.acts)})

    def everybodys() -> dict[str, dict[int, int]]:
        with ThreadPoolExecutor(4) as asking:
            return dict(zip(people, asking.map(lambda who: shown_lots(played.admin, who), people), strict=True))

    def due(today: date) -> dict[str, dict[int, int]]:
        lots = points.lots(played.log, that_decide("points"), today)
        return {who: lots.get(played.log.person(who), {}) for who in people}

    shown, expected = both(everybodys, due)
    assert shown == expected
    assert played.admin.get("/points/check")["total"] == 0


def shown_lots(admin: Person, volunteer_id: str) -> dict[int, int]:
    found = admin.get(f"/volunteers/{volunteer_id}/points")
    lots = {lot["year"]: lot["points"] for lot in found["lots"] if lot["points"]}
    assert found["balance"] == sum(lots.values())
    return lots


def test_every_departments_rates_are_what_the_log_comes_to(played: Played) -> None:
    for period in sorted(departments.periods(played.log)):
        due = partial(departments.appraisals, played.log, that_decide("departments"), period)
        shown, expected = both(partial(appraisals, played, period), due)
        assert shown == expected


def appraisals(played: Played, period: str) -> dict[str, departments.Appraisal]:
    items = played.admin.get("/departments/appraisals", period=period)["items"]
    return {item["department"]: shown_appraisal(item) for item in items}


def shown_appraisal(item: dict[str, Any]) -> departments.Appraisal:
    rates = {rate: item[f"{rate}_rate"] for rate in departments.RATES}
    counts = {name: number for name, number in item["counts"].items() if number}
    return departments.Appraisal(item["rank"], item["total"], rates, counts)


def test_every_departments_aspects_are_what_the_log_comes_to(played: Played) -> None:
    for period in sorted(departments.periods(played.log)):
        due = partial(departments.aspects, played.log, that_decide("aspects"), that_decide("departments"), period)
        shown, expected = both(partial(aspects, played, period), due)
        assert shown == expected


def aspects(played: Played, period: str) -> dict[str, departments.Aspects]:
    items = played.admin.get("/appraisals", period=period)["items"]
    return {item["department"]: shown_aspects(item) for item in items}


def shown_aspects(item: dict[str, Any]) -> departments.Aspects:
    lines = {
        line["aspect"]: departments.Line(
            line["percent"], Fraction(line["points"]), line["basis"], line["lowest"], line["highest"]
        )
        for line in item["aspects"]
    }
    return departments.Aspects(item["rank"], item["total"], lines)


def test_the_stars_that_were_compared_are_worth_comparing(played: Played) -> None:
    """Of people in all five places, many kinds by each of three policies, nothing of what is counted left out."""
    log, today = played.log, district.day_of(utc_now())
    found: dict[str, set[int | None]] = {}
    homes: set[str] = set()
    counted: set[str] = set()
    for year in log.years():
        for who, one in stars.everybody(log, played.star_policies, year, today).items():
            if one.score is not None:
                found.setdefault(one.policy, set()).add(one.stars)
                homes.add(log.homes[who])
                counted |= one.sums.keys()
    assert homes >= {place.community for place in PLACES}
    assert counted == set(SUMS)
    assert len(found) == 3
    assert all(len(kinds) >= 3 for kinds in found.values()), found


def test_the_points_that_were_compared_are_worth_comparing(played: Played) -> None:
    """Some are left, some are owed, and years have run out."""
    found = points.lots(played.log, that_decide("points"), district.day_of(utc_now()))
    assert len(found) > 500
    balances = [sum(lots.values()) for lots in found.values()]
    assert min(balances) < 0 < max(balances)
    earned_in = {act.day.year for act in played.log.acts if act.adds.get("attended_minutes")}
    assert earned_in - {year for lots in found.values() for year in lots}


def test_the_appraisals_that_were_compared_are_worth_comparing(played: Played) -> None:
    """Of departments in all five places by rates and by aspects, nothing of what is counted left out."""
    log, today, rates = played.log, district.day_of(utc_now()), that_decide("departments")
    totals: set[str] = set()
    all_aspects: set[str] = set()
    counted: set[str] = set()
    marked: set[tuple[int | None, int | None]] = set()
    for period in departments.periods(log):
        for department, one in departments.appraisals(log, rates, period, today).items():
            counted |= one.counts.keys()
            totals |= {department} if one.total else set()
        for department, all_of_it in departments.aspects(log, that_decide("aspects"), rates, period, today).items():
            all_aspects |= {department} if all_of_it.total else set()
            marked |= {(line.lowest, line.highest) for line in all_of_it.lines.values() if line.lowest is not None}
    everywhere = {place.department for place in PLACES}
    assert everywhere <= totals
    assert everywhere <= all_aspects
    assert counted == set(departments.COUNTED)
    assert marked == {(79, 88)}
