"""Numbers that can be read aloud, and never mean two needs."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from contracts.requests.ticketing import Need
from ticketing.numbers import number, series

codes = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_a_number_names_community_day_and_turn() -> None:
    assert number(*series("xiezhuang", datetime(2024, 6, 11, 3, tzinfo=UTC)), 3) == "XIEZHUANG-20240611-3"


def test_the_day_is_the_districts() -> None:
    assert series("xiezhuang", datetime(2024, 6, 10, 16, 0, tzinfo=UTC))[1] == "20240611"
    assert series("xiezhuang", datetime(2024, 6, 10, 15, 59, tzinfo=UTC))[1] == "20240610"


@given(codes, moments, st.integers(1, 999_999))
def test_every_number_fits_into_an_answer(community: str, at: datetime, count: int) -> None:
    made = number(*series(community, at), count)
    assert Need(only=["number"]).load({"number": made}) == {"number": made}


@given(st.lists(st.tuples(codes, moments, st.integers(1, 50)), min_size=2, max_size=2))
def test_two_numbers_are_alike_only_within_a_series_and_turn(two: list[tuple[str, datetime, int]]) -> None:
    (a, at_a, n), (b, at_b, m) = two
    alike = number(*series(a, at_a), n) == number(*series(b, at_b), m)
    assert alike == ((series(a, at_a), n) == (series(b, at_b), m))
