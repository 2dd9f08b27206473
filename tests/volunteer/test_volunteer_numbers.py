"""A number for life can be read out over the telephone: a slip is noticed."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from contracts.requests.volunteer import Volunteer
from volunteer.numbers import number_of, serial_of

serials = st.integers(1, 10**12)


def test_a_number_holds_six_digits_and_a_check_letter() -> None:
    assert number_of(123) == "V-000123-J"


@given(serials)
def test_a_number_leads_back_to_its_serial_and_fits_into_an_answer(serial: int) -> None:
    number = number_of(serial)
    assert serial_of(number) == serial
    assert Volunteer(only=["number"]).load({"number": number}) == {"number": number}


@given(serials, st.data())
def test_any_single_wrong_character_is_noticed(serial: int, data: st.DataObject) -> None:
    number = number_of(serial)
    position = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from(string.printable).filter(lambda character: character != number[position]))
    assert serial_of(number[:position] + wrong + number[position + 1 :]) is None


@given(serials, st.data())
def test_any_two_neighbours_swapped_are_noticed(serial: int, data: st.DataObject) -> None:
    number = number_of(serial)
    position = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert swapped == number or serial_of(swapped) is None
