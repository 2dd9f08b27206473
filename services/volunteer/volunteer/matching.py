"""Matching: the best set of people for several jobs at once.

Jobs that overlap, directly or through others, form a cluster. In a cluster a person takes one place at most, and who
takes which is one linear assignment: as many places filled as can be, and of all ways to fill so many one of the least
total cost. Clusters come one after the other in time, and what a person is given in one is load in the next. To assign
all at once, with a person free to take several jobs of a cluster that do not overlap each other, would be interval
scheduling, which has no such exact and quick answer; and it would give more to the same people, where load is to be
spread.

The same jobs and people give the same answer in whatever order they are told; among equals the earlier serial number is
proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .suitability import Assessment, Job, Person, Weights, assess, engaged_in, obstacle

_MINUTE = timedelta(minutes=1)
_EACH = Weights()


@dataclass(frozen=True)
class Match:
    """One person for one job, and why."""

    person: Person
    assessment: Assessment


@dataclass(frozen=True)
class Filling:
    """What became of a job. `matches`: by serial number; `reasons`: why all others are not proposed, how many for each;
    `engaged`: those who are busy, by the id of what keeps them."""

    job: Job
    matches: tuple[Match, ...]
    reasons: Counter[str]
    engaged: Counter[str]

    @property
    def unfilled(self) -> int:
        """Places that nobody is left for."""
        return self.job.places - len(self.matches)

    @property
    def cost(self) -> int:
        return sum(match.assessment.costs.total for match in self.matches)


def propose(jobs: Iterable[Job], people: Iterable[Person], weights: Weights = _EACH) -> dict[int, Filling]:
    """Who would best do the `jobs`, by their keys."""
    in_order = sorted(people, key=lambda person: person.serial)
    loads = {person.serial: person.load for person in in_order}
    found = {}
    for cluster in clusters(jobs):
        for filling in _fill(cluster, in_order, loads, weights):
            found[filling.job.key] = filling
            minutes = (filling.job.ends - filling.job.starts) // _MINUTE
            for match in filling.matches:
                loads[match.person.serial] += minutes
    return found


def clusters(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """The jobs that overlap, directly or through others, together; the earliest first."""
    cluster: list[Job] = []
    for job in sorted(jobs, key=_order):
        if cluster and job.starts >= max(other.ends for other in cluster):
            yield cluster
            cluster = []
        cluster.append(job)
    if cluster:
        yield cluster


def _order(job: Job) -> tuple[Any, ...]:
    """By what a job is; its key tells apart only those that are all the same."""
    said = (job.kind, job.places, sorted(job.skills), job.language or "", job.building or "")
    return (job.starts, job.ends, *said, job.key)


def _fill(
    cluster: Sequence[Job], people: Sequence[Person], loads: dict[int, int], weights: Weights
) -> Iterator[Filling]:
    obstacles = [[obstacle(job, person) for person in people] for job in cluster]
    assessed = [
        {
            column: assess(job, person, loads[person.serial], weights)
            for column, person in enumerate(people)
            if hindered[column] is None
        }
        for job, hindered in zip(cluster, obstacles, strict=True)
    ]
    columns = _assign([job.places for job in cluster], len(people), assessed)
    taken = {column for chosen in columns for column in chosen}
    for job, hindered, lines, chosen in zip(cluster, obstacles, assessed, columns, strict=True):
        reasons: Counter[str] = Counter()
        engaged: Counter[str] = Counter()
        for column, person in enumerate(people):
            reason = hindered[column]
            if reason is not None:
                reasons[reason] += 1
            elif column in taken and column not in chosen:
                reasons["proposed_elsewhere"] += 1
            if reason == "busy":
                engaged.update({one.id for one in engaged_in(job, person)})
        matches = tuple(Match(people[column], lines[column]) for column in sorted(chosen))
        yield Filling(job, matches, reasons, engaged)


def _assign(places: Sequence[int], people: int, assessed: Sequence[dict[int, Assessment]]) -> list[set[int]]:
    """For each job of a cluster the columns of the people who take its `places`."""
    # Loading these takes as long as all else of the service together, and most of its processes never match anybody.
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    costs = np.full((len(places), people), np.inf)
    for row, lines in enumerate(assessed):
        for column, line in lines.items():
            costs[row, column] = line.costs.total
    rows = np.repeat(np.arange(len(places)), places)
    # Whole numbers far below 2**53, so exact as floats. Serial numbers decide between equal costs only: all of them
    # together are less than one unit of cost. A place left empty costs more than all places filled could.
    unit = len(rows) * people + 1
    dearest = max((line.costs.total for lines in assessed for line in lines.values()), default=0)
    empty = np.full((len(rows), len(rows)), len(rows) * (dearest + 1) * unit, dtype=float)
    filled = costs[rows] * unit + np.arange(people)
    chosen: list[set[int]] = [set() for _ in places]
    for row, column in zip(*linear_sum_assignment(np.hstack([filled, empty])), strict=True):
        if column < people:
            chosen[int(rows[row])].add(int(column))
    return chosen
