"""Points: so many for each whole credit hour of a year, good until a day of a later year; those that run out first are
spent first, and what is returned comes back to where it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from tests.recompute.log import Log, day_of, name_of
from tests.recompute.rules import Document, in_force


def lots(log: Log, policies: Iterable[Document], today: date) -> dict[str, dict[int, int]]:
    """What is left of each year's points, of everybody who ever had any: by volunteer and year, but for years of which
    nothing is left. Less than nothing is owed."""
    documents = list(policies)
    minutes: Counter[tuple[str, int]] = Counter()
    for act in log.acts:
        minutes[act.volunteer, act.day.year] += act.adds.get("minutes", 0) + act.adds.get("attended_minutes", 0)
    left: defaultdict[str, dict[int, int]] = defaultdict(dict)
    good: dict[int, date] = {}
    for (who, year), number in sorted(minutes.items()):
        policy = in_force(documents, None, min(today, date(year, 12, 31)))
        good[year] = _last_day(policy, year)
        left[who][year] = number * policy["per_hour"] // 60
    spent: dict[str, dict[int, int]] = {}
    for event in log.named("BenefitRedeemed", "BenefitReturned"):
        data, day = event["data"], day_of(event["time"])
        theirs = left[log.person(data["volunteer_id"])]
        if name_of(event) == "BenefitRedeemed":
            years = [year for year in sorted(theirs) if good[year] >= day]
            spent[data["redemption_id"]] = _spend(theirs, years, data["points"])
        else:
            for year, points in spent[data["redemption_id"]].items():
                theirs[year] += points
    for theirs in left.values():
        for year in theirs:
            if good[year] < today:
                theirs[year] = min(theirs[year], 0)
    return {who: {year: points for year, points in theirs.items() if points} for who, theirs in left.items()}


def _spend(theirs: dict[int, int], years: list[int], price: int) -> dict[int, int]:
    """What each of the years gives; what hours that were taken back since had paid for is owed in the last."""
    given = {}
    for year in years:
        given[year] = price if year == years[-1] else max(0, min(price, theirs[year]))
        theirs[year], price = theirs[year] - given[year], price - given[year]
    return given


def _last_day(policy: Document, year: int) -> date:
    end = policy["expires"]
    return date(year + end["years_after"], end["month"], end["day"]) if end else date.max
