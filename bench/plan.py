"""Measured figures and the days of places, made into the tables of docs/scale.md. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .capacity import (
    CITY,
    DISTRICT,
    PROVINCE,
    Pause,
    Place,
    arrivals,
    carried,
    consumers_needed,
    expected,
    one_queue,
    partitioned,
    wait,
)

USED = 0.5
"""Of what a consumer carries, the part it is planned to be given."""

SCORED_OF_A_NEED, SCORED_OF_A_SERVICE = 3, 2
"""Events that reach scoring; notify is reached by all."""

YEAR_DAYS, INBOX_DAYS, OUTBOX_DAYS = 365, 180, 7
"""How long inbox and outbox keep an event (`chassis.retention`); log, facts and messages keep it for good."""

OUTAGE = Pause(start=9 * 3_600, seconds=3_600)
"""An hour without a broker, in the busiest hour."""

CONSUMERS = (1, 2, 4, 8, 16)
HOT = (0.1, 0.5)
"""Shares of all events that are of one community."""

GB = 10**9


@dataclass(frozen=True)
class Measured:
    """What `bench.scale` found. Events a second: `scoring` and `notify`, one consumer from a backlog; `relay`, from one
    outbox; `serial`, through rows that every batch touches, whoever handles them. Processor seconds for one event from
    command to both subscribers, at so many a second: the `broker`'s, and those of all, `cores`. `rows`: written to
    PostgreSQL for it. Bytes of one, with indexes: in the log, as a fact, as a message, in an inbox, in an outbox."""

    scoring: float
    notify: float
    relay: float
    serial: float
    broker: Mapping[float, float]
    cores: Mapping[float, float]
    rows: float
    log_bytes: float
    fact_bytes: float
    message_bytes: float
    inbox_bytes: float
    outbox_bytes: float

    @property
    def slowest(self) -> float:
        """Events a second that any one process carries."""
        return min(self.scoring, self.notify, self.relay)

    def busy(self, seconds: Mapping[float, float], rate: float) -> float:
        """Cores that are busy at so many events a second, by what one took at the rate nearest to it."""
        nearest = min(seconds, key=lambda measured: abs(math.log(measured / rate)))
        return rate * seconds[nearest]


@dataclass(frozen=True)
class Disk:
    """Bytes after a year of usual days: in the log of one broker, and in all databases together."""

    log: float
    databases: float


def disk(place: Place, measured: Measured) -> Disk:
    """What a year of `place` takes up, of events and what is kept of them."""
    scored = place.needs * SCORED_OF_A_NEED + place.services * SCORED_OF_A_SERVICE
    facts = (place.needs + place.services) * 2
    databases = (
        facts * YEAR_DAYS * measured.fact_bytes
        + place.events * YEAR_DAYS * measured.message_bytes
        + (place.events + scored) * INBOX_DAYS * measured.inbox_bytes
        + place.events * OUTBOX_DAYS * measured.outbox_bytes
    )
    return Disk(place.events * YEAR_DAYS * measured.log_bytes, databases)


def markdown(measured: Measured) -> str:
    """All tables, each under the heading it has in docs/scale.md."""
    days = [day for place in (DISTRICT, CITY, PROVINCE) for day in (place, place.on_a_festival())]
    parts = {
        "What is kept": _kept(measured),
        "Sizes": _sizes(days, measured),
        "An hour without a broker": _outage(days, measured),
        "More consumers": _more(measured),
        "A year once more": _replay(measured),
    }
    return "\n\n".join(f"## {heading}\n\n{shown}" for heading, shown in parts.items())


def _kept(measured: Measured) -> str:
    rows = (
        ("event in `linli.log`", measured.log_bytes, "for good"),
        ("fact in scoring: a service completed, or rated", measured.fact_bytes, "for good"),
        ("message in notify", measured.message_bytes, "for good"),
        ("inbox row, one for each subscription that gets the event", measured.inbox_bytes, f"{INBOX_DAYS} days"),
        ("outbox row", measured.outbox_bytes, f"{OUTBOX_DAYS} days"),
    )
    return table(("one", "bytes, with indexes", "kept"), [(what, f"{size:,.0f}", kept) for what, size, kept in rows])


def _sizes(days: Iterable[Place], measured: Measured) -> str:
    rows = []
    for day in days:
        came = arrivals(day)
        busiest = max(expected(day))
        taken = disk(day, measured)
        usual = "festival" not in day.name
        rows.append(
            (
                day.name,
                f"{day.events:,}",
                few(day.events / 86_400),
                few(busiest),
                f"{max(came):,}",
                str(consumers_needed(came, measured.slowest * USED)),
                f"{busiest / measured.slowest:.1%}",
                f"{measured.busy(measured.broker, busiest):.1%}",
                few(busiest * measured.rows),
                few(measured.busy(measured.cores, busiest)),
                f"{few(taken.log / GB)} + {few(taken.databases / GB)}" if usual else "",
            )
        )
    head = (
        "day",
        "events",
        "a second, mean",
        "in the busiest hour",
        "in the busiest second",
        "consumers of each kind",
        "one is busy",
        "broker, of a core",
        "rows/s",
        "cores in all",
        "GB a year, log + databases",
    )
    return table(head, rows)


def _outage(days: Iterable[Place], measured: Measured) -> str:
    rows = []
    for day in days:
        came = arrivals(day)
        after = [wait(came, one_queue(number, measured.slowest), OUTAGE) for number in (1, 2)]
        calm = wait(came, one_queue(1, measured.slowest))
        caught_up = [f"{max(0, day_after.late - OUTAGE.seconds):,} s" for day_after in after]
        rows.append((day.name, f"{after[0].backlog:,.0f}", *caught_up, f"{calm.p99} s"))
    head = ("day", "events waiting", "all handled after, 1 consumer", "2 consumers", "p99 wait on a day without")
    return table(head, rows)


def _more(measured: Measured) -> str:
    rows = []
    for number in CONSUMERS:
        shared = carried(one_queue(number, measured.slowest, measured.serial))
        divided = [carried(partitioned(number, measured.slowest, hot)) for hot in (0.0, *HOT)]
        rows.append((str(number), *(f"{rate:,.0f}" for rate in (shared, *divided))))
    hot = [f"partitions, {share:.0%} of one community" for share in HOT]
    return table(("consumers", "one queue, the same rows in every batch", "partitions, even", *hot), rows)


def _replay(measured: Measured) -> str:
    rows = []
    for place in (DISTRICT, CITY, PROVINCE):
        events = place.events * YEAR_DAYS
        hours = [events / (number * measured.slowest) / 3_600 for number in CONSUMERS]
        rows.append((place.name, f"{events:,}", *(few(hour) for hour in hours)))
    return table(("a year of a", "events", *(f"hours, {number}" for number in CONSUMERS)), rows)


def few(number: float) -> str:
    """A number with two digits that tell something, or whole."""
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In markdown, numbers to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
