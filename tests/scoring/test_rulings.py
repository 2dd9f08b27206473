"""How records count by what was ruled about them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import records, rulings
from scoring.clauses import Sums
from scoring.records import Version
from scoring.rulings import Counting, Ruling

DAY, LATER = date(2026, 5, 4), date(2027, 5, 4)
TOLD = Version("attendance", "one", 3, "who", DAY, 60, True, "xiezhuang")


def ruled(ruling: str, counts: bool | None, minutes: int | None = None, of_version: int | None = 3) -> Ruling:
    return Ruling("attendance", "one", "who", ruling, DAY, counts, minutes, of_version)


def test_under_appeal_a_record_counts_as_it_did_whatever_is_told() -> None:
    later = TOLD._replace(version=4, day=LATER, minutes=5, counts=False)
    frozen = rulings.of_version(later, ruled("under_appeal", True, 60))
    assert records.adds(frozen) == Sums(attendances=1, attended_minutes=60)
    assert frozen.day == DAY


def test_a_correction_holds_until_a_later_version_is_told() -> None:
    corrected = ruled("corrected", True, 90)
    assert rulings.of_version(TOLD, corrected).minutes == 90
    later = TOLD._replace(version=4, minutes=30)
    assert rulings.of_version(later, corrected) == later


def test_what_was_taken_back_counts_on_its_day_once_it_is_ruled_so() -> None:
    taken_back = TOLD._replace(day=None, minutes=0, counts=False)
    counted = rulings.of_version(taken_back, ruled("corrected", True, 45))
    assert (counted.day, counted.minutes, counted.counts) == (DAY, 45, True)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["let_count", "dismissed"]), st.integers(0, 900), st.integers(1, 9), st.booleans())
def test_a_record_that_is_ruled_to_count_as_told_is_as_if_nothing_had_been(
    ruling: str, minutes: int, version: int, counts: bool
) -> None:
    told = TOLD._replace(version=version, minutes=minutes, counts=counts)
    assert rulings.of_version(told, ruled(ruling, None)) == told == rulings.of_version(told, None)
    for adds in (Sums(services=1, minutes=minutes), Sums(ratings=1, rating_stars=version)):
        assert rulings.of_service(adds, ruled(ruling, None)) == adds == rulings.of_service(adds, None)


def test_a_service_left_out_adds_nothing_and_a_corrected_one_its_minutes() -> None:
    adds = Sums(services=1, minutes=60)
    left_out = Ruling("service", "one", "who", "corrected", DAY, counts=False, minutes=60)
    assert rulings.of_service(adds, left_out) == Sums()
    assert rulings.of_service(adds, left_out._replace(counts=True, minutes=20)) == Sums(services=1, minutes=20)
    rating = Ruling("rating", "one", "who", "set_aside", DAY, counts=False)
    assert rulings.of_service(Sums(ratings=1, rating_stars=5), rating) == Sums()


@pytest.mark.parametrize(
    ("kind", "counts", "minutes", "faults"),
    [
        ("attendance", False, None, {}),
        ("attendance", None, 30, {}),
        ("attendance", True, 60, {"counts": ["changes_nothing"]}),
        ("service", None, 61, {}),
        ("no_show", None, 10, {"minutes": ["not_of_this_record"]}),
        ("rating", True, None, {"counts": ["changes_nothing"]}),
    ],
)
def test_what_is_wrong_with_a_correction(
    kind: str, counts: bool | None, minutes: int | None, faults: dict[str, list[str]]
) -> None:
    assert rulings.faults(kind, Counting(True, 60), counts, minutes) == faults
