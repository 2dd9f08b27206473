"""The envelope: CloudEvents 1.0, structured JSON.

An `Envelope` is one event as it stands on the bus: the attributes that say what, whose, when and why, around
one typed `Event`. Written and read here and nowhere else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validate

from . import fields, usual
from .event import Event, event_types, load_data, type_of

CONTENT_TYPE = "application/cloudevents+json"


class InvalidEvent(ValueError):
    """What arrived is not an event of this contract. `reason`: one sentence without the event's content;
    `unknown_type`: it may be well formed, but this version of the contract does not know its type."""

    def __init__(self, reason: str, unknown_type: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.unknown_type = reason, unknown_type


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One event with its CloudEvents attributes.

    `id`: unique, UUIDv7; `time`: when it happened, UTC; `correlationid`: the request that began it all;
    `causationid`: the event or command that led to it; `traceparent`: W3C trace context, if traced.
    """

    id: str
    time: datetime
    data: Event
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: str | None = None

    @property
    def type(self) -> str:
        return type_of(type(self.data))

    @property
    def source(self) -> str:
        return f"/linli/{self.data.event_service}"

    @property
    def community(self) -> str:
        return self.data.community

    @property
    def sequence(self) -> int:
        return self.data.sequence

    def to_dict(self) -> dict[str, Any]:
        """The CloudEvents JSON object."""
        event = self.data
        made: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": event.subject,
            "time": fields.as_utc_text(self.time),
            "datacontenttype": "application/json",
            "dataschema": f"urn:linli:schema:{event.event_service}.{event.event_name}.v{event.event_major}",
            "community": event.community,
            "sequence": f"{event.sequence:019d}",
        }
        for name in ("correlationid", "causationid", "traceparent"):
            value = getattr(self, name)
            if value is not None:
                made[name] = value
        made["data"] = event.data()
        return made

    def to_json(self) -> bytes:
        """The body of a message: UTF-8."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, body: bytes | str) -> Envelope:
        """The event in a message's body. Raises `InvalidEvent`."""
        read = usual.read(body)
        if read is not None:
            made = object.__new__(cls)
            object.__setattr__(made, "__dict__", read)
            return made
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise InvalidEvent(f"the body is not JSON: {type(error).__name__}") from None
        return cls.from_dict(document)

    @classmethod
    def from_dict(cls, document: Any) -> Envelope:
        """The event in a CloudEvents JSON object. Raises `InvalidEvent`."""
        if type(document) is not dict:
            raise InvalidEvent("the body is not a JSON object")
        attributes = _read_attributes(document)
        kind = event_types().get(attributes["type"])
        if kind is None:
            raise InvalidEvent(f"unknown event type {attributes['type']}", unknown_type=True)
        if attributes["source"] != f"/linli/{kind.event_service}":
            raise InvalidEvent(f"source {attributes['source']} does not send {attributes['type']}")
        try:
            data = load_data(kind, document.get("data"), attributes["community"], int(attributes["sequence"]))
        except ValidationError as error:
            raise InvalidEvent(f"data: {_first_fault(error.messages)}") from None
        if data.subject != attributes["subject"]:
            raise InvalidEvent(f"subject is not the record's {kind.subject_field}")
        return cls(
            id=attributes["id"],
            time=attributes["time"],
            data=data,
            correlationid=attributes["correlationid"],
            causationid=attributes["causationid"],
            traceparent=attributes["traceparent"],
        )


_short = partial(fields.Text, 256)


class _AttributesSchema(Schema):
    """The attributes; ids of correlation and causation may be anyone's, so any short text."""

    class Meta:
        unknown = EXCLUDE

    specversion = fields.OneOf(("1.0",), required=True)
    id = _short(required=True)
    source = _short(required=True)
    type = _short(required=True)
    subject = _short(required=True)
    time = fields.Moment(required=True)
    datacontenttype = fields.OneOf(("application/json",), load_default="application/json")
    community = fields.Code(required=True)
    sequence = fields.Text(
        19, required=True, validate=validate.Regexp(r"^[0-9]{1,18}$|^0[0-9]{18}$", error="not_a_number")
    )
    correlationid = _short(load_default=None)
    causationid = _short(load_default=None)
    traceparent = _short(load_default=None)


_attributes_schema = _AttributesSchema()


def _read_attributes(document: dict[str, Any]) -> dict[str, Any]:
    try:
        return _attributes_schema.load(document)
    except ValidationError as error:
        raise InvalidEvent(f"attribute {_first_fault(error.messages)}") from None


def _first_fault(messages: Any) -> str:
    """The first field at fault and its code; never the value, which may be somebody's."""
    path = []
    while isinstance(messages, dict):
        key, messages = next(iter(messages.items()))
        path.append(str(key))
    code = messages[0] if isinstance(messages, list) else messages
    return f"{'.'.join(path)}: {code}"
