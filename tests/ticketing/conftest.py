from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bus import Bus
from tests.services import RunningService
from tests.ticketing.neighbourhood import Neighbourhood


@pytest.fixture
def ticketing(bus: Bus, running: Callable[..., RunningService]) -> RunningService:
    return running("ticketing")


@pytest.fixture
def here(ticketing: RunningService, rpc: Callable[..., dict[str, Any]], bus: Bus) -> Neighbourhood:
    """A community that the running service knows."""
    neighbourhood = Neighbourhood(rpc, bus)
    neighbourhood.settle_in()
    return neighbourhood
