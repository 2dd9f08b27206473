from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.bus import Bus
from tests.conftest import DATABASES, make_database_url
from tests.shared_service import SharedService, fresh_community, serve


@pytest.fixture(scope="session", params=DATABASES)
def service(
    request: pytest.FixtureRequest, broker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedService]:
    folder = tmp_path_factory.mktemp("notify")
    database_url = make_database_url(request, folder, request.param)("notify")
    with serve("notify", broker, database_url, folder) as running:
        yield running


@pytest.fixture
def bus(service: SharedService) -> Iterator[Bus]:
    with service.bus() as watching:
        yield watching


@pytest.fixture
def community() -> str:
    return fresh_community()


@pytest.fixture
def inbox(service: SharedService) -> Callable[..., dict[str, Any]]:
    """What a reader finds in the inbox."""
    return lambda reader, **wanted: service.ask("inbox", wanted, reader)
