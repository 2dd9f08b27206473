from __future__ import annotations

from pathlib import Path

import pytest

from chassis.transaction import new_id
from contracts.events import ServiceCompleted


@pytest.fixture
def tally(running, database_url):
    """The small service of these tests, started."""
    return running("tally", PYTHONPATH=str(Path(__file__).parent))


@pytest.fixture
def completed():
    """Makes a completed service of `minutes` by `provider`."""

    def make(provider: str, minutes: int = 1) -> ServiceCompleted:
        from datetime import UTC, datetime

        return ServiceCompleted(
            community="xiezhuang",
            sequence=1,
            service_id=new_id(),
            need_id=new_id(),
            kind="convenience",
            provider_kind="volunteer",
            provider=provider,
            minutes=minutes,
            completed_at=datetime.now(UTC),
            round=1,
        )

    return make
