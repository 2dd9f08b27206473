"""Ratings as they are shown: one, or a board of many, best first, each with its explanation.

Scores are worked out from the sums when asked for, by the policy then in force for the period.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from . import appraisal, explanations, queries, stars
from .appraisal import Appraisal, Counts, DepartmentPolicy
from .explanations import Behind
from .policies import Policies, in_force
from .ranking import ranks
from .stars import StarPolicy, Sums

NO_SERVICE = "no_service"


def star_rating(session: Session, own: Policies, today: date, volunteer_id: str, year: int) -> dict[str, Any]:
    """One volunteer's rating. The place is the one on the board of the volunteer's own community."""
    policy = in_force(own.stars, str(year), today)
    community = queries.community_of(session, volunteer_id)
    everyone = queries.on_board(session, community, year) if community else {}
    sums = queries.sums_of(session, [volunteer_id], year)
    places = _star_places(policy, everyone | sums) if community else {}
    return _shown_stars(session, policy, year, sums, places, community)[0]


def star_board(session: Session, own: Policies, today: date, community: str, year: int) -> list[dict[str, Any]]:
    """Everyone on a community's board. A rating is of all that a volunteer did in the year, wherever, so who served
    in two communities stands on both boards with the same one. Those without a service yet come last."""
    policy = in_force(own.stars, str(year), today)
    sums = queries.on_board(session, community, year)
    return _shown_stars(session, policy, year, sums, _star_places(policy, sums), community)


def appraisals(
    session: Session, own: Policies, today: date, period: str, department: str | None = None
) -> list[dict[str, Any]]:
    """The appraisals of a period of all departments that take part or were counted, or of one of them."""
    policy = in_force(own.departments, period, today)
    counts = queries.counts_of(session, period)
    results = {code: appraisal.appraise(policy, counts[code]) for code in sorted(counts)}
    places = dict(zip(results, ranks([result.total for result in results.values()]), strict=True))
    if department is not None:
        counts = {department: counts.get(department, Counts())}
        results = {department: appraisal.appraise(policy, counts[department])}
    behind = queries.behind_appraisals(session, results, period, counts)
    shown = [
        _shown_appraisal(policy, period, code, places.get(code), counts[code], result, behind[code])
        for code, result in results.items()
    ]
    return sorted(shown, key=lambda item: (item["rank"] is None, item["rank"] or 0, item["department"]))


def _star_places(policy: StarPolicy, sums: Mapping[str, Sums]) -> dict[str, int | None]:
    return dict(zip(sums, ranks([stars.score(policy, one) for one in sums.values()]), strict=True))


def _shown_stars(
    session: Session,
    policy: StarPolicy,
    year: int,
    sums: Mapping[str, Sums],
    places: Mapping[str, int | None],
    community: str | None,
) -> list[dict[str, Any]]:
    completed, rated = queries.events_of_volunteers(session, sums, year)
    items = []
    for volunteer_id, one in sums.items():
        score = stars.score(policy, one)
        services = Behind(tuple(completed.get(volunteer_id, ())), one.services)
        ratings = Behind(tuple(rated.get(volunteer_id, ())), one.ratings)
        items.append(
            {
                "volunteer_id": volunteer_id,
                "community": community,
                "year": year,
                "rank": places.get(volunteer_id),
                "stars": None if score is None else stars.stars(policy, score),
                "score": _text(score),
                "not_rated": NO_SERVICE if score is None else None,
                "services": one.services,
                "minutes": one.minutes,
                "next_star": _next_star(policy, score),
                "explanation": explanations.explain_stars(policy, year, one, score, services, ratings),
            }
        )
    return sorted(items, key=lambda item: (item["rank"] is None, item["rank"] or 0, item["volunteer_id"]))


def _next_star(policy: StarPolicy, score: Decimal | None) -> dict[str, Any] | None:
    following = stars.missing(policy, score)
    return None if following is None else {"stars": following[0], "missing": str(following[1])}


def _shown_appraisal(
    policy: DepartmentPolicy,
    period: str,
    department: str,
    place: int | None,
    counts: Counts,
    result: Appraisal,
    behind: Mapping[str, Behind],
) -> dict[str, Any]:
    return {
        "department": department,
        "period": period,
        "rank": place,
        "total": _text(result.total),
        "not_rated": result.not_rated,
        **{f"{rate.clause}_rate": _text(rate.percent) for rate in result.rates},
        "counts": explanations.counted(policy, counts),
        "explanation": explanations.explain_appraisal(policy, period, counts, result, behind),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
