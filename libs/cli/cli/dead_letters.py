"""A dead letter as an operator looks at it: what it was, where it died and why; and which of them are meant."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pika

from chassis.topology import ATTEMPT, DIED, LADDER, REASON, SUBSCRIPTION
from cli.event_lines import Seen, read
from cli.event_names import means, short

_BY_THE_BROKER = {
    "delivery_limit": "delivery limit: its service ended, or lost the broker, each time it had it in hand",
}
"""What the broker's word for a death means here."""

_DELAYS = {delay.name for delay in LADDER}
_OF_A_DEATH = (ATTEMPT, DIED, REASON, SUBSCRIPTION, "x-death", "x-delivery-count", "x-acquired-count")
_OF_THE_BROKER = ("x-first-death-", "x-last-death-")
_MORE_QUEUES = ("CC", "BCC")
"""Headers by which the broker would deliver a message to further queues."""


@dataclass(frozen=True)
class DeadLetter:
    """One message among the dead letters. `number`: its place, from 1; `tag`: for its acknowledgement."""

    number: int
    tag: int
    properties: pika.BasicProperties
    body: bytes = field(repr=False)

    @cached_property
    def seen(self) -> Seen:
        """What its body is, and why that is no event where it is none."""
        return read(0, self.body)

    @property
    def headers(self) -> dict[str, Any]:
        return self.properties.headers or {}

    @property
    def id(self) -> str:
        """As its sender gave it; empty where nobody did."""
        return self.properties.message_id or self._inner_id

    @property
    def type(self) -> str:
        return self.seen.type or self.properties.type or ""

    @property
    def community(self) -> str:
        return self.seen.community

    @property
    def subject(self) -> str:
        found = (self.seen.cloud_event() or {}).get("subject")
        return found if isinstance(found, str) else ""

    @property
    def subscription(self) -> str:
        """The queue it died from; empty where neither the service nor the broker noted it."""
        return str(self.headers.get(SUBSCRIPTION) or self._death.get("queue") or "")

    @property
    def reason(self) -> str:
        if REASON in self.headers:
            return str(self.headers[REASON])
        cause = str(self._death.get("reason") or "unknown: neither service nor broker noted one")
        return _BY_THE_BROKER.get(cause, cause)

    @property
    def attempts(self) -> int | None:
        """How often the service tried to handle it; None where nobody counted."""
        if REASON not in self.headers:
            return None
        failed = self.headers.get(ATTEMPT, 0)
        return failed + 1 if isinstance(failed, int) else None

    @property
    def died(self) -> datetime | None:
        """When it came among the dead letters, where that was noted; UTC."""
        noted = self.headers.get(DIED) or self._death.get("time")
        return noted.replace(tzinfo=UTC) if isinstance(noted, datetime) else None

    @property
    def made(self) -> datetime | None:
        """When its event happened; UTC."""
        if self.seen.envelope:
            return self.seen.envelope.time
        stamp = self.properties.timestamp
        return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) else None

    @property
    def group(self) -> tuple[str, str, str, int | None]:
        """Those that died of the same cause have the same."""
        return self.subscription, short(self.type), self.reason, self.attempts

    @property
    def key(self) -> tuple[str, str, bytes]:
        """By which it is found again in a later look at the queue."""
        return self.id, self.subscription, self.body

    def named(self, id: str) -> bool:
        """Whether somebody who says `id` means this one."""
        return id in (self.properties.message_id, self._inner_id) and bool(id)

    def reborn(self) -> pika.BasicProperties:
        """Its properties without what its death added to them, to be sent again to one queue."""
        kept = self.properties
        headers = {
            name: value
            for name, value in self.headers.items()
            if name not in _OF_A_DEATH and name not in _MORE_QUEUES and not name.startswith(_OF_THE_BROKER)
        }
        return pika.BasicProperties(
            content_type=kept.content_type,
            content_encoding=kept.content_encoding,
            delivery_mode=2,
            message_id=kept.message_id,
            correlation_id=kept.correlation_id,
            type=kept.type,
            app_id=kept.app_id,
            timestamp=kept.timestamp,
            headers=headers or None,
        )

    def summary(self) -> dict[str, Any]:
        """What is known of it, for machines; times in UTC."""
        return {
            "number": self.number,
            "id": self.id,
            "type": self.type,
            "community": self.community,
            "subject": self.subject,
            "subscription": self.subscription,
            "reason": self.reason,
            "attempts": self.attempts,
            "died": _written(self.died),
            "made": _written(self.made),
        }

    def whole(self) -> dict[str, Any]:
        """Everything, so that it could be made again: `summary`, properties, headers, and the body as text or, where
        it is none, in base64."""
        properties = {
            name: value for name, value in vars(self.properties).items() if name != "headers" and value is not None
        }
        body: dict[str, Any]
        try:
            body = {"body": self.body.decode()}
        except UnicodeDecodeError:
            body = {"body_base64": base64.b64encode(self.body).decode("ascii")}
        return self.summary() | {"properties": properties, "headers": plain(self.headers)} | body

    @property
    def _inner_id(self) -> str:
        found = (self.seen.cloud_event() or {}).get("id")
        return found if isinstance(found, str) else ""

    @property
    def _death(self) -> dict[str, Any]:
        """What the broker noted of its death, if the broker was it; waiting on the ladder of delays is none."""
        deaths = self.headers.get("x-death")
        noted = [one for one in deaths if isinstance(one, dict)] if isinstance(deaths, list) else []
        return next((one for one in noted if one.get("queue") not in _DELAYS), {})


@dataclass(frozen=True)
class Selection:
    """Which dead letters are meant: those that match everything given. `everything`: said so, without a filter;
    `first`: no more than so many, the longest dead."""

    ids: Sequence[str] = ()
    reason: str = ""
    type: str = ""
    subscription: str = ""
    everything: bool = False
    first: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said at all."""
        return not (self.ids or self.reason or self.type or self.subscription or self.everything)

    def of(self, letters: Sequence[DeadLetter]) -> list[DeadLetter]:
        """Those of `letters` that are meant, in their order."""
        return [letter for letter in letters if self._means(letter)][: self.first]

    def missing(self, letters: Sequence[DeadLetter]) -> list[str]:
        """Ids that no letter has."""
        return [id for id in self.ids if not any(letter.named(id) for letter in letters)]

    def _means(self, letter: DeadLetter) -> bool:
        return (
            (not self.ids or any(letter.named(id) for id in self.ids))
            and self.reason.casefold() in letter.reason.casefold()
            and (not self.type or means(self.type, letter.type))
            and (not self.subscription or self.subscription in _names(letter.subscription))
        )


def plain(value: Any) -> Any:
    """A header's value as JSON has it: times as text, bytes written out."""
    match value:
        case dict():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case datetime():
            return _written(value.replace(tzinfo=UTC))
        case bytes():
            return value.decode(errors="backslashreplace")
        case bool() | None | int() | float() | str():
            return value
    return str(value)


def _names(subscription: str) -> tuple[str, str]:
    """In full, and without the service before it."""
    return subscription, subscription.partition(".")[2]


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
