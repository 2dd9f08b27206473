"""Events as a district's year brings them, the same ones at every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chassis.transaction import new_id
from contracts import Envelope, vocabulary
from contracts.events import ServiceCompleted

VOLUNTEERS = 2_000
COMMUNITIES = 10
START = datetime(2026, 1, 1, tzinfo=UTC)


def completed(count: int, volunteers: int = VOLUNTEERS) -> Iterator[ServiceCompleted]:
    """Services of half an hour to three hours, of every kind."""
    chance = random.Random(2026)
    providers = [(new_id(), f"community-{number % COMMUNITIES}") for number in range(volunteers)]
    for _ in range(count):
        volunteer_id, community = chance.choice(providers)
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


def bodies(count: int, volunteers: int = VOLUNTEERS) -> Iterator[bytes]:
    """The same as they travel."""
    for service in completed(count, volunteers):
        envelope = Envelope(id=new_id(), time=service.completed_at, data=service, correlationid=new_id())
        yield envelope.to_json()
