"""Which ratings of volunteers are in doubt, so that somebody without part in them should decide before they count.

Pure rules over plain data. More ratings never take a doubt away, so it does not matter in which order or in which parts
ratings are looked at. That a rating is in doubt says nothing of who gave it: neighbours do help each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

SELF, HOUSEHOLD, RING = "own_rating", "same_household", "rating_ring"
BY_ONE, BURST = "many_by_one", "many_at_once"


@dataclass(frozen=True)
class Limits:
    """When ratings are in doubt.

    No published rule gives numbers, so these are Linli's own: who is brought a meal twice a day and rates each time
    stays below them (`by_one` in `by_one_within`), as does a queue at a stall on a festival day (`burst` in
    `burst_within`).
    `longest_ring`: volunteers in a ring that closes within `ring_within`; longer ones come about by chance where people
    help each other. Only praise closes a ring, `ring_from` stars or more: else whoever was rated badly could have that
    set aside by rating back.
    """

    ring_within: timedelta = timedelta(days=30)
    longest_ring: int = 4
    ring_from: int = 4
    by_one: int = 20
    by_one_within: timedelta = timedelta(days=7)
    burst: int = 40
    burst_within: timedelta = timedelta(minutes=10)

    @property
    def looks_back(self) -> timedelta:
        """Ratings further apart than that do not matter to each other."""
        return max(self.ring_within, self.by_one_within, self.burst_within)


USUAL = Limits()


@dataclass(frozen=True)
class Given:
    """A rating of the volunteer `to` (`volunteer_id`), given by a person `at` a moment; `raters`: the volunteers that
    this person is, none or one, or several while they are not merged; `on_behalf`: by a worker for the person served,
    so that many by one worker are no wonder; `at_home`: the households in which the two live
    together."""

    service_id: str
    rater: str
    to: str
    at: datetime
    stars: int
    raters: frozenset[str] = frozenset()
    on_behalf: bool = False
    at_home: frozenset[str] = frozenset()


class Doubt(NamedTuple):
    """Why a rating is in doubt, and the services whose ratings belong to it."""

    reasons: tuple[str, ...]
    others: tuple[str, ...]


def find(ratings: Iterable[Given], limits: Limits = USUAL) -> dict[str, Doubt]:
    """The ratings in doubt, by service. Of too many the first ones stay."""
    given = sorted(ratings, key=lambda one: (one.at, one.service_id))
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for one in given:
        if one.to in one.raters:
            found[one.service_id][SELF] = set()
        elif one.at_home:
            found[one.service_id][HOUSEHOLD] = set()
    # Spoken for others, even many by one worker are those of many people.
    own = [one for one in given if not one.on_behalf]
    for service_id, others in _beyond(own, _by_whom_of_whom, limits.by_one, limits.by_one_within).items():
        found[service_id][BY_ONE] = others
    for service_id, others in _beyond(given, _of_whom, limits.burst, limits.burst_within).items():
        found[service_id][BURST] = others
    for ring in _rings(given, limits):
        for service_id in ring:
            found[service_id].setdefault(RING, set()).update(ring - {service_id})
    return {service_id: _doubt(reasons) for service_id, reasons in found.items()}


def _doubt(reasons: dict[str, set[str]]) -> Doubt:
    order = (SELF, HOUSEHOLD, RING, BY_ONE, BURST)
    others: set[str] = set().union(*reasons.values())
    return Doubt(tuple(reason for reason in order if reason in reasons), tuple(sorted(others)))


def _by_whom_of_whom(one: Given) -> tuple[str, str]:
    return one.rater, one.to


def _of_whom(one: Given) -> str:
    return one.to


def _beyond(given: Sequence[Given], whose: Callable[[Given], Any], most: int, within: timedelta) -> dict[str, set[str]]:
    """Of the `given`, in the order of time, those before which `most` others of the same stand within that time."""
    groups: dict[Any, list[Given]] = defaultdict(list)
    for one in given:
        groups[whose(one)].append(one)
    found = {}
    for group in groups.values():
        times = [one.at for one in group]
        for place, one in enumerate(group):
            first = bisect_right(times, one.at - within)
            if place - first >= most:
                found[one.service_id] = {other.service_id for other in group[first:place]}
    return found


Praise = dict[str, dict[str, list[Given]]]
"""Ratings by the volunteer who gave them, and by the one who got them."""


def _rings(given: Sequence[Given], limits: Limits) -> Iterable[set[str]]:
    """The services whose ratings make up a ring, ring by ring: each volunteer praised the next, and the last the first.
    A ring is looked for from its earliest rating."""
    praising = [one for one in given if one.stars >= limits.ring_from and one.to not in one.raters]
    praise: Praise = defaultdict(lambda: defaultdict(list))
    for one in praising:
        for rater in one.raters:
            praise[rater][one.to].append(one)
    for one in praising:
        for chain in _back_to(one, (one.to,), praise, limits):
            yield {one.service_id, *chain}


def _back_to(first: Given, through: tuple[str, ...], praise: Praise, limits: Limits) -> Iterable[set[str]]:
    """The services of each chain of later ratings by which praise that came `through` these volunteers, the last of
    them now, comes back to who gave the `first`. Several ratings of one by another are one link."""
    for to, ratings in praise.get(through[-1], {}).items():
        link = {one.service_id for one in ratings if _follows(first, one, limits)}
        if link and to in first.raters:
            yield link
        elif link and to not in through and len(through) + 1 < limits.longest_ring:
            for rest in _back_to(first, (*through, to), praise, limits):
                yield link | rest


def _follows(first: Given, one: Given, limits: Limits) -> bool:
    later = (one.at, one.service_id) > (first.at, first.service_id)
    return later and one.at - first.at <= limits.ring_within
