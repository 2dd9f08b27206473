"""What a day brings the bus, and how many consumers keep up with it: worked out second by second, the same every time.

A place has so many needs and service records a day, each tells so many events, and the hours of the day have more or
less of them. Within an hour they come by chance, independent of each other (Poisson). Consumers handle events in the
order they came, each so many a second; *delay* is how long an event waits for a consumer. It does not include the few
milliseconds of handling itself.

Pure: plain numbers in, plain numbers out. What consumers carry is measured by `bench.scale`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from random import Random

EVENTS_OF_A_NEED = 10
"""From its report to its rating, with a whistle and the stars that change."""

EVENTS_OF_A_SERVICE = 3
"""Completed, rated, and the stars that change."""

HOURS = (1, 1, 1, 1, 1, 2, 5, 10, 20, 25, 22, 15, 10, 10, 15, 15, 15, 18, 20, 20, 15, 8, 3, 2)
"""How the day's events fall on the hours of the district's day, relative to each other: mornings and evenings are
busy. An assumption."""

FESTIVAL = 10
"""How many times the usual a festival day brings."""

SECONDS = 86_400
SEED = 2026
MOMENT = 1
"""Seconds within which 99 of 100 events are to find a consumer: "a moment later"."""


@dataclass(frozen=True)
class Place:
    """What is reported and done in a place on a day."""

    name: str
    needs: int
    services: int

    @property
    def events(self) -> int:
        """Events a day."""
        return self.needs * EVENTS_OF_A_NEED + self.services * EVENTS_OF_A_SERVICE

    def on_a_festival(self) -> Place:
        return Place(f"{self.name}, festival", self.needs * FESTIVAL, self.services * FESTIVAL)


DISTRICT = Place("district", 200, 4_000)
CITY = Place("city", 8_000, 25_000)
PROVINCE = Place("province", 80_000, 250_000)


@dataclass(frozen=True)
class Pause:
    """The broker is away from second `start` of the day for `seconds`: events wait in the outboxes."""

    start: int
    seconds: int


@dataclass(frozen=True)
class Lane:
    """A queue that takes its `share` of all events, and the events a second that its consumers handle together."""

    share: float
    rate: float


@dataclass(frozen=True)
class Waiting:
    """How events waited on a day. `backlog`: the most that waited at once; `longest`, `p99`: delays in whole seconds;
    `late`: seconds of the day that began with events waiting."""

    backlog: float
    longest: int
    p99: int
    late: int


def expected(place: Place) -> list[float]:
    """Events of each second of a day, on average."""
    of_an_hour = [place.events * weight / sum(HOURS) / 3_600 for weight in HOURS]
    return [rate for rate in of_an_hour for _ in range(3_600)]


def arrivals(place: Place, seed: int = SEED) -> list[int]:
    """Events of each second of a day, as they come by chance."""
    chance = Random(seed)
    return [_poisson(chance, mean) for mean in expected(place)]


def one_queue(consumers: int, rate: float, serial: float = math.inf) -> list[Lane]:
    """All consumers on one queue, each handling `rate` events a second; `serial`: the most that all of them together
    get through the rows that every batch of them touches."""
    return [Lane(1.0, min(consumers * rate, serial))]


def partitioned(partitions: int, rate: float, hot: float = 0.0) -> list[Lane]:
    """Communities divided over partitions, one consumer on each; `hot`: the share of all events that are one
    community's, in the first partition, beside its part of the others."""
    rest = (1 - hot) / partitions
    return [Lane(hot + rest, rate), *(Lane(rest, rate) for _ in range(partitions - 1))]


def carried(lanes: Iterable[Lane]) -> float:
    """Events a second, of all together, at which the first of the `lanes` is full."""
    return min(lane.rate / lane.share for lane in lanes)


def wait(events: Sequence[float], lanes: Sequence[Lane], pause: Pause | None = None) -> Waiting:
    """How the `events` of each second wait in the `lanes`. What still waits at the end of the day is handled
    after it."""
    backlog = [0.0] * (len(events) + 1)
    delays: list[tuple[int, float]] = []
    for lane in lanes:
        came = list(accumulate(number * lane.share for number in events))
        handled = _handled(came, lane.rate, pause)
        for second, number in enumerate(came):
            backlog[second] += number - handled[second]
        delays += _delays(came, handled, lane.rate)
    return Waiting(
        backlog=max(backlog),
        longest=max(delay for delay, _ in delays),
        p99=_quantile(delays, 0.99),
        late=sum(number > 1e-6 for number in backlog),
    )


def consumers_needed(events: Sequence[float], rate: float, serial: float = math.inf) -> int | None:
    """The fewest consumers on one queue with which 99 of 100 events wait no longer than a `MOMENT`, or None where no
    number of them does."""
    for number in count(1):
        lanes = one_queue(number, rate, serial)
        if wait(events, lanes).p99 <= MOMENT:
            return number
        if number * rate >= serial:
            return None
    return None


def _poisson(chance: Random, mean: float) -> int:
    """How many come by chance where `mean` do on average."""
    if mean > 50:  # from here on nearly a normal distribution, which is quicker
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    number, left = 0, chance.random()
    limit = math.exp(-mean)
    while left > limit:
        left *= chance.random()
        number += 1
    return number


def _handled(came: Sequence[float], rate: float, pause: Pause | None) -> list[float]:
    """Events handled by the end of each second, of those that `came` by then."""
    handled, done = [], 0.0
    for second, number in enumerate(came):
        if pause is None or not pause.start <= second < pause.start + pause.seconds:
            done = min(number, done + rate)
        handled.append(done)
    return handled


def _delays(came: Sequence[float], handled: Sequence[float], rate: float) -> list[tuple[int, float]]:
    """How many whole seconds the last event of each second waits, and how many events came in that second."""
    delays, at, before = [], 0, 0.0
    for second, number in enumerate(came):
        if number == before:
            continue
        while at < len(handled) and handled[at] < number - 1e-9:
            at += 1
        after_the_day = math.ceil((number - handled[-1]) / rate - 1e-9) if at == len(handled) else 0
        delays.append((min(at, len(handled) - 1) - second + after_the_day, number - before))
        before = number
    return delays


def _quantile(weighted: Iterable[tuple[int, float]], share: float) -> int:
    """The value that `share` of the weight does not exceed."""
    ordered = sorted(weighted)
    most = share * sum(weight for _, weight in ordered)
    reached = accumulate(weight for _, weight in ordered)
    return next(value for (value, _), so_far in zip(ordered, reached, strict=True) if so_far >= most - 1e-6)
