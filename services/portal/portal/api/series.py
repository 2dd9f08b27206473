"""Recurring activities."""

from __future__ import annotations

from typing import Any

from contracts import fields
from contracts.requests import series as ask

from .. import words
from ..asker import language
from .blueprint import Blueprint

series = Blueprint("series", __name__, url_prefix="/api/v1", description="Recurring activities.")


class Series(ask.Series):
    __doc__ = f"{ask.Series.__doc__} `rhythm`: how often, in words."

    rhythm = fields.Text(200)


class ScheduledSeries(ask.ScheduledSeries):
    """The series that were planned, in the order in which they were sent."""

    items = fields.ListOf(fields.Nest(Series), ask.MOST_AT_ONCE)


class SeriesPage(ask.SeriesPage):
    items = fields.ListOf(fields.Nest(Series), 200)


def _in_words(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "rhythm": words.rhythm(answer["recurrence"], answer["holidays"], language())}


def _all_in_words(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "items": [_in_words(one) for one in answer["items"]]}


series.query(
    "/communities/<code:community>/series",
    "volunteer",
    "series",
    ask.SeriesQuery,
    SeriesPage,
    path=("community",),
    complete=_all_in_words,
    summary="List a community's recurring activities, and whether they go on.",
)
series.command(
    "/communities/<code:community>/series",
    "volunteer",
    "schedule_series",
    ask.ScheduleSeries,
    ScheduledSeries,
    path=("community",),
    status=201,
    complete=_all_in_words,
    summary="Plan recurring activities, one or several at once.",
)
series.command(
    "/series/<id:series_id>/stop",
    "volunteer",
    "stop_series",
    ask.StopSeries,
    Series,
    path=("series_id",),
    complete=_in_words,
    summary="Stop a recurring activity from a day on.",
)
