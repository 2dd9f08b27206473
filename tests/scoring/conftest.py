from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.scoring.rebuilding import Place


@pytest.fixture
def place(amqp_url: str, database_url: Callable[[str], str]) -> Iterator[Place]:
    """The broker and the database that a scoring under rebuild works with."""
    found = Place(amqp_url, database_url("scoring"))
    yield found
    found.engine.dispose()
