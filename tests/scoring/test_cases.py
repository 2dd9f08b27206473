"""What counts of a service, of all that was said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.transaction import new_id
from contracts import Envelope
from scoring import cases
from scoring.appraisal import Counts
from scoring.cases import Case

from tests.scoring.facts import SPRING, called_back, completed, not_reached, rated

SERVICE = completed("housing", provider_kind="department")


def read(event: Any) -> Case:
    found = cases.read(Envelope(id=new_id(), time=datetime.now(UTC), data=event))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("event", "counted"),
    [
        (rated(SERVICE, 2, resolved=False), {"rated_2": 1}),
        (rated(SERVICE, 5), {"rated_5": 1, "resolved": 1}),
        (called_back(SERVICE, "satisfied"), {"called_satisfied": 1, "resolved": 1}),
        (called_back(SERVICE, "basically_satisfied", resolved=False), {"called_basically_satisfied": 1}),
        (called_back(SERVICE, "not_satisfied", resolved=False), {"called_not_satisfied": 1}),
        (not_reached(SERVICE), {"not_reached": 1}),
    ],
)
def test_what_is_said_of_a_service_is_counted_under_one_name(event: Any, counted: dict[str, int]) -> None:
    case = read(event)
    assert +case.counts == counted
    assert set(case.counts) <= set(Counts._fields)
    assert (case.department, case.completed_at) == ("housing", SPRING)


def test_a_rating_stands_above_a_call_back_and_that_above_one_that_could_not_be_made() -> None:
    worst, best = read(rated(SERVICE, 1, resolved=False)), read(called_back(SERVICE, "satisfied"))
    assert worst.strength > best.strength > read(not_reached(SERVICE)).strength
    later = completed("water", at=SPRING + timedelta(days=3), provider_kind="department")
    assert worst.strength > read(called_back(later, "satisfied")).strength
    assert read(not_reached(later)).strength > read(not_reached(SERVICE)).strength


def test_what_is_said_of_a_volunteer_and_a_failure_that_does_not_say_whose_make_no_case() -> None:
    of_a_volunteer = completed(new_id())
    for event in (
        rated(of_a_volunteer, 5),
        called_back(of_a_volunteer, "satisfied"),
        not_reached(of_a_volunteer),
        not_reached(SERVICE, provider_kind=None, provider=None, completed_at=None),
    ):
        assert cases.read(Envelope(id=new_id(), time=datetime.now(UTC), data=event)) is None
