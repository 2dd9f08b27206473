from __future__ import annotations

import os
import time
from pathlib import Path

import sqlalchemy as sa
from eventlet.patcher import original

from chassis import Database, command, every, query, subscribe
from chassis.access import roles
from chassis.models import service_base
from chassis.refusals import Conflict
from chassis.sql import upsert
from contracts import fields
from contracts.events import NeedClosed, NeedReopened, ServiceCompleted, VolunteerWithdrawn
from contracts.requests import Answer, Request

CULPRIT = os.environ.get("TALLY_CULPRIT", "culprit")
"""Whose services the handler fails on; a mended one names somebody else."""

Base = service_base()

minutes = sa.Table(
    "minutes",
    Base.metadata,
    sa.Column("provider", sa.String(64), primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
)


class Add(Request):
    provider = fields.Text(64, required=True)
    minutes = fields.Whole(0, 1000, required=True)


class Total(Answer):
    provider = fields.Text(64)
    total = fields.Whole(0, 10**9)


class Ask(Request):
    provider = fields.Text(64, required=True)


PONDERING_SECONDS = 0.2


def at_gate(name: str) -> None:
    """Wait while a test keeps the gate of that name shut, as one waits for a slow database; see conftest.Gate."""
    folder = Path(os.environ["LINLI_DATA"])
    if (folder / f"{name}.shut").exists():
        (folder / f"{name}.reached").touch()
    while (folder / f"{name}.shut").exists():
        time.sleep(0.02)


DEAF_SECONDS = 0.2


class TallyService:
    name = "tally"
    db = Database(Base.metadata)

    @subscribe(ServiceCompleted, batch=50)
    def count(self, tx, events):
        for provider in {event.data.provider for event in events}:
            at_gate(provider)
            if provider == CULPRIT:
                raise ZeroDivisionError("a fault in the handler")
            if provider.startswith("deaf"):
                original("time").sleep(float(provider.rpartition("-")[2]))
        sums: dict[str, int] = {}
        for event in events:
            sums[event.data.provider] = sums.get(event.data.provider, 0) + event.data.minutes
        rows = [{"provider": provider, "total": total} for provider, total in sums.items()]
        upsert(tx.session, minutes, rows, ["provider"], add=["total"])
        for event in events:
            told = VolunteerWithdrawn(community=event.community, sequence=1, volunteer_id=event.data.service_id)
            tx.emit(told, cause=event)

    @subscribe(NeedReopened, batch=1)
    def ponder(self, tx, events):
        for event in events:
            time.sleep(PONDERING_SECONDS)
            row = {"provider": event.data.reporter, "total": event.data.round}
            upsert(tx.session, minutes, [row], ["provider"], add=["total"])

    @subscribe(NeedReopened)
    def notice(self, tx, events):
        rows = [{"provider": f"noticed {event.data.reporter}", "total": event.data.round} for event in events]
        upsert(tx.session, minutes, rows, ["provider"], add=["total"])

    @command(Add, Total, requires=roles("community_worker"))
    def add(self, tx, actor, request):
        at_gate(request["provider"])
        if request["provider"] == "refused":
            tx.emit(NeedClosed(community="x", sequence=1, need_id=tx.new_id(), reason="served", reporter=tx.new_id()))
            raise Conflict("not_today", state="tired", possible=["rest"])
        if request["provider"].startswith("broken"):
            tx.session.execute(minutes.insert().values(provider=request["provider"], total=None))
        if request["provider"].startswith("first"):
            before = sa.select(minutes.c.total).where(minutes.c.provider == request["provider"])
            if tx.session.scalar(before) is not None:
                raise Conflict("not_today", state="done", possible=[])
        row = {"provider": request["provider"], "total": request["minutes"]}
        found = upsert(tx.session, minutes, [row], ["provider"], add=["total"], returning=["provider", "total"])
        return dict(found[0]._mapping)

    @query(Ask, Total)
    def total(self, session, actor, request):
        at_gate(request["provider"])
        found = session.execute(sa.select(minutes.c.total).where(minutes.c.provider == request["provider"])).scalar()
        return {"provider": request["provider"], "total": found or 0}

    @every(seconds=0.3)
    def tick(self, tx):
        upsert(tx.session, minutes, [{"provider": "ticks", "total": 1}], ["provider"], add=["total"])

    @every(seconds=0.3, in_backlog=3600)
    def work_off(self, tx):
        """Takes one minute at a time from the provider `pile`."""
        pile = minutes.c.provider == "pile", minutes.c.total > 0
        left = minutes.update().where(*pile).values(total=minutes.c.total - 1).returning(minutes.c.total)
        return bool(tx.session.scalar(left))

    @every(seconds=0.3, in_backlog=3600)
    def step_aside(self, tx):
        """Hears nothing for a while and then gives way, where a test wants it, and keeps what the provider that the
        test named has by then, and one more."""
        folder = Path(os.environ["LINLI_DATA"])
        for wanted in folder.glob("*.aside"):
            wanted.rename(wanted.with_suffix(".deaf"))
            original("time").sleep(DEAF_SECONDS)
            tx.give_way()
            seen = tx.session.scalar(sa.select(minutes.c.total).where(minutes.c.provider == wanted.stem)) or 0
            row = {"provider": f"before {wanted.stem}", "total": seen + 1}
            upsert(tx.session, minutes, [row], ["provider"], add=["total"])
