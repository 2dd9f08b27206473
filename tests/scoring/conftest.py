from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import migrations

from tests.scoring.rebuilding import Place


@pytest.fixture
def session(database_url: Callable[[str], str]) -> Iterator[Session]:
    """Scoring's database, empty, with no service at work."""
    engine = sa.create_engine(database_url("scoring").replace("postgresql:", "postgresql+psycopg2:"))
    migrations.upgrade(engine, "scoring")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def place(amqp_url: str, database_url: Callable[[str], str]) -> Iterator[Place]:
    """The broker and the database that a scoring under rebuild works with."""
    found = Place(amqp_url, database_url("scoring"))
    yield found
    found.engine.dispose()
