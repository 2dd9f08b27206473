"""Explanations as people read them: explanations.txt holds one for each kind of clause, each period and a department,
to be read through whenever it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring import appraisal, explanations, policies
from scoring.appraisal import Counts
from scoring.clauses import CLAUSES, Sums
from scoring.stars import StarPolicy

GOLDEN = Path(__file__).with_name("explanations.txt")
OWN = policies.own()
YEAR = 2026

DONE = Sums(
    services=7,
    minutes=750,
    ratings=3,
    rating_stars=13,
    attendances=4,
    attended_minutes=495,
    trainings=2,
    honour_minutes=100,
    no_shows=1,
)

CLAUSE: dict[str, dict[str, Any]] = {
    "service_minutes": {"weight": "100", "target": 3000},
    "service_count": {"weight": "100", "target": 40},
    "evaluation": {"weight": "100", "prior_stars": "3.5", "prior_count": 4},
    "attendance": {"weight": "100", "target": 900},
    "training": {"weight": "100", "target": 3},
    "honour_minutes": {"weight": "100", "target": 240, "factor": "0.5"},
    "credit_hours": {"points_each": "2"},
    "honour_hours": {"points_each": "10", "most": "15"},
    "each_service": {"points_each": "1.5"},
    "each_training": {"points_each": "20", "most": "30"},
    "no_shows": {"points_each": "2", "most": "10"},
}
WEIGHTED = ("20", "40", "60", "75", "90")
HOURS = [{"credit_hours": hours} for hours in (10, 20, 40, 80, 160)]


def policy(*clauses: dict[str, Any], thresholds: Any = WEIGHTED, **changes: Any) -> StarPolicy:
    document = {
        "decides": "stars",
        "name": "shown",
        "version": "1",
        "owner": "district",
        "effective_from": "2000-01-01",
        "period": "year",
        "clauses": list(clauses),
        "thresholds": list(thresholds),
    }
    made = policies.read(document | changes)
    assert isinstance(made, StarPolicy)
    return made


def of_stars(title: str, by: StarPolicy, done: Sums = DONE) -> Iterator[str]:
    yield from shown(title, explanations.explain_stars(by, YEAR, done))


def shown(title: str, told: dict[str, Any]) -> Iterator[str]:
    yield f"== {title}"
    for line in told["clauses"]:
        yield f"{line['clause']}: {line['formula']}"
    yield told["rule"]
    yield told["words"]["zh"]
    yield told["words"]["en"]
    yield ""


def every_explanation() -> Iterator[str]:
    for name in CLAUSES:
        clauses = [{"clause": name, **CLAUSE[name]}]
        if name == "no_shows":
            clauses.insert(0, {"clause": "each_service", **CLAUSE["each_service"]})
        yield from of_stars(name, policy(*clauses))
    hours = {"clause": "credit_hours", "points_each": "1"}
    yield from of_stars("period: year", OWN.stars[0])
    yield from of_stars("period: rolling", policy(hours, thresholds=HOURS, period="rolling", months=12))
    yield from of_stars("period: cumulative", policy(hours, thresholds=HOURS, period="cumulative"))
    yield from of_stars("not rated", OWN.stars[0], Sums(attendances=1, attended_minutes=60))
    for title, counts in (
        ("department", Counts(rated_1=1, rated_3=2, rated_5=4, resolved=5, in_time=3, late=1, unanswered=1)),
        (
            "department asked about, excused and not reached",
            Counts(
                rated_5=2, called_satisfied=1, called_not_satisfied=1, resolved=3, in_time=2, excused=1, not_reached=2
            ),
        ),
        ("department without a whistle", Counts(rated_2=1, rated_4=3, resolved=3)),
        ("department with too few cases", Counts(rated_5=1, resolved=1, in_time=1, unanswered=1)),
    ):
        result = appraisal.appraise(OWN.departments[0], counts)
        yield from shown(title, explanations.explain_appraisal(OWN.departments[0], "2026-Q4", counts, result, {}))


def test_explanations_read_as_they_were_reviewed() -> None:
    assert list(every_explanation()) == GOLDEN.read_text("utf-8").split("\n")[:-1]


def test_every_kind_of_clause_has_its_explanation() -> None:
    titles = {line.removeprefix("== ") for line in GOLDEN.read_text("utf-8").splitlines() if line.startswith("== ")}
    assert titles >= set(CLAUSES) | {"period: year", "period: rolling", "period: cumulative", "department"}
