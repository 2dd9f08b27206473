"""Who is responsible where several departments come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contracts import vocabulary
from ticketing.responsibility import passes

purposes = st.sampled_from(vocabulary.WHISTLE_PURPOSES)
departments = st.sampled_from(["water", "power", "housing"])


@given(purposes, st.booleans(), st.none() | departments)
def test_the_first_to_come_is_responsible_whatever_it_was_called_for(
    purpose: str, lead: bool, asked_by: str | None
) -> None:
    assert passes(purpose, lead, asked_by, None, None)


@given(purposes, st.booleans(), st.none() | departments)
def test_no_department_takes_a_need_from_a_volunteer(purpose: str, lead: bool, asked_by: str | None) -> None:
    assert not passes(purpose, lead, asked_by, "volunteer", "somebody")


def test_the_responsible_department_stays_it_until_the_lead_or_who_takes_over_has_come() -> None:
    assert not passes("summons", False, None, "department", "water")
    assert passes("summons", True, None, "department", "water")
    assert passes("handover", False, "water", "department", "water")
    assert not passes("help", False, "water", "department", "water")


def test_a_handover_of_one_that_is_not_responsible_any_more_changes_nothing() -> None:
    assert not passes("handover", False, "power", "department", "water")
