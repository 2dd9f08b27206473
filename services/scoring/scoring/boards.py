"""Ratings as they are shown: one, or a board of many, best first, each with its explanation.

Scores are worked out from the sums when asked for, by the policy then in force for the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from chassis.refusals import NotFound

from . import (
    appraisal,
    closing,
    department_queries,
    department_ruling_queries,
    explanations,
    queries,
    ratings,
    ruling_queries,
    stars,
)
from .appraisal import Appraisal, Counts, DepartmentPolicy
from .clauses import Sums
from .explanations import Behind, LeftOut
from .policies import Policies, in_force
from .ranking import ranks
from .ratings import Counted
from .stars import StarPolicy
from .sums import Days


def star_rating(session: Session, own: Policies, today: date, volunteer_id: str, year: int) -> dict[str, Any]:
    """One volunteer's rating. The place is the one on the board of the volunteer's own community. Raises
    `NotFound`."""
    here = queries.neighbours(session, volunteer_id, year)
    if here is None:
        raise NotFound("volunteer", volunteer_id)
    standing = closing.standing_in(here.closing)
    counted = _counted(session, own, today, year, {volunteer_id: here.sums}, standing)[volunteer_id]
    place = None
    if here.community is not None:
        others = _counted(session, own, today, year, here.others, standing)
        place = _place(own.stars_of(year, today, here.community), counted, others.values())
    days = ratings.days_of(counted.policy, year, today)
    steps = ruling_queries.steps(session, [volunteer_id]) if here.is_ruled else []
    behind = queries.behind_stars(session, [volunteer_id], days, ruling_queries.held(steps))[volunteer_id]
    ruled = ruling_queries.shown(steps, *days).get(volunteer_id, [])
    return _shown(volunteer_id, here.community, year, place, counted, behind, standing, ruled)


def star_rating_as_known(session: Session, own: Policies, day: date, volunteer_id: str, year: int) -> dict[str, Any]:
    """One volunteer's rating as was known at the end of a past day, by the policy then in force; without a place.
    Raises `NotFound`."""
    if not queries.is_known_volunteer(session, volunteer_id):
        raise NotFound("volunteer", volunteer_id)
    community = queries.community_of(session, volunteer_id)
    counted = ratings.as_known(session, own, day, year, volunteer_id)
    behind = ratings.behind_as_known(session, counted.policy, day, year, volunteer_id)
    days = ratings.days_of(counted.policy, year, day)
    steps = ruling_queries.steps(session, [volunteer_id], ratings.end_of(day))
    ruled = ruling_queries.shown(steps, *days).get(volunteer_id, [])
    return _shown(volunteer_id, community, year, None, counted, behind, closing.PROVISIONAL, ruled)


def star_board(session: Session, own: Policies, today: date, community: str, year: int) -> list[dict[str, Any]]:
    """Everyone on a community's board. A rating is of all that a volunteer did, wherever, so who served in two
    communities stands on both boards with the same one; where the own community's policy is another than that of the
    board, without a place. Those without a service yet come last."""
    standing = closing.standing(session, year)
    counted = _counted(session, own, today, year, queries.on_board(session, community, year), standing)
    places = _star_places(own.stars_of(year, today, community), counted)
    return _shown_stars(session, today, year, counted, places, community, standing)


def appraisals(
    session: Session, own: Policies, today: date, period: str, department: str | None = None
) -> list[dict[str, Any]]:
    """The appraisals of a period of all departments that take part or were counted, or of one of them."""
    policy = in_force(own.departments, period, today)
    counts = department_queries.counts_of(session, period)
    results = {code: appraisal.appraise(policy, counts[code]) for code in sorted(counts)}
    places = dict(zip(results, ranks([result.total for result in results.values()]), strict=True))
    if department is not None:
        counts = {department: counts.get(department, Counts())}
        results = {department: appraisal.appraise(policy, counts[department])}
    behind, left_out = department_queries.evidence(session, results, period, counts)
    ruled = department_ruling_queries.shown(session, results, period)
    shown = []
    for code, result in results.items():
        why = behind[code], left_out[code], ruled.get(code, [])
        shown.append(_shown_appraisal(policy, period, code, places.get(code), counts[code], result, *why))
    return sorted(shown, key=lambda item: (item["rank"] is None, item["rank"] or 0, item["department"]))


def _counted(
    session: Session, own: Policies, today: date, year: int, of_year: Mapping[str, Sums], standing: str
) -> dict[str, Counted]:
    if standing == closing.PROVISIONAL:
        return ratings.of_people(session, own, today, year, of_year)
    return closing.frozen(session, own, year, of_year)


def _place(policy: StarPolicy, one: Counted, others: Iterable[Counted]) -> int | None:
    """The place that `ranks` gives to one among those rated by the `policy`."""
    reference, score = policy.reference, stars.scored(policy, one.sums)
    if score is None or one.policy.reference != reference:
        return None
    theirs = [stars.scored(policy, other.sums) for other in others if other.policy.reference == reference]
    return 1 + sum(1 for one in theirs if one is not None and one > score)


def _star_places(policy: StarPolicy, counted: Mapping[str, Counted]) -> dict[str, int | None]:
    """The places of those rated by the `policy`."""
    rated = {
        one: stars.score(policy, what.sums)
        for one, what in counted.items()
        if what.policy.reference == policy.reference
    }
    return dict(zip(rated, ranks(list(rated.values())), strict=True))


def _shown_stars(
    session: Session,
    today: date,
    year: int,
    counted: Mapping[str, Counted],
    places: Mapping[str, int | None],
    community: str | None,
    standing: str,
) -> list[dict[str, Any]]:
    by_days: dict[Days, list[str]] = {}
    for volunteer_id, what in counted.items():
        by_days.setdefault(ratings.days_of(what.policy, year, today), []).append(volunteer_id)
    behind: dict[str, Mapping[str, Behind]] = {}
    ruled: dict[str, list[dict[str, Any]]] = {}
    for days, people in by_days.items():
        steps = ruling_queries.steps(session, people)
        behind.update(queries.behind_stars(session, people, days, ruling_queries.held(steps)))
        ruled.update(ruling_queries.shown(steps, *days))
    items = [
        _shown(one, community, year, places.get(one), what, behind[one], standing, ruled.get(one, []))
        for one, what in counted.items()
    ]
    return sorted(items, key=lambda item: (item["rank"] is None, item["rank"] or 0, item["volunteer_id"]))


def _shown(
    volunteer_id: str,
    community: str | None,
    year: int,
    place: int | None,
    counted: Counted,
    behind: Mapping[str, Behind],
    standing: str,
    ruled: list[dict[str, Any]],
) -> dict[str, Any]:
    policy, sums, frozen = counted
    tenths, earned = stars.rate(policy, sums)
    return {
        "volunteer_id": volunteer_id,
        "community": community,
        "year": year,
        "rank": place,
        "stars": None if tenths is None else earned if frozen is None else frozen,
        "standing": standing,
        "score": _text(stars.score(policy, sums)),
        "not_rated": stars.not_rated(policy, sums),
        **sums._asdict(),
        "next_star": _next_star(policy, sums),
        "explanation": explanations.explain_stars(policy, year, sums, behind, frozen, ruled),
    }


def _next_star(policy: StarPolicy, sums: Sums) -> dict[str, Any] | None:
    following = stars.missing(policy, sums)
    if following is None:
        return None
    gaps = {gap.measure: str(gap.missing) for gap in following[1]}
    return {"stars": following[0], "missing": gaps.get("score", "0.0"), "gaps": gaps}


def _shown_appraisal(
    policy: DepartmentPolicy,
    period: str,
    department: str,
    place: int | None,
    counts: Counts,
    result: Appraisal,
    behind: Mapping[str, Behind],
    left_out: Mapping[str, LeftOut],
    ruled: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "department": department,
        "period": period,
        "rank": place,
        "total": _text(result.total),
        "not_rated": result.not_rated,
        **{f"{rate.clause}_rate": _text(rate.percent) for rate in result.rates},
        "counts": explanations.counted(policy, counts),
        "explanation": explanations.explain_appraisal(policy, period, counts, result, behind, left_out, ruled),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
