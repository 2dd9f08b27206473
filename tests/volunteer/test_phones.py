"""Telephone numbers are kept so that only the key's holder can read or look for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.phones import Phones

ONE, OTHER = Phones("one secret that is long enough to serve"), Phones("another secret that is long enough too")

digits = st.from_regex(r"[0-9]{7,15}", fullmatch=True)


@given(digits)
def test_a_sealed_number_does_not_show_and_opens_again(phone: str) -> None:
    sealed = ONE.seal(phone)
    assert phone not in sealed
    assert ONE.open(sealed) == phone


@pytest.mark.parametrize("written", ["139 0000 0001", "139-0000-0001", "+86 13900000001", "008613900000001"])
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert ONE.mark(written) == ONE.mark("13900000001")


def test_numbers_of_two_telephones_have_two_marks() -> None:
    assert ONE.mark("13900000001") != ONE.mark("13900000002")
    assert ONE.mark("8613900") != ONE.mark("13900")


def test_a_mark_says_nothing_without_the_key() -> None:
    assert ONE.mark("13900000001") != OTHER.mark("13900000001")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Phones("short")
