"""Volunteer days that organisations gave."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scoring import volunteer_days
from scoring.volunteer_days import Secondment, Served

FRIDAY = date(2026, 5, 8)


def seconded(organisation: str = "housing", who: str = "lin", **changes: object) -> Secondment:
    return Secondment(organisation, who, "mengyang-east", FRIDAY, None)._replace(**changes)  # type: ignore[arg-type]


def served(day: date = FRIDAY, who: str = "lin", where: str = "mengyang-east") -> Served:
    return Served(who, where, day)


def test_a_day_counts_once_however_often_the_volunteer_served_on_it() -> None:
    thrice = [served(), served(), served(FRIDAY + timedelta(days=7)), served(who="chen")]
    both = [seconded(), seconded(to_day=FRIDAY), seconded(who="chen")]
    assert volunteer_days.given(both, thrice) == {"housing": 3}


def test_days_elsewhere_before_or_after_are_nobodys() -> None:
    term = seconded(from_day=FRIDAY, to_day=FRIDAY + timedelta(days=1))
    outside = [served(FRIDAY - timedelta(days=1)), served(FRIDAY + timedelta(days=2)), served(where="yaozhou")]
    assert volunteer_days.given([term], [*outside, served(who="chen")]) == {}
    assert volunteer_days.given([term], [*outside, served(FRIDAY + timedelta(days=1))]) == {"housing": 1}


def test_each_organisation_that_seconds_a_volunteer_gives_the_day() -> None:
    assert volunteer_days.given([seconded(), seconded("water")], [served()]) == {"housing": 1, "water": 1}


days = st.dates(date(2026, 5, 1), date(2026, 5, 6))
codes = st.sampled_from(("housing", "water"))
people = st.sampled_from(("lin", "chen"))
places = st.sampled_from(("mengyang-east", "yaozhou"))
secondments = st.lists(st.builds(Secondment, codes, people, places, days, st.none() | days), max_size=6)
services = st.lists(st.builds(Served, people, places, days), max_size=8)


@given(secondments, services)
def test_the_days_of_an_organisation_are_those_on_which_one_of_its_people_served(
    terms: list[Secondment], done: list[Served]
) -> None:
    expected = {}
    for organisation in ("housing", "water"):
        own = {
            one
            for one in done
            for term in terms
            if (term.organisation, term.volunteer_id, term.community) == (organisation, one.volunteer_id, one.community)
            and term.from_day <= one.day <= (term.to_day or date.max)
        }
        if own:
            expected[organisation] = len(own)
    assert volunteer_days.given(terms, done) == expected
    assert volunteer_days.given(terms[::-1], done + done) == expected
