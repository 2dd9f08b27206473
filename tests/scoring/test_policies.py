"""Policies are data: every fault is named with its place, and every period has exactly one policy."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import periods, policies, stars
from scoring.clauses import Sums
from scoring.policies import WrongPolicy
from scoring.stars import StarPolicy

STARS: dict[str, Any] = {
    "decides": "stars",
    "name": "yearly-stars",
    "version": "1",
    "owner": "district",
    "effective_from": "2000-01-01",
    "period": "year",
    "clauses": [
        {"clause": "service_minutes", "weight": "60", "target": 3000},
        {"clause": "evaluation", "weight": "40", "prior_stars": "3.0", "prior_count": 5},
    ],
    "thresholds": ["20", "40", "60", "75", "90"],
}
DEPARTMENTS: dict[str, Any] = {
    "decides": "departments",
    "name": "three-rates",
    "version": "1",
    "owner": "district",
    "effective_from": "2000-01-01",
    "period": "quarter",
    "clauses": [
        {"clause": "response", "weight": "30"},
        {"clause": "satisfaction", "weight": "35"},
        {"clause": "resolution", "weight": "35"},
    ],
    "satisfied_from": 4,
    "basically_satisfied_from": 3,
    "basically_satisfied_counts": "0.9",
    "minimum_cases": 3,
}
POINTS: dict[str, Any] = {
    "decides": "points",
    "name": "hourly-points",
    "version": "1",
    "owner": "district",
    "effective_from": "2000-01-01",
    "earned_from": "credit_hours",
    "per_hour": 1,
    "expires": {"month": 12, "day": 31, "years_after": 0},
}


ASPECTS: dict[str, Any] = {
    "decides": "aspects",
    "name": "two-aspects",
    "version": "1",
    "owner": "district",
    "effective_from": "2000-01-01",
    "period": "quarter",
    "aspects": [
        {"code": "attitude", "weight": "40", "source": "marks"},
        {"code": "projects", "weight": "60", "source": "projects_finished", "target": 2},
    ],
    "least_weight": "50",
    "extreme_below": 60,
    "extreme_above": 95,
}


def faults(*documents: Any) -> list[str]:
    named = {f"{number}.json": json.dumps(document) for number, document in enumerate(documents)}
    with pytest.raises(WrongPolicy) as refused:
        policies.load({"aspects.json": json.dumps(ASPECTS)} | named)
    return list(map(str, refused.value.faults))


def test_the_policies_that_come_with_the_service_are_usable() -> None:
    own = policies.own()
    assert [policy.reference for policy in own.stars] == ["yearly-stars/1"]
    assert [policy.reference for policy in own.departments] == ["three-rates/1"]
    assert [policy.reference for policy in own.points] == ["hourly-points/1"]


@pytest.mark.parametrize(
    ("name", "done", "earned"),
    [
        ("hours", Sums(minutes=300 * 60), 2),
        ("hours", Sums(attended_minutes=1500 * 60), 5),
        ("hours-to-1000", Sums(minutes=499 * 60 + 59), 2),
        ("hours-to-1000", Sums(minutes=1000 * 60), 5),
        ("hours-and-points", Sums(minutes=200 * 60), 2),  # 2,000 points are 100 too few for the third
        ("hours-and-points", Sums(minutes=200 * 60, trainings=5), 3),
        ("hours-and-points", Sums(minutes=200 * 60, trainings=5, no_shows=2), 1),  # 2,040 points, and a star less
        ("full-year", Sums(50, 3000, 995, 4975, 20, 1200, 2, 2400), 5),
    ],
)
def test_the_ladders_in_use_elsewhere_are_ready_to_be_adopted(name: str, done: Sums, earned: int) -> None:
    policy = policies.read(policies.ready()[name])
    assert isinstance(policy, StarPolicy)
    assert stars.rate(policy, done)[1] == earned


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"thresholds": [{"credit_hours": 5}, {"services": 9}, "40", "50", "60"]},
            "thresholds.1: less_than_level_before:credit_hours",
        ),
        ({"thresholds": [{}, "20", "30", "40", "50"]}, "thresholds.0: asks_for_nothing"),
        ({"thresholds": ["0", "20", "30", "40", "50"]}, "thresholds.0.score: not_points:100000"),
        ({"period": "rolling"}, "months: months_with_rolling"),
        ({"months": 12}, "months: months_with_rolling"),
        ({"period": "century"}, "period: not_among:year / rolling / cumulative"),
        ({"least_services": 0}, "least_services: zero_without_least_hours"),
        (
            {"clauses": [*STARS["clauses"], {"clause": "credit_hours", "points_each": "1"}]},
            "clauses.2.clause: without_weight_among_weights",
        ),
        ({"clauses": [{"clause": "no_shows", "points_each": "1", "most": "5"}]}, "clauses: nothing_gives_points"),
        ({"clauses": []}, "clauses: too_few:1"),
        ({"quota": [{"stars": 5, "percent": "5"}, {"stars": 5, "percent": "9"}]}, "quota: repeated"),
        ({"demoted_every": 0}, "demoted_every: out_of_range:1,1000"),
        ({"effective_from": "soon"}, "effective_from: not_a_date"),
        ({"name": None}, "name: required"),
        ({"version": "1!"}, "version: not_a_policy_version"),
    ],
)
def test_a_policy_by_itself_is_refused_with_each_fault_at_its_place(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(WrongPolicy) as refused:
        policies.read(STARS | change)
    assert fault in [str(told) for told in refused.value.faults]


def test_every_fault_of_a_policy_is_told_with_its_place() -> None:
    wrong = STARS | {
        "owner": "No Body",
        "clauses": [
            {"clause": "good_looks", "weight": "10"},
            {"clause": "service_minutes", "weight": "0"},
            {"clause": "service_count", "weight": "10", "prior_count": 2},
        ],
        "colour": "red",
    }
    told = faults(wrong, DEPARTMENTS, POINTS)
    for place in (
        "0.json: owner: not_a_code",
        "0.json: clauses.0.clause: not_among:service_minutes / ",
        "0.json: clauses.1.weight: not_points:100",
        "0.json: clauses.2.target: needed_by_clause",
        "0.json: clauses.2.prior_count: not_of_clause",
        "0.json: colour: unknown_field",
    ):
        assert any(fault.startswith(place) for fault in told), (place, told)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"clauses": STARS["clauses"][:1]}, "0.json: clauses: weights_not_hundred:60"),
        ({"thresholds": ["20", "40", "40", "75", "90"]}, "0.json: thresholds.2: not_more_than_level_before"),
        ({"thresholds": ["20", "40"]}, "0.json: thresholds: not_so_many_levels:5"),
        ({"effective_from": "2025-07-01"}, "0.json: effective_from: begins_after:2000-01-01"),
        ({"clauses": STARS["clauses"] * 2}, "0.json: clauses.2.clause: repeated"),
        ({"decides": "the weather"}, "0.json: decides: not_among:stars / departments / points / aspects"),
    ],
)
def test_a_star_policy_that_does_not_hold_together_is_refused(change: dict[str, Any], fault: str) -> None:
    assert any(told.startswith(fault) for told in faults(STARS | change, DEPARTMENTS, POINTS))


def test_a_department_policy_needs_all_three_rates() -> None:
    two = [{"clause": "satisfaction", "weight": "50"}, {"clause": "resolution", "weight": "50"}]
    assert faults(STARS, DEPARTMENTS | {"clauses": two}, POINTS) == ["1.json: clauses: lacking:response"]
    assert faults(STARS, DEPARTMENTS | {"basically_satisfied_from": 5}, POINTS) == [
        "1.json: basically_satisfied_from: more_than_satisfied_from"
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"aspects": ASPECTS["aspects"][:1]}, "aspects: weights_not_hundred:40"),
        ({"aspects": ASPECTS["aspects"] * 2}, "aspects.2.code: repeated"),
        (
            {"aspects": [{"code": "a", "weight": "100", "source": "marks", "target": 3}]},
            "aspects.0.target: target_with_deeds",
        ),
        (
            {"aspects": [{"code": "a", "weight": "100", "source": "projects_finished"}]},
            "aspects.0.target: target_with_deeds",
        ),
        (
            {"aspects": [{"code": "a", "weight": "100", "source": "rumours"}]},
            "aspects.0.source: not_among:marks / response / satisfaction / resolution / projects_finished "
            "/ volunteer_days / joint_meetings",
        ),
        ({"extreme_above": 50}, "extreme_above: less_than_extreme_below"),
    ],
)
def test_an_aspect_policy_that_does_not_hold_together_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(WrongPolicy) as refused:
        policies.read(ASPECTS | change)
    assert fault in [str(told) for told in refused.value.faults]


def test_missing_doubled_and_unreadable_policies_are_refused() -> None:
    assert faults(STARS) == ["nothing_decides:departments", "nothing_decides:points"]
    usual = (STARS, DEPARTMENTS, POINTS)
    assert faults(*usual, STARS | {"version": "2"}) == ["3.json: effective_from: same_day_as:0.json"]
    doubled = STARS | {"effective_from": "2026-01-01"}
    assert faults(*usual, doubled) == ["3.json: version: same_version_as:0.json"]
    with pytest.raises(WrongPolicy, match="torn.json: malformed_json"):
        policies.load({"torn.json": '{"decides": "sta'})
    assert faults([], DEPARTMENTS) == ["0.json: decides: not_among:stars / departments / points / aspects"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"owner": "Qinglan!"}, "2.json: owner: not_a_code"),
        ({"per_hour": 1.5}, "2.json: per_hour: not_a_number"),
        ({"per_hour": -1}, "2.json: per_hour: out_of_range:0,10000"),
        ({"earned_from": "honour_hours"}, "2.json: earned_from: not_among:credit_hours"),
        ({"expires": {"month": 12, "day": 31}}, "2.json: expires.years_after: required"),
        ({"expires": {"month": 2, "day": 29, "years_after": 1}}, "2.json: expires.day: not_a_day_of_every_year"),
        ({"expires": {"month": 6, "day": 30, "years_after": 0}}, "2.json: expires.day: run_out_before_earned"),
        ({"effective_from": "2025-07-01"}, "2.json: effective_from: begins_after:2000-01-01"),
        ({"owner": "qinglan"}, "nothing_decides:points"),
    ],
)
def test_a_points_policy_that_does_not_hold_together_is_refused(change: dict[str, Any], fault: str) -> None:
    assert faults(STARS, DEPARTMENTS, POINTS | change) == [fault]


def test_a_community_may_have_points_of_its_own_from_any_day_on() -> None:
    own = POINTS | {"name": "ten", "owner": "qinglan", "effective_from": "2026-07-01", "per_hour": 10, "expires": None}
    loaded = policies.load(
        {str(n): json.dumps(policy) for n, policy in enumerate((STARS, DEPARTMENTS, POINTS, ASPECTS, own))}
    )

    def rule(community: str, year: int, today: date) -> tuple[int, date | None]:
        policy = loaded.points_of(community, year, today)
        return policy.per_hour, policy.last_day(year)

    usual = {year: (1, date(year, 12, 31)) for year in (2025, 2026)}
    assert rule("qinglan", 2026, date(2026, 6, 30)) == usual[2026]
    assert rule("qinglan", 2026, date(2026, 7, 1)) == (10, None)
    assert rule("qinglan", 2025, date(2030, 1, 1)) == usual[2025]
    assert rule("yijiang", 2026, date(2026, 7, 1)) == usual[2026]
    assert faults(STARS, DEPARTMENTS, POINTS, own, own | {"version": "2"}) == [
        "4.json: effective_from: same_day_as:3.json"
    ]


THREE = policies.load(
    {
        "d": json.dumps(DEPARTMENTS),
        "p": json.dumps(POINTS),
        "a": json.dumps(ASPECTS),
        "1": json.dumps(STARS),
        "2": json.dumps(STARS | {"version": "2", "effective_from": "2026-07-01"}),
        "3": json.dumps(STARS | {"version": "3", "effective_from": "2027-01-01"}),
    }
).stars


@pytest.mark.parametrize(
    ("period", "today", "version"),
    [
        ("2025", date(2030, 1, 1), "1"),  # closed before the second began: pinned
        ("2026", date(2026, 6, 30), "1"),  # a policy to come does not count yet
        ("2026", date(2026, 7, 1), "2"),
        ("2026", date(2030, 1, 1), "2"),  # the third began after the year had ended
        ("2026-Q2", date(2030, 1, 1), "1"),
        ("2027", date(2027, 1, 1), "3"),
        ("2028", date(2026, 7, 1), "2"),  # a period to come is rated by what holds today
    ],
)
def test_a_period_is_rated_by_the_policy_in_force_when_it_ends(period: str, today: date, version: str) -> None:
    assert policies.in_force(THREE, period, today).version == version


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 5000), st.integers(2000, 2039))
def test_a_closed_period_keeps_its_policy_for_ever(today: date, later: int, year: int) -> None:
    if periods.last_day(str(year)) <= today:
        after = date.fromordinal(today.toordinal() + later)
        assert policies.in_force(THREE, str(year), today) is policies.in_force(THREE, str(year), after)
