from __future__ import annotations

import os

import sqlalchemy as sa

from chassis import Database, command, every, query, subscribe
from chassis.access import roles
from chassis.models import service_base
from chassis.refusals import Conflict
from chassis.sql import upsert
from contracts import fields
from contracts.events import NeedClosed, ServiceCompleted, VolunteerWithdrawn
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


class TallyService:
    name = "tally"
    db = Database(Base.metadata)

    @subscribe(ServiceCompleted, batch=50)
    def count(self, tx, events):
        for event in events:
            if event.data.provider == CULPRIT:
                raise ZeroDivisionError("a fault in the handler")
        sums: dict[str, int] = {}
        for event in events:
            sums[event.data.provider] = sums.get(event.data.provider, 0) + event.data.minutes
        rows = [{"provider": provider, "total": total} for provider, total in sums.items()]
        upsert(tx.session, minutes, rows, ["provider"], add=["total"])
        for event in events:
            told = VolunteerWithdrawn(community=event.community, sequence=1, volunteer_id=event.data.service_id)
            tx.emit(told, cause=event)

    @command(Add, Total, requires=roles("community_worker"))
    def add(self, tx, actor, request):
        if request["provider"] == "refused":
            tx.emit(NeedClosed(community="x", sequence=1, need_id=tx.new_id(), reason="served", reporter=tx.new_id()))
            raise Conflict("not_today", state="tired", possible=["rest"])
        row = {"provider": request["provider"], "total": request["minutes"]}
        found = upsert(tx.session, minutes, [row], ["provider"], add=["total"], returning=["provider", "total"])
        return dict(found[0]._mapping)

    @query(Ask, Total)
    def total(self, session, actor, request):
        found = session.execute(sa.select(minutes.c.total).where(minutes.c.provider == request["provider"])).scalar()
        return {"provider": request["provider"], "total": found or 0}

    @every(seconds=0.3)
    def tick(self, tx):
        upsert(tx.session, minutes, [{"provider": "ticks", "total": 1}], ["provider"], add=["total"])
