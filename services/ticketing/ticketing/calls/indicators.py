"""What may be asked about indicators."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE, require_worker
from chassis.database import utc_now
from chassis.refusals import Forbidden
from contracts import district
from contracts.requests import indicators as requests

from .. import indicator_records
from .rules import WORKERS, Answer


class Indicators:
    @command(requests.DefineIndicator, requests.Indicator, requires=WORKERS)
    def define_indicator(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        row = indicator_records.define(tx, actor, request)
        return indicator_records.shown(tx.session, [row], district.day_of(tx.now))[0]

    @command(requests.EnterCount, requests.IndicatorEntry, requires=WORKERS)
    def enter_count(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        row, entry = indicator_records.enter(tx, actor, request)
        return indicator_records.entries_shown(tx.session, row, [entry])[0]

    @query(requests.IndicatorsQuery, requests.Indicators, requires=ANYONE)
    def indicators(self, session: Session, actor: Actor, request: Answer) -> Answer:
        _require_of_community(actor, request["community"])
        today = district.day_of(utc_now())
        return {"items": indicator_records.of_community(session, request["community"], today)}

    @query(requests.IndicatorSeriesQuery, requests.IndicatorSeries, requires=ANYONE)
    def indicator_series(self, session: Session, actor: Actor, request: Answer) -> Answer:
        _require_of_community(actor, request["community"])
        return indicator_records.series(session, request, district.day_of(utc_now()))

    @query(requests.IndicatorEntriesQuery, requests.IndicatorEntries, requires=WORKERS)
    def indicator_entries(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        entries, cursor = indicator_records.page_of_entries(session, request)
        return {"items": entries, "next_cursor": cursor}


def _require_of_community(actor: Actor, community: str) -> None:
    """Raise `Forbidden` unless the actor works or lives in the community."""
    if not actor.is_admin and community not in actor.communities:
        raise Forbidden("not_your_community", community=community)
