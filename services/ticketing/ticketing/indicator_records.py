"""Indicators as they are kept: defined by a community's workers, counted, corrected, and shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district

from . import indicators, queries
from .indicators import SCALES, Count, Measure
from .models import IndicatorEntryRow, IndicatorRow, IndicatorTargetRow, PlaceRow


def define(tx: Transaction, actor: Actor, request: dict[str, Any]) -> IndicatorRow:
    """Define an indicator, or change it.

    Raises `Invalid`: ``unknown``, ``fixed`` (the unit), ``out_of_range`` (a target over 100%), ``in_the_past`` (a
    target of days that were measured by another).
    """
    community, today = request["community"], district.day_of(tx.now)
    # Two who define the same indicator wait for each other.
    tx.session.get(PlaceRow, community, with_for_update=True)
    faults: dict[str, Any] = queries.place_faults(tx.session, community, None)
    row = _named(tx.session, community, request["indicator"])
    scale, target, target_from = SCALES[request["unit"]], request["target"], request["target_from"] or today
    if row is not None and row.unit != request["unit"]:
        faults["unit"] = [f"fixed:{row.unit}"]
    if target > scale:
        faults["target"] = [f"out_of_range:0,{scale}"]
    if row is not None and target_from < today:
        faults["target_from"] = ["in_the_past"]
    if faults:
        raise Invalid(faults)
    if row is None:
        row = IndicatorRow(
            indicator_id=tx.new_id(), community=community, code=request["indicator"], unit=request["unit"]
        )
        tx.session.add(row)
    row.title, row.least_counted = request["title"], request["least_counted"]
    tx.session.flush()
    targets = _targets(tx.session, [row])[row.indicator_id]
    if not targets or _measure(row, targets).target_on(target_from) != target:
        told = IndicatorTargetRow(
            indicator_id=row.indicator_id, from_day=target_from, target=target, set_by=actor.person_id
        )
        tx.session.merge(told)
        tx.session.flush()
    return row


def enter(tx: Transaction, actor: Actor, request: dict[str, Any]) -> tuple[IndicatorRow, IndicatorEntryRow]:
    """Enter what was counted; returns the indicator and the entry.

    Raises `NotFound`; `Conflict` ``already_corrected``; and `Invalid`: ``in_the_future``, ``more_than_counted``,
    ``nothing_counted`` (only a correction may be of nothing), ``unknown`` (the entry to correct).
    """
    row = found(tx.session, request["community"], request["indicator"], lock=True)
    corrects = request["corrects"]
    faults: dict[str, Any] = {}
    if request["counted_on"] > district.day_of(tx.now):
        faults["counted_on"] = ["in_the_future"]
    if request["numerator"] > request["denominator"]:
        faults["numerator"] = ["more_than_counted"]
    if request["denominator"] == 0 and corrects is None:
        faults["denominator"] = ["nothing_counted"]
    if corrects is not None:
        before = tx.session.get(IndicatorEntryRow, corrects)
        if before is None or before.indicator_id != row.indicator_id:
            faults["corrects"] = ["unknown"]
    if faults:
        raise Invalid(faults)
    if corrects is not None and (by := _corrections(tx.session, [corrects]).get(corrects)):
        raise Conflict("already_corrected", entry_id=by)
    entry = IndicatorEntryRow(
        entry_id=tx.new_id(),
        indicator_id=row.indicator_id,
        counted_on=request["counted_on"],
        numerator=request["numerator"],
        denominator=request["denominator"],
        note=request["note"],
        corrects=corrects,
        entered_by=actor.person_id,
        entered_at=tx.now,
    )
    tx.session.add(entry)
    return row, entry


def found(session: Session, community: str, code: str, *, lock: bool = False) -> IndicatorRow:
    """The community's indicator; with `lock`, nobody else changes it until the transaction ends. Raises `NotFound`."""
    row = _named(session, community, code, lock=lock)
    if row is None:
        raise NotFound(what="indicator", id=code)
    return row


def of_community(session: Session, community: str, today: date) -> list[dict[str, Any]]:
    """A community's indicators, each with its latest value. Raises `Invalid` for an unregistered community."""
    if faults := queries.place_faults(session, community, None):
        raise Invalid(faults)
    wanted = sa.select(IndicatorRow).where(IndicatorRow.community == community).order_by(IndicatorRow.code)
    return shown(session, list(session.scalars(wanted)), today)


