"""Check-in codes: what is shown is right for as long as somebody may be typing it, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from volunteer import codes

SECRET = bytes(range(32))
NOON = datetime(2026, 11, 20, 4, 0, 7, tzinfo=UTC)


def test_a_code_stands_to_the_end_of_its_half_minute_and_is_taken_for_another() -> None:
    code, until = codes.shown(SECRET, NOON)
    assert (len(code), code.isdigit()) == (8, True)
    assert until == datetime(2026, 11, 20, 4, 0, 30, tzinfo=UTC)
    assert codes.shown(SECRET, until)[0] != code
    last = until + timedelta(seconds=29)
    assert [codes.is_right(SECRET, code, when) for when in (NOON, until, last)] == [True, True, True]
    assert not codes.is_right(SECRET, code, until + timedelta(seconds=30))


def test_a_code_to_come_is_not_right_yet() -> None:
    code, _ = codes.shown(SECRET, NOON + timedelta(seconds=30))
    assert not codes.is_right(SECRET, code, NOON)


def test_spaces_between_the_digits_do_not_hurt() -> None:
    code, _ = codes.shown(SECRET, NOON)
    assert codes.is_right(SECRET, f" {code[:4]} {code[4:]}", NOON)


@pytest.mark.parametrize("typed", ["", "0", "1234567a", "签到码", "9" * 20])
def test_anything_else_is_wrong(typed: str) -> None:
    assert not codes.is_right(SECRET, typed, NOON)
    assert not codes.is_right(bytes(32), codes.shown(SECRET, NOON)[0], NOON)
