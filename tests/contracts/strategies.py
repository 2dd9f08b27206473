"""Hypothesis strategies for every event type, made from the contract itself."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contracts import Envelope, Event, event_types, fields
from contracts.event import ENVELOPE_FIELDS

ids = st.uuids().map(str)
codes = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def words(longest: int) -> st.SearchStrategy[str]:
    """People's words: any script, emoji, rare Han, right-to-left; never only white space."""
    characters = st.characters(exclude_categories=("Cs", "Cc"))
    return st.text(characters, min_size=1, max_size=min(longest, 40)).filter(lambda text: bool(text.strip()))


def values(field: Any) -> st.SearchStrategy[Any]:
    """What the marshmallow field accepts."""
    made: st.SearchStrategy[Any]
    match field:
        case fields.Id():
            made = ids
        case fields.Code():
            made = codes
        case fields.OneOf():
            made = st.sampled_from(field.choices)
        case fields.Whole():
            made = st.integers(field.least, field.most)
        case fields.Flag():
            made = st.booleans()
        case fields.Moment():
            made = moments
        case fields.Day():
            made = st.dates()
        case fields.ListOf():
            made = st.lists(values(field.inner), min_size=field.fewest, max_size=4)
        case fields.Text():
            made = words(field.longest)
        case _:
            raise AssertionError(f"no strategy for {field!r}")
    return st.none() | made if field.allow_none else made


@cache
def events(cls: type[Event]) -> st.SearchStrategy[Event]:
    parts = {
        field.name: values(cls.schema.fields[field.name])
        for field in dataclasses.fields(cls)
        if field.name not in ENVELOPE_FIELDS
    }
    return st.builds(cls, community=codes, sequence=st.integers(1, 10**17), **parts)


@cache
def envelopes(cls: type[Event] | None = None) -> st.SearchStrategy[Envelope]:
    data = events(cls) if cls else st.one_of([events(found) for found in event_types().values()])
    return st.builds(
        Envelope, id=ids, time=moments, data=data, correlationid=st.none() | ids, causationid=st.none() | ids
    )
