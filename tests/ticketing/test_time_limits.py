"""Time limits: which hold when, and what cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from contracts import vocabulary
from ticketing import time_limits
from ticketing.time_limits import ANSWER, DISPATCH, REPORT_IN, Policies, WrongPolicy, load

USUAL = files("ticketing").joinpath("policies/time-limits-1.json").read_text("utf-8")
DAY = timedelta(hours=7, minutes=30)


def changed(change: Callable[[dict[str, Any]], Any]) -> str:
    document = json.loads(USUAL)
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("clock", "term", "span"),
    [
        *((clock, "life_safety", timedelta(hours=1)) for clock in (DISPATCH, REPORT_IN)),
        *((clock, "utilities", timedelta(hours=2)) for clock in (DISPATCH, REPORT_IN)),
        *((clock, "ordinary", DAY) for clock in (DISPATCH, REPORT_IN)),
        (ANSWER, "life_safety", timedelta(hours=2)),
        (ANSWER, "utilities", timedelta(hours=24)),
        (ANSWER, "ordinary", 7 * DAY),
        (ANSWER, "complex", 15 * DAY),
    ],
)
def test_the_usual_limits_are_those_of_the_standard(clock: str, term: str, span: timedelta) -> None:
    limit = time_limits.own().on(date(2026, 11, 26)).limits[clock, term]
    assert limit.span == span
    assert bool(limit.hours.intervals) == (term in ("ordinary", "complex"))


def test_the_policy_in_force_is_the_newest_that_is_effective_and_the_first_holds_before_it() -> None:
    later = load(changed(lambda document: document.update(version="2", effective_from="2027-01-01")))
    policies = Policies([later, load(USUAL)])
    assert policies.on(date(2026, 12, 31)).version == "1"
    assert policies.on(date(2027, 1, 1)).version == "2"
    assert policies.on(date(2000, 1, 1)).version == "1"
    assert policies.named("time-limits/2") is later
    with pytest.raises(KeyError):
        policies.named("time-limits/3")


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("effective_from"),
        lambda document: document["limits"].pop("answer"),
        lambda document: document["limits"]["answer"].pop("complex"),
        lambda document: document["limits"]["dispatch"].update(complex={"time": "office_hours", "working_days": 1}),
        lambda document: document["limits"].update(visit=document["limits"]["dispatch"]),
        lambda document: document["limits"]["dispatch"]["ordinary"].update(hours=1),
        lambda document: document["limits"]["dispatch"]["ordinary"].update(working_days=0),
        lambda document: document["limits"]["dispatch"]["life_safety"].update(time="sometimes"),
        lambda document: document.update(office_hours=[]),
        lambda document: document.update(office_hours=[["12:00", "08:30"]]),
        lambda document: document.update(office_hours=[["08:30", "12:00"], ["11:00", "17:30"]]),
        lambda document: document.update(holidays=[]),
    ],
)
def test_a_policy_that_lacks_or_mistakes_something_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(WrongPolicy):
        load(changed(change))
    assert load(USUAL).reference == "time-limits/1"


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(WrongPolicy):
        load("{")


def test_there_is_a_limit_for_every_clock_and_term_of_the_vocabulary() -> None:
    kept = {(clock, term) for clock in vocabulary.NEED_CLOCKS for term in vocabulary.URGENCIES}
    assert kept <= set(time_limits.own().on(date(2026, 1, 1)).limits)
