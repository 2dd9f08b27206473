from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.bus import Bus
from tests.conftest import DATABASES
from tests.keeping import Keep
from tests.shared_service import SharedService, fresh_community, shared


@pytest.fixture(scope="session", params=DATABASES)
def service(request: pytest.FixtureRequest, keep: Keep) -> SharedService:
    return keep.started("notify", request.param, shared("notify"))


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
