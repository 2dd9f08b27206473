"""What an event is: a frozen dataclass whose annotations carry the marshmallow field of each value.

    @event("ticketing", subject="need_id")
    class NeedReported(Event):
        need_id: Id

One definition gives three things: typed attributes for code, a marshmallow schema for the wire, and, in
`contracts.usual`, a pattern by which events in their usual form are read at a glance.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import (
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from marshmallow import EXCLUDE, Schema, ValidationError

from . import fields

Id = Annotated[str, fields.Id]
Code = Annotated[str, fields.Code]
Moment = Annotated[datetime, fields.Moment]
Day = Annotated[date, fields.Day]
Flag = Annotated[bool, fields.Flag]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """What happened to one record: `community` it belongs to, and `sequence`, the record's version after it.

    Both travel in the envelope, the other fields in its data. Names people by id only: no names, phones,
    addresses or free text of people.
    """

    community: Code
    sequence: Annotated[int, partial(fields.Whole, 1, 10**18)]

    event_service: ClassVar[str]
    event_name: ClassVar[str]
    event_major: ClassVar[int]
    subject_field: ClassVar[str]
    schema: ClassVar[Schema]

    @property
    def subject(self) -> str:
        """The id or code of the record that the event is about."""
        return str(getattr(self, self.subject_field))

    @property
    def routing_key(self) -> str:
        """``<service>.<EventType>.v<major>.<community>``."""
        return f"{self.event_service}.{self.event_name}.v{self.event_major}.{self.community}"

    def data(self) -> dict[str, Any]:
        """The JSON-ready payload: every field but those that travel in the envelope."""
        mine = self.__dict__
        return {
            name: value if (value := mine[name]) is None or write is None else write(value)
            for name, write in self._writers  # type: ignore[attr-defined]
        }


ENVELOPE_FIELDS = ("community", "sequence")

EventClass = TypeVar("EventClass", bound=type[Event])

_registry: dict[str, type[Event]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(service: str, *, subject: str, major: int = 1) -> Callable[[EventClass], EventClass]:
    """Declare an event type of `service`, about the record named by its field `subject`."""

    def declare(cls: EventClass) -> EventClass:
        made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        made.event_service, made.event_name, made.event_major, made.subject_field = (
            service,
            cls.__name__,
            major,
            subject,
        )
        made.schema = _schema_of(made)
        made.__doc__ = cls.__doc__
        _registry[type_of(made)] = made
        return made  # type: ignore[return-value]

    return declare


def type_of(cls: type[Event]) -> str:
    """The CloudEvents type: ``linli.<service>.<EventType>.v<major>``."""
    return f"linli.{cls.event_service}.{cls.event_name}.v{cls.event_major}"


def event_types() -> Mapping[str, type[Event]]:
    """Every declared event type by its CloudEvents type."""
    return types.MappingProxyType(_registry)


def load_data(cls: type[Event], data: Any, community: str, sequence: int) -> Event:
    """The event of class `cls` from its payload. Fields it does not know are passed over.

    Raises `marshmallow.ValidationError` with messages as in `contracts.fields`.
    """
    if not isinstance(data, Mapping):
        raise ValidationError({"data": ["not_an_object"]})
    return cls(community=community, sequence=sequence, **cls.schema.load(data))  # type: ignore[arg-type]


def _schema_of(cls: type[Event]) -> Schema:
    hints = get_type_hints(cls, include_extras=True)
    declared: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        if field.name in ENVELOPE_FIELDS:
            continue
        required = field.default is dataclasses.MISSING
        settings = {"required": True} if required else {"load_default": field.default}
        declared[field.name] = _field_of(hints[field.name], settings)
    cls._writers = tuple((name, _writer(made)) for name, made in declared.items())  # type: ignore[attr-defined]
    base = Schema.from_dict(declared, name=f"{cls.__name__}Schema")
    return base(unknown=EXCLUDE)


_JSON_AS_THEY_ARE = (fields.Text, fields.Code, fields.Id, fields.OneOf, fields.Whole, fields.Flag)


def _writer(made: Any) -> Callable[[Any], Any] | None:
    """What turns a field's value into JSON as the schema does; None where they are the same."""
    return None if type(made) in _JSON_AS_THEY_ARE else lambda value: made._serialize(value, None, None)


def _field_of(hint: Any, settings: dict[str, Any]) -> Any:
    """The marshmallow field of an annotation ``Annotated[type, field factory]``, or of one ``| None``."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
        settings = {**settings, "allow_none": True}
    _, factory = get_args(hint)
    return factory(**settings)
