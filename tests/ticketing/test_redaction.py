"""What everybody may know of a need: days and states, of kinds that give nobody away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import district, vocabulary
from ticketing import redaction
from ticketing.redaction import Facts, is_open, redacted

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
changes = st.lists(st.tuples(st.sampled_from(vocabulary.NEED_STATES), moments), max_size=8).map(
    lambda found: sorted(found, key=lambda change: change[1])
)


def facts(kind: str | None = "environment", **more: Any) -> Facts:
    usual: dict[str, Any] = {"number": "C-1", "community": "c", "state": "reported", "changes": []}
    return Facts(**{**usual, "kind": kind, "due_at": None, "late": False, "anonymous": False, **more})


def test_a_kind_is_open_unless_it_is_withheld_or_unknown() -> None:
    opened = {kind for kind in vocabulary.NEED_KINDS if is_open(kind, anonymous=False)}
    assert set(vocabulary.NEED_KINDS) - opened == {"hardship_relief", "health_care"}
    assert not is_open(None, anonymous=False)


def test_no_need_is_open_whose_reporter_wanted_to_stay_unknown() -> None:
    assert not any(is_open(kind, anonymous=True) for kind in vocabulary.NEED_KINDS)
    with pytest.raises(ValueError):
        redacted(facts(anonymous=True))


@pytest.mark.parametrize("kind", ["hardship_relief", "health_care", None])
def test_what_is_withheld_has_no_redacted_form(kind: str | None) -> None:
    with pytest.raises(ValueError):
        redacted(facts(kind))


@given(changes, st.none() | moments, st.booleans())
def test_every_moment_becomes_the_district_s_day_and_nothing_else_is_told(
    made: list[tuple[str, datetime]], due_at: datetime | None, late: bool
) -> None:
    shown = redacted(facts(changes=made, due_at=due_at, late=late))
    assert set(shown) == {"number", "community", "kind", "state", "steps", "due_on", "late"}
    assert [(step["state"], step["day"]) for step in shown["steps"]] == [
        (state, district.day_of(at)) for state, at in made
    ]
    days = [step["day"] for step in shown["steps"]]
    assert days == sorted(days)
    assert not any(isinstance(day, datetime) for day in [*days, shown["due_on"]])


@given(moments)
def test_ninety_whole_days_are_listed_today_among_them(now: datetime) -> None:
    first = redaction.listed_from(now)
    assert district.midnight(district.day_of(first)) == first
    assert (district.day_of(now) - district.day_of(first)) == timedelta(days=89)
