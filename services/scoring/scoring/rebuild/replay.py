"""Replay: from the events of the log to facts, copies, inbox and what was announced last.

Until the sums are counted, facts are entered without them; from then on they are recorded as the running service
records them, which is for the few events that come after the count.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from chassis.subscription import Subscription
from contracts import Envelope, Event, InvalidEvent
from contracts.events import (
    CallBackFailed,
    CallBackMade,
    DepartmentAppraisalChanged,
    DepartmentExcused,
    DepartmentReportedIn,
    HouseholdRecorded,
    NeedEscalated,
    OrganisationRegistered,
    PlaceRegistered,
    ServiceCompleted,
    ServiceRated,
    StarRatingChanged,
    VolunteerErased,
    VolunteerMerged,
    VolunteerRegistered,
    VolunteerUpdated,
    VolunteerWithdrawn,
)
from contracts.log import Entry

from .. import (
    case_ledger,
    deeds,
    department_ruling_ledger,
    households,
    known,
    ledger,
    merging,
    raters,
    record_ledger,
    records,
    ruling_ledger,
)
from ..models import Base
from ..service import ScoringService

SERVICES: dict[type[Event], ledger.Facts] = {ServiceCompleted: ledger.COMPLETIONS, ServiceRated: ledger.RATINGS}
CALL_BACKS = (CallBackMade, CallBackFailed)
WHISTLES = (DepartmentReportedIn, NeedEscalated, DepartmentExcused)
DISTRICT = (VolunteerRegistered, VolunteerUpdated, VolunteerWithdrawn, OrganisationRegistered, PlaceRegistered)
PERSONS = (VolunteerRegistered, VolunteerUpdated, VolunteerErased)

OF_WHAT_IS_KEPT = ("move_points",)
"""Handlers that change only tables which a rebuild keeps as they are: what they have taken in stays noted, and nothing
else is noted for them."""

BATCH = 5_000

INBOX: sa.Table = Base.metadata.tables["inbox"]


class Heard(NamedTuple):
    """What a database knows of some events: their places in its inbox (subscription, event id), and the ids of those
    that left from its outbox."""

    inbox: frozenset[tuple[str, str]]
    outbox: frozenset[str]


@dataclass
class Undecided:
    """Ratings touched and not decided yet: keys of `volunteer_years` and of `department_quarters`."""

    volunteers: set[tuple[str, int]] = field(default_factory=set)
    departments: set[tuple[str, str]] = field(default_factory=set)

    def add(self, volunteers: Iterable[Any], departments: Iterable[Any]) -> None:
        self.volunteers.update((row[0], row[1]) for row in volunteers)
        self.departments.update((row[0], row[1]) for row in departments)


def subscriptions(service: type[Any] = ScoringService) -> dict[type[Event], list[str]]:
    """The queues of `service`'s subscriptions, by the types of events that they take, but `OF_WHAT_IS_KEPT`."""
    queues: dict[type[Event], list[str]] = {}
    for name, method in inspect.getmembers(service, inspect.isfunction):
        if name in OF_WHAT_IS_KEPT:
            continue
        for found in getattr(method, "nameko_entrypoints", ()):
            if isinstance(found, Subscription):
                for event in found.events:
                    queues.setdefault(event, []).append(f"{service.name}.{name}")
    return queues


