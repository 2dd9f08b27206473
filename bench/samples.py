"""Events as a district's year brings them, the same ones at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from chassis.transaction import new_id
from contracts import Envelope, vocabulary
from contracts.events import ServiceCompleted

VOLUNTEERS = 2_000
COMMUNITIES = 10
START = datetime(2026, 1, 1, tzinfo=UTC)


def volunteers(count: int) -> list[str]:
    """Ids of so many volunteers."""
    return [f"01900000-0000-7000-8000-{number:012x}" for number in range(count)]


def completed(count: int, providers: Sequence[str] = ()) -> Iterator[ServiceCompleted]:
    """Services of half an hour to three hours, of every kind, by `providers` or some 2,000 volunteers."""
    chance = random.Random(2026)
    among = providers or volunteers(VOLUNTEERS)
    for _ in range(count):
        number = chance.randrange(len(among))
        volunteer_id, community = among[number], f"community-{number % COMMUNITIES}"
        yield ServiceCompleted(
            community=community,
            sequence=chance.randint(5, 9),
            service_id=new_id(),
            need_id=new_id(),
            kind=chance.choice(vocabulary.NEED_KINDS),
            provider_kind="volunteer",
            provider=volunteer_id,
            minutes=chance.randint(30, 180),
            completed_at=START + timedelta(minutes=chance.randrange(300 * 24 * 60)),
            round=1,
        )


def bodies(count: int, providers: Sequence[str] = ()) -> Iterator[bytes]:
    """The same as they travel."""
    for service in completed(count, providers):
        envelope = Envelope(id=new_id(), time=service.completed_at, data=service, correlationid=new_id())
        yield envelope.to_json()
