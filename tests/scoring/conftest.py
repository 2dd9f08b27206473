from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import migrations, settings
from contracts import district

from tests.scoring.clocked import Clocked
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


@pytest.fixture
def clocked(database_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocked]:
    """Scoring's calls on a day in June 2026."""
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("scoring"))
    made = Clocked(settings.read(), datetime(2026, 6, 1, 12, tzinfo=district.TIME))
    yield made
    made.close()
