"""The ticketing service's calls on their real database in this process, at times that a test sets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import sqlalchemy as sa

from chassis import Actor, migrations
from chassis.database import Database, Work
from chassis.refusals import from_dict
from chassis.settings import Settings
from contracts import Envelope, Event
from contracts.fields import as_utc_text
from ticketing.models import Base
from ticketing.service import TicketingService

from tests.bus import Bus
from tests.ticketing.neighbourhood import Neighbourhood

PATCHED = ("needs", "public_needs", "rating_links", "reporting", "triage", "whistles")
"""Modules of calls that ask for the time."""


class Clocked(Neighbourhood):
    """A neighbourhood at `now`, which stands still until it is set or `wait` moves it on. `told` finds the events that
    are to leave."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        super().__init__(self._call, bus=None)  # type: ignore[arg-type]
        self.now = now
        self.database = Database(Base.metadata, clock=self._utc_now)
        self.database.open("ticketing", settings)
        migrations.upgrade(self.database.engine, "ticketing")
        self._service = TicketingService()
        self._told: list[Envelope] = []
        self._patched = [mock.patch(f"ticketing.calls.{name}.utc_now", self._utc_now) for name in PATCHED]
        for patch in self._patched:
            patch.start()
        self.hear(*self.registered())

    def close(self) -> None:
        for patch in self._patched:
            patch.stop()
        self.database.engine.dispose()

    def hear(self, *events: Event) -> None:
        """Have the service know what the volunteer service tells."""
        with self.database.transaction() as tx:
            self._service.keep_copies(tx, Bus.enveloped(*events, at=self.now))

    def wait(self, span: timedelta) -> None:
        """Let time pass, and the service look after it."""
        self.now += span
        with self.database.transaction() as tx:
            self._service.escalate_overdue(tx)
        with self.database.transaction() as tx:
            self._service.run_out_clocks(tx)
        with self.database.transaction() as tx:
            self._service.lapse_offers(tx)

    def soon(self) -> str:
        return as_utc_text(self.now + timedelta(days=1))

    def hear_of_squads(self, *events: Event) -> None:
        """Have the service learn what another tells of squads."""
        with self.database.transaction() as tx:
            self._service.hear_of_squads(tx, Bus.enveloped(*events, at=self.now))

    def told(self, *kinds: type[Event]) -> list[Envelope]:
        outbox = Base.metadata.tables["outbox"]
        newer = sa.select(outbox.c.body).order_by(outbox.c.number).offset(len(self._told))
        with self.database.reading() as session:
            self._told += [Envelope.from_json(body) for body in session.scalars(newer)]
        return [event for event in self._told if not kinds or isinstance(event.data, kinds)]

    def _utc_now(self) -> datetime:
        return self.now.astimezone(UTC)

    def _call(
        self, service: str, method: str, request: dict[str, Any], actor: Actor, command_id: str | None = None
    ) -> dict[str, Any]:
        context = {"actor": json.dumps(actor.to_dict())}
        if command_id is not None:
            context["command_id"] = command_id
        self._service.db = Work(self.database, context)  # type: ignore[assignment]
        reply = getattr(self._service, method)(request)
        if "refusal" in reply:
            raise from_dict(reply["refusal"])
        answer: dict[str, Any] = reply["answer"]
        return answer
