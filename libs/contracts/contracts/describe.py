"""The contract in words: ``python -m contracts.describe`` prints docs/events.md, made from the event types."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from . import events, fields
from .event import ENVELOPE_FIELDS, Event, event_types, type_of
from .subscriber import EXCHANGE, LOG

_HEAD = f"""# The events

Made from the contract by `python -m contracts.describe`; a test compares the two.

Every event passes through the topic exchange `{EXCHANGE}` and is kept in the stream `{LOG}`. It is a CloudEvents 1.0
JSON object; its routing key is `<service>.<EventType>.v<major>.<community>`. Bind `*.ServiceCompleted.v1.#` for one
type, or `#.xiezhuang` for one community; `district` stands for what belongs to no single community.

| attribute | what it says |
|---|---|
| `id` | unique; an event may arrive more than once, always with the same id |
| `type`, `source`, `subject` | what happened, who tells it, and to which record |
| `time` | when it happened, UTC |
| `community` | the community it belongs to |
| `sequence` | the record's version after it: apply only what is higher than what you have |
| `correlationid`, `causationid` | the request that began it all, and the event or command that led to it |

Events name people by id only. Within a major version fields are only added.
"""

_FORMS = {
    fields.Id: "id (UUID)",
    fields.Code: "code",
    fields.Moment: "time, UTC",
    fields.Day: "day, in the district's time",
    fields.Flag: "true or false",
}


def document() -> str:
    """The whole page, Markdown."""
    assert events.__all__, "importing the events declares their types"
    parts = [_HEAD]
    service = ""
    for kind in sorted(event_types().values(), key=lambda found: (found.event_service, found.event_name)):
        if kind.event_service != service:
            service = kind.event_service
            parts.append(f"\n## From {service}\n")
        parts.extend(_section(kind))
    return "\n".join(parts) + "\n"


def _section(kind: type[Event]) -> Iterator[str]:
    yield f"\n### {kind.event_name}\n"
    yield " ".join(inspect.getdoc(kind).split()) if kind.__doc__ else ""  # type: ignore[union-attr]
    yield f"\nSubject: `{kind.subject_field}`. Type: `{type_of(kind)}`\n"
    yield "| field | |"
    yield "|---|---|"
    for name, field in kind.schema.fields.items():
        if name not in ENVELOPE_FIELDS:
            yield f"| `{name}` | {_form(field)}{'' if field.required else ', may be absent'} |"


def _form(field: Any) -> str:
    match field:
        case fields.OneOf():
            form = "one of " + ", ".join(f"`{choice}`" for choice in field.choices)
        case fields.Whole():
            form = f"whole number, {field.least} to {field.most}"
        case fields.ListOf():
            form = f"list of {_form(field.inner)}"
        case fields.Text():
            form = f"text, up to {field.longest} characters"
        case _:
            form = _FORMS[type(field)]
    return form + (", or null" if field.allow_none and field.required else "")


if __name__ == "__main__":
    print(document(), end="")
