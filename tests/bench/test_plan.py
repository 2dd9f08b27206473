"""The tables of docs/scale.md, from figures that can be worked out by hand."""

from __future__ import annotations

from bench import plan
from bench.capacity import CITY, Place
from bench.plan import Measured

FOUND = Measured(
    scoring=10_000,
    notify=5_000,
    relay=8_000,
    serial=20_000,
    broker={40: 0.002, 400: 0.001},
    cores={40: 0.008, 400: 0.004},
    rows=10,
    log_bytes=700,
    fact_bytes=600,
    message_bytes=500,
    inbox_bytes=200,
    outbox_bytes=1_000,
)


def test_a_year_takes_what_its_events_take_for_as_long_as_each_is_kept() -> None:
    # One need a day: ten events, three of them for scoring, a service and its rating.
    year = plan.disk(Place("hamlet", 1, 0), FOUND)

    assert year.log == 365 * 10 * 700
    assert year.databases == 365 * 2 * 600 + 365 * 10 * 500 + 180 * 13 * 200 + 7 * 10 * 1_000


def test_the_slowest_of_them_is_what_a_consumer_carries() -> None:
    assert FOUND.slowest == 5_000


def test_an_event_costs_what_it_cost_at_the_rate_nearest_to_it() -> None:
    assert FOUND.busy(FOUND.cores, 0.5) == 0.5 * 0.008
    assert FOUND.busy(FOUND.cores, 120) == 120 * 0.008
    assert FOUND.busy(FOUND.cores, 130) == 130 * 0.004


def test_the_tables_say_what_follows_from_the_figures() -> None:
    tables = plan.markdown(FOUND)
    year = CITY.events * 365

    assert "| district | 14,000 | 0.16 | 0.38 |" in tables
    assert "| province, festival | 15,500,000 | 179 | 422 |" in tables
    assert "| 16 | 20,000 | 80,000 |" in tables
    assert f"| city | {year:,} | {year / 5_000 / 3_600:.1f} |" in tables
