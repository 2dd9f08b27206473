"""Events in their usual form, read at a glance.

Linli's services write every envelope in one form (`Envelope.to_json`). For each event type a reader of just that form
is compiled from the fields of its schema: one regular expression that checks and takes the body apart, and a function
around it that makes the values, in less time than decoding the JSON alone would take. Any other body is never refused
here but left to be read in full; and what is read here is what reading in full would give.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from . import fields
from .event import Event, event_types

_CHARACTER = r'"\\\x00-\x1f\x7f\ud800-\udfff'
_ID = r'"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"'
_CODE = r'"([a-z0-9][a-z0-9-]{0,63})"'
_MOMENT = r'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
_WHOLE = r"(0|-?[1-9][0-9]{0,17})"
_TYPE = '"type":"'

Read = Callable[[str], dict[str, Any] | None]
"""Takes a body of one event type; returns what `read` returns, or raises ValueError."""

_readers: dict[str, Read | None] = {}
"""By CloudEvents type, as they were needed."""


def _text(longest: int) -> str:
    """Words that need no escape and do not begin with white space."""
    return f'"([^\\s{_CHARACTER}][^{_CHARACTER}]{{0,{longest - 1}}})"'


_SHORT = _text(256)


def read(body: bytes | str) -> dict[str, Any] | None:
    """The attributes of the `Envelope` in a body of the usual form, `data` among them; None for any other body."""
    try:
        text = body if isinstance(body, str) else body.decode()
        start = text.index(_TYPE) + len(_TYPE)
        kind = text[start : text.index('"', start)]
        if kind not in _readers:
            if kind not in event_types():
                return None
            _readers[kind] = _reader(event_types()[kind])
        reader = _readers[kind]
        return reader(text) if reader else None
    except ValueError:
        return None


def _reader(cls: type[Event]) -> Read | None:
    """The reader of an event type; None for one with fields that have no usual form."""
    written = {name: _written(field) for name, field in cls.schema.fields.items()}
    if None in written.values():
        return None
    checks: list[str] = []
    values = {name: _value(name, field, checks) for name, field in cls.schema.fields.items()}
    source = _READER.format(
        groups=", ".join(f"_{name}" for name in written),
        subject=f"_{cls.subject_field}",
        checks="\n    ".join(checks),
        data=", ".join(f'"{name}": {value}' for name, value in values.items()),
    )
    space = {"match": re.compile(_pattern(cls, written)).fullmatch, "moment": datetime.fromisoformat, "cls": cls}
    exec(compile(source, f"<reader of {cls.__name__}>", "exec"), space)
    return space["read"]  # type: ignore[return-value]


_READER = """
def read(text):
    found = match(text)
    if found is None:
        return None
    (id, subject, time, community, sequence, correlationid, causationid, traceparent, {groups}) = found.groups()
    if {subject} != subject:
        return None
    {checks}
    event = object.__new__(cls)
    event.__dict__.update({{"community": community, "sequence": int(sequence), {data}}})
    return {{
        "id": id,
        "time": moment(time),
        "data": event,
        "correlationid": correlationid,
        "causationid": causationid,
        "traceparent": traceparent,
    }}
"""
"""Nothing that comes from a message stands in it, only names and numbers of the schema."""


def _pattern(cls: type[Event], written: dict[str, str | None]) -> str:
    """How the envelopes of an event type are written: a group for each attribute that may differ, and each field."""
    named = f"{cls.event_service}.{cls.event_name}.v{cls.event_major}"
    attributes = (
        ("specversion", '"1\\.0"'),
        ("id", _SHORT),
        ("source", f'"/linli/{cls.event_service}"'),
        ("type", f'"{re.escape(f"linli.{named}")}"'),
        ("subject", _SHORT),
        ("time", _MOMENT),
        ("datacontenttype", '"application/json"'),
        ("dataschema", f'"{re.escape(f"urn:linli:schema:{named}")}"'),
        ("community", _CODE),
        ("sequence", '"(0[0-9]{18})"'),
    )
    optional = "".join(f'(?:,"{name}":{_SHORT})?' for name in ("correlationid", "causationid", "traceparent"))
    head = ",".join(f'"{name}":{pattern}' for name, pattern in attributes)
    data = ",".join(f'"{name}":{pattern}' for name, pattern in written.items())
    return f'{{{head}{optional},"data":{{{data}}}}}'


def _written(field: Any) -> str | None:
    """A pattern with one group of the JSON that the field's values are written as; None where there is no such."""
    match field:
        case fields.Id():
            pattern = _ID
        case fields.Code():
            pattern = _CODE
        case fields.OneOf():
            pattern = f'"({"|".join(map(re.escape, field.choices))})"'
        case fields.Text():
            pattern = _text(field.longest)
        case fields.Whole():
            pattern = _WHOLE
        case fields.Flag():
            pattern = "(true|false)"
        case fields.Moment():
            pattern = _MOMENT
        case _:
            return None
    return f"(?:{pattern}|null)" if field.allow_none else pattern


def _value(name: str, field: Any, checks: list[str]) -> str:
    """The expression that makes the field's value of its group; `checks`: statements that are to come before."""
    match field:
        case fields.Whole():
            value = f"int(_{name})"
            wrong = f"not {field.least} <= {value} <= {field.most}"
            checks.append(f"if {f'_{name} is not None and ' if field.allow_none else ''}{wrong}: return None")
        case fields.Flag():
            value = f'_{name} == "true"'
        case fields.Moment():
            value = f"moment(_{name})"
        case _:
            return f"_{name}"
    return f"None if _{name} is None else {value}" if field.allow_none else value
