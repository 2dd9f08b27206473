"""Scoring as it runs: facts over the bus, ratings over remote calls, on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from chassis.refusals import Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import DepartmentAppraisalChanged, StarRatingChanged

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.scoring import recount
from tests.scoring.facts import community, completed, department, escalated, rated, reported_in, volunteer

Rpc = Callable[..., dict[str, Any]]
ANYBODY = actor()


def asked(rpc: Rpc, method: str, **request: Any) -> dict[str, Any]:
    return rpc("scoring", method, request, actor=ANYBODY)


def board(rpc: Rpc, code: str = "xiezhuang", year: int = 2026) -> dict[str, dict[str, Any]]:
    return {item["volunteer_id"]: item for item in items(rpc, code, year)}


def items(rpc: Rpc, code: str = "xiezhuang", year: int = 2026) -> list[dict[str, Any]]:
    """The items of a community's board; none before anything was told of the community."""
    try:
        return asked(rpc, "star_board", community=code, year=year)["items"]
    except NotFound:
        return []


def drained(bus: Bus) -> bool:
    return bus.messages_in("scoring.record_services") == 0


def announced(bus: Bus, year: int) -> dict[str, int]:
    """The stars a subscriber holds who applies the changes of a year in the order of their sequence."""
    changes = sorted(bus.seen(StarRatingChanged, year=year), key=lambda envelope: envelope.sequence)
    return {change.data.volunteer_id: change.data.stars for change in changes}  # type: ignore[attr-defined]


def assert_adds_up(rating: dict[str, Any], whole: str) -> None:
    lines = sum((Decimal(line["contribution"]) for line in rating["explanation"]["clauses"]), Decimal(0))
    assert str(lines.quantize(Decimal("0.1"), ROUND_HALF_UP)) == rating[whole]


def test_the_same_events_give_the_same_stars_in_any_order_doubled_and_across_a_crash(
    running: Any, rpc: Rpc, bus: Bus
) -> None:
    chance = random.Random(20260504)
    people = [new_id() for _ in range(12)]
    events: list[Any] = []
    for _ in range(150):
        year = chance.choice((2025, 2026, 2026, 2026))
        at = datetime(year, chance.randint(1, 12), chance.randint(1, 28), chance.randint(0, 23), 30, tzinfo=UTC)
        service = completed(chance.choice(people), chance.randint(0, 400), at)
        events.append(service)
        if chance.random() < 0.7:
            events.append(rated(service, chance.randint(1, 5), chance.random() < 0.8))
    service = running("scoring")
    chance.shuffle(events)
    sent = bus.publish(*events[:200])
    bus.publish_again(*chance.sample(sent, 200))
    service.kill()
    sent += bus.publish(*events[200:])
    service.start()
    bus.publish_again(*chance.sample(sent, len(sent)))
    bus.publish(*chance.sample(events, 100))  # the same facts under other event ids
    last = completed(people[0], 1, datetime(2024, 6, 1, tzinfo=UTC))
    bus.publish(last)

    for year in (2025, 2026):
        expected = recount.stars(events, year)
        eventually(
            lambda e=expected, y=year: (
                {  # type: ignore[misc]
                    who: (item["score"], item["stars"]) for who, item in board(rpc, year=y).items() if item["score"]
                }
                == e
            ),
            what="the referee's stars",
        )
        eventually(
            lambda e=expected, y=year: (
                {  # type: ignore[misc]
                    who: stars for who, stars in announced(bus, y).items() if stars
                }
                == {who: stars for who, (_, stars) in e.items() if stars}
            ),
            what="the announcement of the referee's stars",
        )
    for item in board(rpc).values():
        if item["score"]:
            assert_adds_up(item, "score")


