"""Stars of a year, by the policy in force for each volunteer's community."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from tests.recompute.log import Act, Log
from tests.recompute.rules import Document, half_up, in_force, place, reference, written

NEVER = 10**9


@dataclass(frozen=True)
class Stars:
    """A volunteer's rating of a year: by which policy, over which sums (those that are not nothing), the score and the
    stars, both None while not rated, and the place on a board."""

    policy: str
    sums: Mapping[str, int]
    score: str | None
    stars: int | None
    rank: int | None = None


@dataclass(frozen=True)
class _Rated:
    policy: Document
    sums: Counter[str]
    score: Fraction | None
    stars: int | None


def boards(
    log: Log, policies: Iterable[Document], communities: Iterable[str], year: int, today: date
) -> dict[str, dict[str, Stars]]:
    """Each community's board: the volunteers who belong to it and have not withdrawn, and who served in it that year.
    Only those rated by the board's own policy have a place."""
    documents = list(policies)
    rated = _everybody(log, documents, year, today)
    served = {(one.community, one.volunteer) for one in log.presences if one.by_service and one.day.year == year}
    found = {}
    for community in communities:
        members = {who for who, home in log.homes.items() if home == community} - log.withdrawn
        members |= {who for where, who in served if where == community}
        of_board = in_force(documents, community, _last_known(year, today))
        scores = [rated[who].score for who in members if rated[who].policy is of_board]
        found[community] = {
            who: replace(
                _shown(rated[who]), rank=place(rated[who].score, scores) if rated[who].policy is of_board else None
            )
            for who in members
        }
    return found


def everybody(log: Log, policies: Iterable[Document], year: int, today: date) -> dict[str, Stars]:
    """The rating of everybody who is known or did anything, at any time."""
    return {who: _shown(one) for who, one in _everybody(log, list(policies), year, today).items()}


def _everybody(log: Log, documents: list[Document], year: int, today: date) -> dict[str, _Rated]:
    acts: dict[str, list[Act]] = {who: [] for who in log.homes}
    for act in log.acts:
        acts.setdefault(act.volunteer, []).append(act)
    found = {}
    for who, theirs in acts.items():
        policy = in_force(documents, log.homes.get(who), _last_known(year, today))
        first, last = _window(policy, year, today)
        sums: Counter[str] = Counter()
        for act in theirs:
            if first <= act.day <= last:
                sums.update(act.adds)
        found[who] = _Rated(policy, +sums, *_rate(policy, sums))
    return found


def _shown(one: _Rated) -> Stars:
    return Stars(reference(one.policy), one.sums, written(one.score), one.stars)


def _last_known(year: int, today: date) -> date:
    return min(today, date(year, 12, 31))


def _window(policy: Document, year: int, today: date) -> tuple[date, date]:
    end = date(year, 12, 31)
    match policy["period"]:
        case "year":
            return date(year, 1, 1), end
        case "cumulative":
            return date.min, end
    last = min(today, end)
    months = last.year * 12 + last.month - 1 - policy["months"]
    then_year, then_month = months // 12, months % 12 + 1
    day = min(last.day, calendar.monthrange(then_year, then_month)[1])
    return date(then_year, then_month, day) + timedelta(days=1), last


def _rate(policy: Document, sums: Counter[str]) -> tuple[Fraction | None, int | None]:
    credit = sums["minutes"] + sums["attended_minutes"]
    if sums["no_shows"] >= policy.get("barred_from", NEVER):
        return None, None
    if sums["services"] < policy.get("least_services", 1) or credit < 60 * policy.get("least_hours", 0):
        return None, None
    lines = [half_up(CLAUSES[clause["clause"]](_Numbers(clause), sums), 4) for clause in policy["clauses"]]
    score = max(Fraction(0), half_up(sum(lines, Fraction(0)), 1))
    done = {
        "score": score,
        "credit_hours": Fraction(credit, 60),
        "services": Fraction(sums["services"]),
        "trainings": Fraction(sums["trainings"]),
    }
    levels = [one if isinstance(one, dict) else {"score": one} for one in policy["thresholds"]]
    earned = sum(all(done[what] >= Fraction(str(least)) for what, least in level.items()) for level in levels)
    return score, max(0, earned - sums["no_shows"] // policy.get("demoted_every", NEVER))


class _Numbers(dict[str, Fraction]):
    """The parameters of a clause, exactly."""

    def __init__(self, clause: Document) -> None:
        super().__init__({name: Fraction(str(value)) for name, value in clause.items() if name != "clause"})

    def up_to_most(self, points: Fraction) -> Fraction:
        return min(points, self.get("most", points))


def _share(what: str) -> Callable[[_Numbers, Counter[str]], Fraction]:
    return lambda n, sums: n["weight"] * min(Fraction(1), sums[what] / n["target"])


def _each(*what: str, unit: int = 1) -> Callable[[_Numbers, Counter[str]], Fraction]:
    # A most has no more decimals than a line, so it does not matter which comes first, it or the rounding.
    return lambda n, sums: n.up_to_most(n["points_each"] * sum(sums[one] for one in what) / unit)


CLAUSES: Mapping[str, Callable[[_Numbers, Counter[str]], Fraction]] = {
    "service_minutes": _share("minutes"),
    "service_count": _share("services"),
    "attendance": _share("attended_minutes"),
    "training": _share("trainings"),
    "honour_minutes": lambda n, sums: (
        n["weight"] * min(Fraction(1), n["factor"] * sums["honour_minutes"] / n["target"])
    ),
    "evaluation": lambda n, sums: (
        n["weight"]
        * ((n["prior_stars"] * n["prior_count"] + sums["rating_stars"]) / (n["prior_count"] + sums["ratings"]) - 1)
        / 4
    ),
    "credit_hours": _each("minutes", "attended_minutes", unit=60),
    "honour_hours": _each("honour_minutes", unit=60),
    "each_service": _each("services"),
    "each_training": _each("trainings"),
    "no_shows": lambda n, sums: -n.up_to_most(n["points_each"] * sums["no_shows"]),
}
"""What a line of each clause comes to before it is rounded."""
