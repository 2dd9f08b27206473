"""Rules of points over plain data: worth, last days, the order of spending, and what follows by itself."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from scoring import points, policies
from scoring.points import Lot, Move

TODAY = date(2027, 6, 1)

lots = st.builds(
    lambda year, left, expired, lasts: Lot(year, left, expired, date(year + 1, 12, 31) if lasts else None),
    st.integers(2020, 2027),
    st.integers(-20, 40),
    st.integers(0, 20),
    st.booleans(),
)
holdings = st.lists(lots, max_size=6, unique_by=lambda lot: lot.year)


def moved(holding: list[Lot], moves: list[Move]) -> list[Lot]:
    """The lots after the moves."""
    left = {lot.year: lot for lot in holding}
    for move in moves:
        lot = left[move.year]
        expired = lot.expired if move.from_year else lot.expired - move.points
        left[move.year] = lot._replace(points=lot.points + move.points, expired=expired)
        if move.from_year:
            source = left[move.from_year]
            left[move.from_year] = source._replace(points=source.points - move.points)
    return list(left.values())


@given(st.lists(st.integers(0, 1440), max_size=30), st.integers(0, 20))
def test_a_years_points_are_those_of_its_whole_minutes(services: list[int], per_hour: int) -> None:
    whole = points.worth(per_hour, sum(services))
    assert whole * 60 <= sum(services) * per_hour < (whole + 1) * 60
    assert whole >= sum(points.worth(per_hour, minutes) for minutes in services)


def test_points_are_good_until_the_end_of_the_next_year_where_nothing_else_is_said() -> None:
    (policy,) = policies.own().points
    assert policy.last_day(2026) == date(2027, 12, 31)


def test_what_runs_out_first_is_spent_first_and_of_that_the_oldest() -> None:
    holding = [
        Lot(2024, 3, last_day=None),
        Lot(2025, 4, last_day=date(2028, 12, 31)),
        Lot(2026, 5, last_day=date(2027, 12, 31)),
        Lot(2023, 1, last_day=date(2028, 12, 31)),
    ]
    assert points.spend(holding, 11) == [Move(2026, -5), Move(2023, -1), Move(2025, -4), Move(2024, -1)]
    assert points.spend(holding, 14) is None


@given(holdings, st.integers(1, 60))
def test_exactly_the_price_is_spent_or_nothing_and_no_lot_gives_what_it_has_not(holding: list[Lot], price: int) -> None:
    settled = moved(holding, points.settlement(holding, TODAY))
    moves = points.spend(settled, price)
    if moves is None:
        assert points.balance(settled) < price
        return
    assert -sum(move.points for move in moves) == price
    after = moved(settled, moves)
    assert all(lot.points >= 0 for lot in after)
    assert points.balance(after) == points.balance(settled) - price


@given(holdings)
def test_after_settling_nothing_more_follows(holding: list[Lot]) -> None:
    settled = moved(holding, points.settlement(holding, TODAY))
    assert points.settlement(settled, TODAY) == []
    left = [lot.points for lot in settled]
    assert not (any(number > 0 for number in left) and any(number < 0 for number in left))
    assert all(lot.points <= 0 for lot in settled if lot.is_over(TODAY))
    assert all(lot.expired >= 0 for lot in settled)


@given(holdings)
def test_what_is_good_stays_but_for_debts(holding: list[Lot]) -> None:
    settled = moved(holding, points.settlement(holding, TODAY))
    lost = points.balance(holding) - points.balance(settled)
    ran_out = sum(lot.points for lot in holding if lot.is_over(TODAY) and lot.points > 0)
    came_back = sum(min(-lot.points, lot.expired) for lot in holding if lot.is_over(TODAY) and lot.points < 0)
    assert lost == ran_out - came_back


def test_the_last_day_itself_still_counts() -> None:
    lot = Lot(2025, 5, last_day=date(2026, 12, 31))
    assert points.settlement([lot], date(2026, 12, 31)) == []
    assert points.settlement([lot], date(2027, 1, 1)) == [Move(2025, -5)]
