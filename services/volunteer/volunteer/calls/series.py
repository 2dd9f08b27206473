"""What may be asked about recurring activities."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts.requests import series as requests

from .. import courses, series
from .rules import WORKER, Answer


class Series:
    @command(requests.ScheduleSeries, requests.ScheduledSeries, requires=WORKER)
    def schedule_series(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        made = series.schedule(tx, actor, request["community"], request["series"])
        return {"items": courses.shown(tx.session, made, tx.now)}

    @command(requests.StopSeries, requests.Series, requires=WORKER)
    def stop_series(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        stopped = series.stop(tx, actor, request["series_id"], request["reason"], request["first"])
        return courses.shown(tx.session, [stopped], tx.now)[0]

    @query(requests.SeriesQuery, requests.SeriesPage)
    def series(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, next_cursor = series.page(session, request["community"], request["limit"], request["cursor"])
        return {"items": courses.shown(session, rows, utc_now()), "next_cursor": next_cursor}

    @every(seconds=5)
    def tend_series(self, tx: Transaction) -> None:
        series.tend(tx)
