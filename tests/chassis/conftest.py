from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.transaction import new_id
from contracts.events import ServiceCompleted

from tests.conftest import DATABASES, make_database_url
from tests.services import RunningService
from tests.shared_service import SharedService, serve

PLACE_OF_TALLY = str(Path(__file__).parent)


@pytest.fixture
def tally(running: Callable[..., RunningService]) -> RunningService:
    """The small service of these tests, started for one of them alone."""
    return running("tally", PYTHONPATH=PLACE_OF_TALLY)


@pytest.fixture(scope="package", params=DATABASES)
def shared_tally(
    request: pytest.FixtureRequest, broker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedService]:
    """The small service of these tests, started once."""
    folder = tmp_path_factory.mktemp("tally")
    database_url = make_database_url(request, folder, request.param)("tally")
    with serve("tally", broker, database_url, folder, PYTHONPATH=PLACE_OF_TALLY) as service:
        yield service


@pytest.fixture
def completed() -> Callable[..., ServiceCompleted]:
    """Makes a completed service of `minutes` by `provider`."""

    def make(provider: str, minutes: int = 1) -> ServiceCompleted:
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
