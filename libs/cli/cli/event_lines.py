"""One line for each message of the log: when, what, where, about which record, and what is worth knowing of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cli import moments
from cli.event_names import short
from cli.screen import printable
from contracts import Envelope, InvalidEvent

INDENT = 8
"""Columns that the offset takes."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TAIL = 8


@dataclass(frozen=True)
class Seen:
    """A message of the log. `envelope`: the event in it; where there is none, `fault` says why, and `document` is the
    JSON object in it, if it is one."""

    offset: int
    size: int
    envelope: Envelope | None = None
    document: dict[str, Any] | None = None
    fault: str = ""

    @property
    def type(self) -> str:
        return self.envelope.type if self.envelope else self._told("type")

    @property
    def community(self) -> str:
        return self.envelope.community if self.envelope else self._told("community")

    def cloud_event(self) -> dict[str, Any] | None:
        """The CloudEvents object; None for what is not even a JSON object."""
        return self.envelope.to_dict() if self.envelope else self.document

    def _told(self, attribute: str) -> str:
        value = (self.document or {}).get(attribute)
        return value if isinstance(value, str) else ""


def read(offset: int, body: bytes) -> Seen:
    """What stands at `offset` of the log, whatever it is."""
    try:
        return Seen(offset, len(body), Envelope.from_json(body))
    except InvalidEvent as error:
        return Seen(offset, len(body), document=as_object(body), fault=error.reason)


def as_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a message's body, if it is one."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def written(seen: Seen, whole_ids: bool) -> str:
    """The line: offset, district time, type, community, subject, then its data, ids last. Without `whole_ids` those
    in the data are cut to their last characters."""
    if seen.envelope is None:
        told = " ".join(filter(None, (short(seen.type), seen.community)))
        return printable(f"{seen.offset:>{INDENT - 1}} not an event: {seen.fault} ({seen.size} bytes) {told}".rstrip())
    event = seen.envelope.data
    happened = moments.shown(seen.envelope.time)
    fields = " ".join(_fields(event.data(), event.subject_field, happened, whole_ids))
    return (
        f"{seen.offset:>{INDENT - 1}} {happened} {short(seen.envelope.type):<21} "
        f"{seen.community:<10} {event.subject} {printable(fields)}".rstrip()
    )


def _fields(data: dict[str, Any], subject: str, happened: str, whole_ids: bool) -> Iterator[str]:
    """Each field that says more than the columns before it."""
    ids = []
    for name, value in data.items():
        if name == subject or value is None or value == []:
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if _UUID.search(text):
            ids.append(f"{name}={text if whole_ids else _UUID.sub(_tail, text)}")
        else:
            told = _moment(text)
            if told != happened:
                yield f"{name}={told}"
    yield from ids


def _moment(text: str) -> str:
    """A time by the district's clock, any other value as it is."""
    if not text.endswith("Z"):
        return text
    try:
        return moments.shown(datetime.fromisoformat(text))
    except ValueError:
        return text


def _tail(id: re.Match[str]) -> str:
    return f"…{id[0][-_TAIL:]}"
