"""Times as people type them, by the district's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import moments
from contracts import district

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=district.TIME)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10:30", "2026-11-24T10:30:00+08:00"),
        ("9:05:07", "2026-11-24T09:05:07+08:00"),
        ("12:00", "2026-11-24T12:00:00+08:00"),
        ("23:10", "2026-11-23T23:10:00+08:00"),
        ("2026-11-24", "2026-11-24T00:00:00+08:00"),
        ("2026-11-24 10:30", "2026-11-24T10:30:00+08:00"),
        ("2026-11-24T10:30:00+08:00", "2026-11-24T10:30:00+08:00"),
        ("2026-11-24T02:30:00Z", "2026-11-24T10:30:00+08:00"),
        ("11-23 22:29:21", "2026-11-23T22:29:21+08:00"),
        ("12-31 08:00", "2025-12-31T08:00:00+08:00"),
        ("02-29 08:00", "2024-02-29T08:00:00+08:00"),
        ("45s", "2026-11-24T11:59:15+08:00"),
        ("15m", "2026-11-24T11:45:00+08:00"),
        ("2h ago", "2026-11-24T10:00:00+08:00"),
        (" 3d ", "2026-11-21T12:00:00+08:00"),
        ("1w", "2026-11-17T12:00:00+08:00"),
    ],
)
def test_what_is_typed_is_meant_by_the_district_s_clock(text: str, meant: str) -> None:
    assert moments.parse(text, NOW.astimezone(UTC)) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "25:00", "10:60", "2026-13-01", "02-30 10:00", "10.30", "3x", "-5m", "１５m", "999999d", "first"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moments.parse(text, NOW)


@given(st.timedeltas(timedelta(0), timedelta(days=360)))
def test_what_tables_show_is_read_back(ago: timedelta) -> None:
    moment = (NOW - ago).replace(microsecond=0)
    assert moments.parse(moments.shown(moment.astimezone(UTC)), NOW) == moment


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(seconds=61), "1 min 1 s"),
        (timedelta(hours=5, minutes=7), "5 h 7 min"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
    ],
)
def test_a_length_of_time_in_its_two_largest_units(span: timedelta, said: str) -> None:
    assert moments.age(span) == said
