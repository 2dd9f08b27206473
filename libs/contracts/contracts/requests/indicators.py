"""What may be asked about indicators (指标): a community's measured rates over time, each with a target.

A rate is told in whole numbers of its unit, rounded down, so that it reaches the target exactly where the counts do.
Counts of several days are added up; rates are never averaged.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .titles import Titles

MOST_COUNTED = 10**9
MOST_IN_UNIT = 10_000
USUAL_LEAST_COUNTED = 20
LONGEST_NOTE = 500

SERIES = ("month", "entry")


class DefineIndicator(Request):
    """Define a community's indicator, or change it; its unit stays. `target`: in the unit, from the day `target_from`
    on (left out: today); what was counted before stays measured by the target of its day. `least_counted`: from how
    many counted a rate is told at all."""

    community = fields.Code(required=True)
    indicator = fields.Code(required=True)
    title = fields.Nest(Titles, required=True)
    unit = fields.OneOf(vocabulary.INDICATOR_UNITS, required=True)
    target = fields.Whole(0, MOST_IN_UNIT, required=True)
    target_from = fields.Day(load_default=None, allow_none=True)
    least_counted = fields.Whole(1, 10**6, load_default=USUAL_LEAST_COUNTED)


class EnterCount(Request):
    """On this day so many (`denominator`) were counted, of which so many (`numerator`) did what is asked of them.
    `corrects`: the entry in whose place this one stands; it is kept, and counts no longer. A correction of nothing at
    all, 0 of 0, takes an entry back."""

    community = fields.Code(required=True)
    indicator = fields.Code(required=True)
    counted_on = fields.Day(required=True)
    numerator = fields.Whole(0, MOST_COUNTED, required=True)
    denominator = fields.Whole(0, MOST_COUNTED, required=True)
    note = fields.Text(LONGEST_NOTE, load_default=None, allow_none=True)
    corrects = fields.Id(load_default=None, allow_none=True)


class IndicatorsQuery(Request):
    community = fields.Code(required=True)


class IndicatorSeriesQuery(Request):
    """What was counted from the day `first` to the day `last`, both included and both optional: `by` month, or each
    entry by itself."""

    community = fields.Code(required=True)
    indicator = fields.Code(required=True)
    first = fields.Day(load_default=None)
    last = fields.Day(load_default=None)
    by = fields.OneOf(SERIES, load_default="month")


class IndicatorEntriesQuery(PageQuery):
    """All entries, the last entered first."""

    community = fields.Code(required=True)
    indicator = fields.Code(required=True)


class MeasuredRate(Answer):
    """What the counts of the days from `first` to `last` come to. `rate`: in the indicator's unit, rounded down, null
    where too few were counted to tell one; `target`: of the last of these days; `reached`: null where there is no
    rate."""

    first = fields.Day()
    last = fields.Day()
    numerator = fields.Whole(0, 10**18)
    denominator = fields.Whole(0, 10**18)
    rate = fields.Whole(0, MOST_IN_UNIT, allow_none=True)
    target = fields.Whole(0, MOST_IN_UNIT)
    reached = fields.Flag(allow_none=True)


class IndicatorPoint(MeasuredRate):
    """A month in which something was counted, or an entry (`entry_id`, null for a month)."""

    entry_id = fields.Id(allow_none=True)


class Indicator(Answer):
    """An indicator. `target`: the one of today; `latest`: what was counted on the last day on which anything was, null
    where nothing was yet."""

    indicator = fields.Code()
    community = fields.Code()
    title = fields.Nest(Titles)
    unit = fields.OneOf(vocabulary.INDICATOR_UNITS)
    target = fields.Whole(0, MOST_IN_UNIT)
    least_counted = fields.Whole(1, 10**6)
    latest = fields.Nest(MeasuredRate, allow_none=True)


class Indicators(Answer):
    """A community's indicators by code."""

    items = fields.ListOf(fields.Nest(Indicator), 10**5)


class IndicatorSeries(Indicator):
    """An indicator over time, the oldest point first. `summary`: all counts of the time added up, null where there are
    none."""

    points = fields.ListOf(fields.Nest(IndicatorPoint), 10**6)
    summary = fields.Nest(MeasuredRate, allow_none=True)


class IndicatorEntry(Answer):
    """An entry as it was made. `corrected_by`: the entry that stands in its place, null while it counts itself."""

    entry_id = fields.Id()
    community = fields.Code()
    indicator = fields.Code()
    counted_on = fields.Day()
    numerator = fields.Whole(0, MOST_COUNTED)
    denominator = fields.Whole(0, MOST_COUNTED)
    note = fields.Text(LONGEST_NOTE, allow_none=True)
    corrects = fields.Id(allow_none=True)
    corrected_by = fields.Id(allow_none=True)
    entered_by = fields.Id()
    entered_at = fields.Moment()


class IndicatorEntries(Page):
    items = fields.ListOf(fields.Nest(IndicatorEntry), 200)
