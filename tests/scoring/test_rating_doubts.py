"""Which ratings are in doubt: one's own, those within a household, rings, too many by one, too many within minutes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rating_doubts import USUAL, Given, Limits, find

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
FEW = Limits(by_one=2, by_one_within=timedelta(days=7), burst=3, burst_within=timedelta(minutes=10))


def rating(service: str, by: str, to: str, hours: float = 0, stars: int = 5, **changes: Any) -> Given:
    """Given so many hours after noon; who has a name in capitals is a volunteer too."""
    raters = frozenset({by} if by.isupper() else ())
    return Given(service, f"person {by}", to, NOON + timedelta(hours=hours), stars, raters, **changes)


def reasons(*ratings: Given, limits: Limits = USUAL) -> dict[str, tuple[str, ...]]:
    return {service: doubt.reasons for service, doubt in find(ratings, limits).items()}


def test_a_rating_of_oneself_is_in_doubt_and_one_of_a_neighbour_is_not() -> None:
    assert reasons(rating("own", "A", "A", stars=1), rating("other", "A", "B")) == {"own": ("own_rating",)}


def test_who_is_two_volunteers_rates_himself_as_either() -> None:
    both = Given("one", "p", "B", NOON, 5, frozenset({"A", "B"}))
    assert reasons(both) == {"one": ("own_rating",)}


def test_a_rating_within_a_household_is_in_doubt_whatever_its_stars_and_whoever_wrote_it_down() -> None:
    home = frozenset({"h"})
    assert reasons(rating("1", "x", "V", stars=1, at_home=home), rating("2", "y", "V")) == {"1": ("same_household",)}
    assert reasons(rating("1", "w", "V", on_behalf=True, at_home=home)) == {"1": ("same_household",)}
    assert reasons(rating("1", "A", "A", at_home=home)) == {"1": ("own_rating",)}, "of oneself it is that alone"
    ring = (rating("1", "A", "B", at_home=home), rating("2", "B", "A"))
    assert reasons(*ring) == {"1": ("same_household", "rating_ring"), "2": ("rating_ring",)}


def test_two_who_praise_each_other_and_longer_rings_are_in_doubt_together() -> None:
    pair = (rating("1", "A", "B"), rating("2", "B", "A", hours=700))
    assert reasons(*pair) == {"1": ("rating_ring",), "2": ("rating_ring",)}
    assert find(pair)["1"].others == ("2",)
    four = [rating(str(place), "ABCD"[place], "BCDA"[place], hours=place) for place in (2, 0, 3, 1)]
    assert reasons(*four) == dict.fromkeys("0123", ("rating_ring",))
    five = [rating(str(place), "ABCDE"[place], "BCDEA"[place]) for place in range(5)]
    assert reasons(*five) == {}


def test_a_ring_needs_praise_within_its_time_and_a_way_back() -> None:
    assert reasons(rating("1", "A", "B"), rating("2", "B", "A", hours=721)) == {}
    assert reasons(rating("1", "A", "B"), rating("2", "B", "A", stars=3)) == {}, "who was blamed cannot undo it so"
    assert reasons(rating("1", "A", "B"), rating("2", "B", "C"), rating("3", "A", "C")) == {}
    assert reasons(rating("1", "a", "B"), rating("2", "b", "A")) == {}, "residents are in no ring"


def test_every_praise_between_two_of_a_ring_belongs_to_it() -> None:
    found = find([rating("1", "A", "B"), rating("2", "A", "B", hours=1), rating("3", "B", "A", hours=2)])
    assert set(found) == {"1", "2", "3"}


def test_of_many_by_one_the_first_stay() -> None:
    ratings = [rating(str(day), "x", "V", hours=24 * day) for day in range(4)]
    assert reasons(*ratings, limits=FEW) == {"2": ("many_by_one",), "3": ("many_by_one",)}
    assert find(ratings, FEW)["2"].others == ("0", "1")
    apart = [rating(str(week), "x", "V", hours=24 * 7 * week) for week in range(4)]
    assert reasons(*apart, limits=FEW) == {}
    others = [rating(str(day), f"x{day}", "V", hours=24 * day) for day in range(4)]
    assert reasons(*others, limits=FEW) == {}


def test_a_worker_who_speaks_for_many_is_not_one_person_who_rates_often_but_may_be_a_burst() -> None:
    days = [rating(str(day), "w", "V", hours=24 * day, on_behalf=True) for day in range(6)]
    assert reasons(*days, limits=FEW) == {}
    at_once = [rating(str(place), "w", "V", hours=place / 100, on_behalf=True) for place in range(5)]
    assert reasons(*at_once, limits=FEW) == {"3": ("many_at_once",), "4": ("many_at_once",)}


def test_a_burst_is_of_one_volunteer_within_minutes() -> None:
    burst = [rating(str(place), f"x{place}", "V", hours=place / 60) for place in range(5)]
    assert reasons(*burst, limits=FEW) == {"3": ("many_at_once",), "4": ("many_at_once",)}
    spread = [rating(str(place), f"x{place}", "V", hours=place / 6) for place in range(5)]
    assert reasons(*spread, limits=FEW) == {}
    of_several = [rating(str(place), f"x{place}", f"V{place}") for place in range(5)]
    assert reasons(*of_several, limits=FEW) == {}


def test_somebody_served_daily_who_rates_each_time_is_below_the_usual_limits() -> None:
    assert reasons(*(rating(str(day), "x", "V", hours=24 * day) for day in range(60))) == {}


@st.composite
def piles(draw: st.DrawFn) -> list[Given]:
    people = "ABCx"
    return [
        rating(
            str(place),
            draw(st.sampled_from(people)),
            draw(st.sampled_from("ABC")),
            draw(st.integers(0, 1000)),
            draw(st.integers(3, 5)),
            on_behalf=draw(st.booleans()),
            at_home=draw(st.sampled_from((frozenset(), frozenset({"h"})))),
        )
        for place in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=60, deadline=None)
@given(piles(), st.randoms(use_true_random=False), st.data())
def test_neither_order_nor_what_else_there_is_takes_a_doubt_away(
    pile: list[Given], chance: random.Random, data: st.DataObject
) -> None:
    whole = find(pile, FEW)
    mixed = list(pile)
    chance.shuffle(mixed)
    assert find(mixed, FEW) == whole
    part = data.draw(st.lists(st.sampled_from(pile), unique=True)) if pile else []
    for service, doubt in find(part, FEW).items():
        assert set(doubt.reasons) <= set(whole[service].reasons)
        assert set(doubt.others) <= set(whole[service].others)


def _rings_the_plain_way(pile: list[Given], limits: Limits) -> set[str]:
    """Every walk through distinct volunteers that comes back, tried one by one."""
    praise = [one for one in pile if one.stars >= limits.ring_from and one.to not in one.raters and one.raters]
    found: set[str] = set()

    def walk(steps: list[Given]) -> None:
        (start,) = steps[0].raters
        if steps[-1].to == start:
            times = [one.at for one in steps]
            if max(times) - min(times) <= limits.ring_within:
                found.update(one.service_id for one in steps)
            return
        if len(steps) < limits.longest_ring:
            for one in praise:
                if steps[-1].to in one.raters and one.to not in {step.to for step in steps}:
                    walk([*steps, one])

    for one in praise:
        walk([one])
    return found


@settings(max_examples=60, deadline=None)
@given(piles())
def test_rings_are_those_that_trying_every_walk_finds(pile: list[Given]) -> None:
    ringed = {service for service, doubt in find(pile).items() if "rating_ring" in doubt.reasons}
    assert ringed == _rings_the_plain_way(pile, USUAL)
