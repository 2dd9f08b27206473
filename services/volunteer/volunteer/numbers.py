"""The number a volunteer keeps for life: ``V-000123-K``.

It is made of a serial number only, so it says nothing about the person and needs no identity card. The check
letter is the serial modulo 23: since 23 is a prime above 10 and neither 10 nor 9 is a multiple of it, one wrong
digit and two neighbours swapped always lead to another letter.
"""

from __future__ import annotations

import re

_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
"""23 letters; I, O and U are left out because people misread them."""

_NUMBER = re.compile(r"V-([0-9]{6}|[1-9][0-9]{6,17})-([A-Z])", re.ASCII)


def number_of(serial: int) -> str:
    """The number of the volunteer with the serial number `serial`, 1 or more."""
    return f"V-{serial:06d}-{_LETTERS[serial % 23]}"


def serial_of(number: str) -> int | None:
    """The serial number in `number`, or None if nobody can have that number: mistyped or made up."""
    match = _NUMBER.fullmatch(number)
    if match is None or _LETTERS[int(match[1]) % 23] != match[2]:
        return None
    return int(match[1])