class Replay:
    """Takes in the entries of the log. `position`: the offset it has come to; `events`, `unreadable`: how many entries
    were events of the contract, and how many were none; `counted`: whether the sums were counted;
    `undecided`: what was touched since then."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._queues = subscriptions()
        self.queues = sorted({queue for queues in self._queues.values() for queue in queues})
        self.position = -1
        self.events = self.unreadable = 0
        self.counted = False
        self.undecided = Undecided()

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands, for `go_back` after what was taken since was rolled back."""
        return self.position, self.events, self.unreadable

    def go_back(self, place: tuple[int, int, int]) -> None:
        self.position, self.events, self.unreadable = place

    def read(self, entries: Iterator[Entry]) -> Iterator[list[Envelope]]:
        """The events among the `entries`, batch by batch; what was handed over counts as read when the next batch is
        asked for."""
        while batch := list(islice(entries, BATCH)):
            envelopes, unreadable = [], 0
            for entry in batch:
                try:
                    envelopes.append(Envelope.from_json(entry.body))
                except InvalidEvent:
                    unreadable += 1
            yield envelopes
            self.events += len(envelopes)
            self.unreadable += unreadable
            self.position = batch[-1].offset

    def take(self, session: Session, envelopes: Sequence[Envelope], only: Heard | None = None) -> None:
        """Take in events; `only`: no others than these."""
        fresh = self._receive(session, envelopes, only)
        services = [envelope for envelope in fresh if type(envelope.data) in SERVICES]
        if self.counted:
            self._decide_later(ledger.record_services(session, services))
        else:
            for kind, facts in SERVICES.items():
                told = [envelope for envelope in services if type(envelope.data) is kind]
                _enter(session, facts, [envelope for envelope in told if _is_kept(envelope)])
            case_ledger.enter(session, [found for found in services if isinstance(found.data, ServiceRated)])
        self._decide_later(
            ledger.record_call_backs(session, [found for found in fresh if isinstance(found.data, CALL_BACKS)])
        )
        self._decide_later(
            ledger.record_whistles(session, [found for found in fresh if isinstance(found.data, WHISTLES)])
        )
        self._decide_later(
            record_ledger.record(session, [found for found in fresh if isinstance(found.data, records.TOLD_BY)])
        )
        self._decide_later(
            merging.merge(session, [found for found in fresh if isinstance(found.data, VolunteerMerged)])
        )
        deeds.record(session, [found for found in fresh if isinstance(found.data, deeds.TOLD_BY)])
        raters.record(session, services)
        known.record(session, [found for found in fresh if isinstance(found.data, DISTRICT)])
        raters.record_persons(session, [found for found in fresh if isinstance(found.data, PERSONS)])
        households.record(session, [found for found in fresh if isinstance(found.data, HouseholdRecorded)])
        self._keep_rulings(session, {_record_of(found) for found in fresh} - {None})
        self.hear(session, [found for found in envelopes if only is None or found.id in only.outbox])

    def hear(self, session: Session, envelopes: Iterable[Envelope]) -> None:
        """Take what scoring itself announced for what was announced last, unless something later was."""
        volunteers: dict[tuple[str, int], dict[str, Any]] = {}
        departments: dict[tuple[str, str], dict[str, Any]] = {}
        for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
            event = envelope.data
            if isinstance(event, StarRatingChanged):
                volunteers[event.volunteer_id, event.year] = {
                    "volunteer_id": event.volunteer_id,
                    "year": event.year,
                    "stars": event.stars,
                    "policy": event.policy,
                    "version": event.sequence,
                }
            elif isinstance(event, DepartmentAppraisalChanged):
                departments[event.department, event.period] = {
                    "department": event.department,
                    "quarter": event.period,
                    "cases": event.cases,
                    "total_tenths": event.total_tenths,
                    "policy": event.policy,
                    "version": event.sequence,
                }
        for table, rows in ((ledger.VOLUNTEER_YEARS, volunteers), (ledger.DEPARTMENT_QUARTERS, departments)):
            key = [column.name for column in table.primary_key]
            told = [name for name in next(iter(rows.values()), {}) if name not in key]
            upsert(session, table, list(rows.values()), key, set=told, newer="version")
        if self.counted:
            self.undecided.add(volunteers, departments)
        self._keep_rulings(session, ruling_ledger.enter(session, envelopes))
        self._decide_later(department_ruling_ledger.enter(session, envelopes, counting=self.counted))

    def _keep_rulings(self, session: Session, records: Iterable[Any]) -> None:
        """Count anew what was ruled about these records; before the count, that does it."""
        if self.counted:
            self._decide_later(ruling_ledger.keep(session, list(records), ledger.Touched([], [], {})))

    def _decide_later(self, touched: ledger.Touched) -> None:
        if self.counted:
            self.undecided.add(touched.volunteers, touched.departments)

    def _receive(self, session: Session, envelopes: Iterable[Envelope], only: Heard | None) -> list[Envelope]:
        """Note the events in the inbox, as their subscriptions would, as if received when they were told; returns those
        that were not there."""
        told: dict[str, Envelope] = {}
        places: dict[tuple[str, str], datetime] = {}
        for envelope in envelopes:
            for queue in self._queues.get(type(envelope.data), ()):
                place = (queue, envelope.id)
                if only is None or place in only.inbox:
                    told.setdefault(envelope.id, envelope)
                    places[place] = min(envelope.time, self._now)
        rows = Rows(("subscription", "event_id", "received_at"), [(*place, at) for place, at in places.items()])
        new = {event_id for _, event_id in insert_new(session, INBOX, rows, ["subscription", "event_id"])}
        return [envelope for event_id, envelope in told.items() if event_id in new]


def _is_kept(envelope: Envelope) -> bool:
    """Whether it stands among services and their ratings: what is said of a department's service is its case."""
    event: Any = envelope.data
    return type(event) is ServiceCompleted or event.provider_kind == "volunteer"


def _record_of(envelope: Envelope) -> str | None:
    """The id of the record that a fact is about."""
    event: Any = envelope.data
    if type(event) in SERVICES:
        return str(event.service_id)
    return records.read(envelope).record_id if isinstance(envelope.data, records.TOLD_BY) else None


def _enter(session: Session, facts: ledger.Facts, envelopes: Iterable[Envelope]) -> None:
    """Enter the facts that are new; of two about the same service the first told counts."""
    rows: dict[str, tuple[Any, ...]] = {}
    for envelope in envelopes:
        rows.setdefault(envelope.data.service_id, facts.values_of(envelope))  # type: ignore[attr-defined]
    insert_new(session, facts.table, Rows(facts.names, list(rows.values())), ["service_id"])
