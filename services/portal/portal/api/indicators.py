"""Indicators: a community's measured rates over time, each with its target."""

from __future__ import annotations

from contracts.requests import indicators as ask

from .blueprint import Blueprint

indicators = Blueprint(
    "indicators",
    __name__,
    url_prefix="/api/v1",
    description="Indicators: a community's measured rates over time, each with its target.",
)

ONE = "/communities/<code:community>/indicators/<code:indicator>"

indicators.query(
    "/communities/<code:community>/indicators",
    "ticketing",
    "indicators",
    ask.IndicatorsQuery,
    ask.Indicators,
    path=("community",),
    summary="See a community's indicators and their latest values: everybody of the community.",
)
indicators.command(
    ONE,
    "ticketing",
    "define_indicator",
    ask.DefineIndicator,
    ask.Indicator,
    path=("community", "indicator"),
    summary="Define an indicator, or change its titles and target: a worker of the community.",
)
indicators.query(
    f"{ONE}/series",
    "ticketing",
    "indicator_series",
    ask.IndicatorSeriesQuery,
    ask.IndicatorSeries,
    path=("community", "indicator"),
    summary="See an indicator over time, and all of that time added up: everybody of the community.",
)
indicators.query(
    f"{ONE}/entries",
    "ticketing",
    "indicator_entries",
    ask.IndicatorEntriesQuery,
    ask.IndicatorEntries,
    path=("community", "indicator"),
    summary="List what was entered, corrected entries too: a worker of the community.",
)
indicators.command(
    f"{ONE}/entries",
    "ticketing",
    "enter_count",
    ask.EnterCount,
    ask.IndicatorEntry,
    path=("community", "indicator"),
    status=201,
    summary="Enter what was counted, or correct an entry: a worker of the community.",
)