def shown(session: Session, rows: Sequence[IndicatorRow], today: date) -> list[dict[str, Any]]:
    """Indicators as answers."""
    targets, counts = _targets(session, rows), _counts(session, rows)
    answers = []
    for row in rows:
        measure = _measure(row, targets[row.indicator_id])
        answers.append(
            {
                "indicator": row.code,
                "community": row.community,
                "title": row.title,
                "unit": row.unit,
                "target": measure.target_on(today),
                "least_counted": row.least_counted,
                "latest": indicators.latest(counts[row.indicator_id], measure),
            }
        )
    return answers


def series(session: Session, wanted: dict[str, Any], today: date) -> dict[str, Any]:
    """An indicator over the time asked for. Raises `NotFound`, and `Invalid` ``before_first``."""
    first, last = wanted["first"] or date.min, wanted["last"] or date.max
    if last < first:
        raise Invalid({"last": ["before_first"]})
    row = found(session, wanted["community"], wanted["indicator"])
    measure = _measure(row, _targets(session, [row])[row.indicator_id])
    counts = [count for count in _counts(session, [row])[row.indicator_id] if first <= count.counted_on <= last]
    points = indicators.by_month if wanted["by"] == "month" else indicators.by_entry
    return {
        **shown(session, [row], today)[0],
        "points": points(counts, measure),
        "summary": indicators.pooled(counts, measure),
    }


def page_of_entries(session: Session, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Entries as answers, the last entered first, and the cursor of the next page. Raises `NotFound`."""
    row = found(session, wanted["community"], wanted["indicator"])
    query = sa.select(IndicatorEntryRow).where(IndicatorEntryRow.indicator_id == row.indicator_id)
    entries, cursor = queries.page(session, query, IndicatorEntryRow.entry_id, wanted)
    return entries_shown(session, row, entries), cursor


def entries_shown(session: Session, row: IndicatorRow, entries: Sequence[IndicatorEntryRow]) -> list[dict[str, Any]]:
    """Entries of the indicator `row` as answers."""
    corrections = _corrections(session, [entry.entry_id for entry in entries])
    names = ("entry_id", "counted_on", "numerator", "denominator", "note", "corrects", "entered_by", "entered_at")
    return [
        {
            **{name: getattr(entry, name) for name in names},
            "community": row.community,
            "indicator": row.code,
            "corrected_by": corrections.get(entry.entry_id),
        }
        for entry in entries
    ]


def _named(session: Session, community: str, code: str, *, lock: bool = False) -> IndicatorRow | None:
    wanted = sa.select(IndicatorRow).where(IndicatorRow.community == community, IndicatorRow.code == code)
    return session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()


def _measure(row: IndicatorRow, targets: dict[date, int]) -> Measure:
    return Measure(SCALES[row.unit], row.least_counted, targets)


def _targets(session: Session, rows: Sequence[IndicatorRow]) -> defaultdict[str, dict[date, int]]:
    named = IndicatorTargetRow.indicator_id.in_([row.indicator_id for row in rows])
    targets: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for told in session.scalars(sa.select(IndicatorTargetRow).where(named)):
        targets[told.indicator_id][told.from_day] = told.target
    return targets


def _counts(session: Session, rows: Sequence[IndicatorRow]) -> defaultdict[str, list[Count]]:
    """What counts of each indicator."""
    named = IndicatorEntryRow.indicator_id.in_([row.indicator_id for row in rows])
    made: defaultdict[str, list[Count]] = defaultdict(list)
    for entry in session.scalars(sa.select(IndicatorEntryRow).where(named)):
        made[entry.indicator_id].append(
            Count(entry.entry_id, entry.counted_on, entry.numerator, entry.denominator, entry.corrects)
        )
    return defaultdict(list, {indicator_id: indicators.standing(counts) for indicator_id, counts in made.items()})


def _corrections(session: Session, entries: Sequence[str]) -> dict[str, str]:
    """The entry that corrects each, for those that one does."""
    entry = IndicatorEntryRow
    wanted = sa.select(entry.corrects, entry.entry_id).where(entry.corrects.in_(entries))
    return {str(corrected): by for corrected, by in session.execute(wanted)}
