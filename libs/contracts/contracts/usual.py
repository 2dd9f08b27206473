"""Events in their usual form, read at a glance.

Linli's services write every envelope in one form (`Envelope.to_json`). A body of just that form is checked and taken
apart by one regular expression, made from the fields of its type, in less than half the time of decoding JSON and
asking each field. Any other body is never refused here but left to be read in full; and what is read here is what
reading in full would give.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any

from . import fields
from .event import Event, event_types

_CHARACTER = r'"\\\x00-\x1f\x7f\ud800-\udfff'
_ID = r'"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"'
_CODE = r'"([a-z0-9][a-z0-9-]{0,63})"'
_MOMENT = r'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
_WHOLE = r"(0|-?[1-9][0-9]{0,17})"
_TYPE = '"type":"'

Read = Callable[[str], Any]


def _text(longest: int) -> str:
    """Words that need no escape and do not begin with white space."""
    return f'"([^\\s{_CHARACTER}][^{_CHARACTER}]{{0,{longest - 1}}})"'


_SHORT = _text(256)


def read(body: bytes | str) -> dict[str, Any] | None:
    """The attributes of the `Envelope` in a body of the usual form, `data` among them; None for any other body."""
    try:
        text = body if isinstance(body, str) else body.decode()
        start = text.index(_TYPE) + len(_TYPE)
        cls = event_types().get(text[start : text.index('"', start)])
        form = _form(cls) if cls else None  # type: ignore[arg-type]
        return form.read(text) if form else None
    except ValueError:
        return None


class _Form:
    """How the envelopes of one event type are written."""

    def __init__(self, cls: type[Event], written: dict[str, tuple[str, Read | None]]) -> None:
        self._cls = cls
        self._names = tuple(written)
        self._reads = tuple((name, read) for name, (_, read) in written.items() if read)
        self._subject = cls.subject_field
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
        data = ",".join(f'"{name}":{pattern}' for name, (pattern, _) in written.items())
        self._match = re.compile(f'{{{head}{optional},"data":{{{data}}}}}').fullmatch

    def read(self, text: str) -> dict[str, Any] | None:
        found = self._match(text)
        if found is None:
            return None
        id, subject, time, community, sequence, correlationid, causationid, traceparent, *data = found.groups()
        values = dict(zip(self._names, data, strict=True))
        for name, read in self._reads:
            value = values[name]
            if value is not None:
                values[name] = read(value)
        if values[self._subject] != subject:
            return None
        values["community"], values["sequence"] = community, int(sequence)
        event = object.__new__(self._cls)
        event.__dict__.update(values)
        return {
            "id": id,
            "time": datetime.fromisoformat(time),
            "data": event,
            "correlationid": correlationid,
            "causationid": causationid,
            "traceparent": traceparent,
        }


@cache
def _form(cls: type[Event]) -> _Form | None:
    """The form of an event type; None for one with fields that have no usual form."""
    written = {}
    for name, field in cls.schema.fields.items():
        usual = _written(field)
        if usual is None:
            return None
        pattern, read = usual
        written[name] = (f"(?:{pattern}|null)" if field.allow_none else pattern, read)
    return _Form(cls, written)


def _written(field: Any) -> tuple[str, Read | None] | None:
    """A pattern with one group of the JSON that the field's values are written as, and what makes the value of that
    group (None: the group is the value)."""
    match field:
        case fields.Id():
            return _ID, None
        case fields.Code():
            return _CODE, None
        case fields.OneOf():
            return f'"({"|".join(map(re.escape, field.choices))})"', None
        case fields.Text():
            return _text(field.longest), None
        case fields.Whole():
            return _WHOLE, partial(_whole, field.least, field.most)
        case fields.Flag():
            return "(true|false)", "true".__eq__
        case fields.Moment():
            return _MOMENT, datetime.fromisoformat
    return None


def _whole(least: int, most: int, digits: str) -> int:
    number = int(digits)
    if not least <= number <= most:
        raise ValueError(f"{number} is not from {least} to {most}")
    return number
