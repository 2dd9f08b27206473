"""When something was heard is read however a list has it, by the district's clock."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import heard
from contracts import district


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-24 09:30", (2026, 11, 24, 9, 30)),
        ("2026-11-24T09:30:15", (2026, 11, 24, 9, 30, 15)),
        ("2026/3/5 9:05", (2026, 3, 5, 9, 5)),
        ("2026.03.05", (2026, 3, 5)),
        ("2026年3月5日", (2026, 3, 5)),
        ("2026年3月5日 下午3点20分", (2026, 3, 5, 15, 20)),
        ("2026年3月5日15时20分", (2026, 3, 5, 15, 20)),
        ("2026年3月5日上午9点", (2026, 3, 5, 9)),
        ("2026年3月5日 中午12点", (2026, 3, 5, 12)),
        ("２０２６－０３－０５　０９：３０", (2026, 3, 5, 9, 30)),
        ("46086.5", (2026, 3, 5, 12)),
        ("46086", (2026, 3, 5)),
    ],
)
def test_ways_of_typing_it(text: str, meant: tuple[int, ...]) -> None:
    assert heard.parse(text) == datetime(*meant, tzinfo=district.TIME)  # type: ignore[misc, arg-type]


def test_a_zone_that_is_named_is_kept() -> None:
    assert heard.parse("2026-03-05T01:30:00+00:00") == datetime(2026, 3, 5, 9, 30, tzinfo=district.TIME)


@pytest.mark.parametrize(
    "text",
    ["昨天", "2026", "2026-13-01", "2026-02-30 10:00", "3月5日", "25:00", "2026-03-05 25:00", "晚上8点", "99999"]
    + ["2026年3月5日 晚上12点", "2026年3月5日 凌晨12点", "", "26-03-05"],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        heard.parse(text)


@given(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)))
def test_what_a_spreadsheet_keeps_and_what_it_shows_mean_the_same(moment: datetime) -> None:
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    meant = moment.replace(tzinfo=district.TIME)
    assert heard.parse(f"{serial:.8f}") == heard.parse(moment.isoformat()) == heard.parse(f"{moment:%Y/%m/%d %H:%M:%S}")
    assert heard.parse(moment.isoformat()) == meant


@given(st.text())
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError, OverflowError):
        assert heard.parse(text).tzinfo is not None