def test_a_rating_may_come_before_the_service_it_is_about(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    who = new_id()
    service = completed(who, 600)
    bus.publish(volunteer(who), rated(service, 5))
    early = eventually(lambda: board(rpc).get(who))
    assert (early["stars"], early["score"], early["not_rated"]) == (None, None, "no_service")
    (completion,) = bus.publish(service)
    changed = bus.wait_for(StarRatingChanged, volunteer_id=who)
    assert (changed.data.previous_stars, changed.data.stars, changed.data.score_tenths) == (0, 1, 317)
    assert changed.causationid == completion.id
    rating = asked(rpc, "star_rating", volunteer_id=who, year=2026)
    assert (rating["score"], rating["stars"], rating["services"], rating["minutes"]) == ("31.7", 1, 1, 600)
    assert rating["next_star"] == {"stars": 2, "missing": "8.3", "gaps": {"score": "8.3"}}
    assert (rating["community"], rating["rank"]) == ("xiezhuang", 1)
    lines = {line["clause"]: line for line in rating["explanation"]["clauses"]}
    assert {name: line["contribution"] for name, line in lines.items()} == {
        "service_minutes": "8.0000",
        "service_count": "0.4000",
        "evaluation": "23.3333",
    }
    assert lines["service_minutes"]["events"] == [completion.id]
    assert (lines["evaluation"]["events_total"], len(lines["evaluation"]["events"])) == (1, 1)
    assert rating["explanation"]["policy"] == {"name": "yearly-stars", "version": "1"}
    assert "31.7" in rating["explanation"]["words"]["zh"]


def test_a_service_late_on_new_years_eve_in_greenwich_counts_in_the_new_year(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    who = new_id()
    bus.publish(volunteer(who), completed(who, 30, datetime(2026, 12, 31, 16, 30, tzinfo=UTC)))
    bus.wait_for(StarRatingChanged, volunteer_id=who, year=2027)
    assert asked(rpc, "star_rating", volunteer_id=who, year=2027)["services"] == 1
    assert asked(rpc, "star_rating", volunteer_id=who, year=2026)["not_rated"] == "no_service"


def test_a_board_ranks_equals_equal_and_lists_those_without_a_service_last(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    best, equal, other, idle, guest = (new_id() for _ in range(5))
    bus.publish(*(volunteer(who) for who in (best, equal, other, idle)), volunteer(guest, "yijiang"))
    bus.publish(
        completed(best, 300),
        completed(equal, 100),
        completed(other, 60),
        completed(other, 40, community="yijiang"),
        completed(guest, 100),
    )
    bus.publish(completed(equal, 0), completed(guest, 0, community="yijiang"))
    expected = [(1, best), *((2, who) for who in sorted((equal, other, guest))), (None, idle)]

    def places() -> list[Any]:
        return [(item["rank"], item["volunteer_id"]) for item in items(rpc)]

    eventually(lambda: places() == expected, what="the board")
    elsewhere = board(rpc, "yijiang")
    assert set(elsewhere) == {guest, other}
    assert elsewhere[other]["score"] == board(rpc)[other]["score"]


def test_a_department_board_tells_late_from_missed_and_rated_from_too_few(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    bus.publish(
        *(department(code) for code in ("housing", "water", "greening")), department("archive", appraised=False)
    )
    punctual = [completed("water", provider_kind="department") for _ in range(3)]
    tardy = [completed("housing", provider_kind="department") for _ in range(3)]
    missed = escalated("housing")
    bus.publish(
        *punctual,
        *(rated(service, stars) for service, stars in zip(punctual, (5, 4, 3), strict=True)),
        *(reported_in("water", True) for _ in range(3)),
        *tardy,
        *(rated(service, 5) for service in tardy),
        reported_in("housing", True),
        reported_in("housing", False),
        missed,
        reported_in("greening", True),
        rated(completed("greening", provider_kind="department"), 1, resolved=False),
    )

    def items() -> list[dict[str, Any]]:
        return asked(rpc, "department_board", period="2026-Q2")["items"]

    counted = {"housing": (4, 3), "water": (3, 3), "greening": (1, 1)}
    eventually(lambda: {i["department"]: (i["counts"]["cases"], i["counts"]["whistles"]) for i in items()} == counted)
    water, housing, greening = items()
    assert (water["department"], water["rank"], water["total"]) == ("water", 1, "98.7")
    assert [water[f"{rate}_rate"] for rate in ("response", "satisfaction", "resolution")] == ["100.0", "96.7", "100.0"]
    assert (housing["department"], housing["rank"], housing["total"]) == ("housing", 2, "70.8")
    assert [housing["counts"][how] for how in ("in_time", "late", "unanswered")] == [1, 1, 1]
    assert (greening["rank"], greening["total"], greening["not_rated"]) == (None, None, "too_few_cases")
    for rated_one in (water, housing):
        assert_adds_up(rated_one, "total")

    bus.publish(reported_in("housing", False, whistle_id=missed.whistle_id))
    eventually(lambda: items()[1]["counts"]["late"] == 2)
    answered = asked(rpc, "department_appraisal", department="housing", period="2026-Q2")
    assert (answered["total"], answered["rank"], answered["counts"]["cases"]) == ("93.3", 2, 3)
    assert asked(rpc, "department_appraisal", department="housing", period="2026")["total"] == "93.3"
    told = {e.data.total_tenths for e in bus.seen(DepartmentAppraisalChanged, department="housing", period="2026-Q2")}  # type: ignore[attr-defined]
    assert 933 in told


def test_a_year_pools_the_counts_of_its_quarters(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    bus.publish(department("housing"))
    quarters = [datetime(2026, month, 10, tzinfo=UTC) for month in (2, 5)]
    spring = [completed("housing", at=quarters[0], provider_kind="department")]
    summer = [completed("housing", at=quarters[1], provider_kind="department") for _ in range(19)]
    bus.publish(*(rated(service, 1, resolved=False) for service in spring), *(rated(service, 5) for service in summer))

    def appraised(period: str) -> dict[str, Any]:
        return asked(rpc, "department_appraisal", department="housing", period=period)

    eventually(lambda: appraised("2026")["counts"]["cases"] == 20)
    assert appraised("2026")["satisfaction_rate"] == "95.0"
    assert appraised("2026-Q1")["not_rated"] == "too_few_cases"
    assert appraised("2026")["response_rate"] is None


def test_whistles_count_once_whichever_of_their_events_comes_first(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    bus.publish(department("housing"))
    first, second = new_id(), new_id()
    told = [
        reported_in("housing", False, whistle_id=first),
        escalated("housing", whistle_id=first),
        escalated("housing", whistle_id=second),
        reported_in("housing", False, whistle_id=second),
    ]
    bus.publish_again(*bus.publish(*told))
    bus.publish(*told, escalated("housing"))

    def counts() -> dict[str, int]:
        return asked(rpc, "department_appraisal", department="housing", period="2026-Q2")["counts"]

    eventually(lambda: counts()["whistles"] == 3 and bus.messages_in("scoring.record_whistles") == 0)
    assert (counts()["late"], counts()["unanswered"], counts()["cases"]) == (2, 1, 1)


def test_what_is_unknown_is_refused_as_not_found(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    for method, request in (
        ("star_rating", {"volunteer_id": new_id()}),
        ("star_board", {"community": "nowhere"}),
        ("department_appraisal", {"department": "nobody"}),
    ):
        with pytest.raises(NotFound):
            asked(rpc, method, **request)
    with pytest.raises(Invalid) as refused:
        asked(rpc, "department_board", period="2026-Q5")
    assert refused.value.fields == {"period": ["not_a_period"]}
    bus.publish(community("yaozhou"))
    eventually(lambda: knows(rpc, "yaozhou"))


def knows(rpc: Rpc, code: str) -> bool:
    try:
        return asked(rpc, "star_board", community=code)["items"] == []
    except NotFound:
        return False
