from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.transaction import new_id
from contracts.events import ServiceCompleted

from tests.bus import Bus, eventually
from tests.conftest import DATABASES, make_database_url
from tests.services import RunningService
from tests.shared_service import SharedService, serve

PLACE_OF_TALLY = str(Path(__file__).parent)


@pytest.fixture
def tally(running: Callable[..., RunningService]) -> RunningService:
    """The small service of these tests, started for one of them alone."""
    return running("tally", PYTHONPATH=PLACE_OF_TALLY)


@pytest.fixture(scope="package", params=DATABASES)
def tally_of_all(
    request: pytest.FixtureRequest, broker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedService]:
    """The small service of these tests, started once."""
    folder = tmp_path_factory.mktemp("tally")
    database_url = make_database_url(request, folder, request.param)("tally")
    with serve("tally", broker, database_url, folder, PYTHONPATH=PLACE_OF_TALLY) as service:
        yield service


@pytest.fixture
def shared_tally(tally_of_all: SharedService) -> SharedService:
    """The small service that all tests share, up and ready."""
    revive(tally_of_all)
    return tally_of_all


def revive(tally: SharedService) -> None:
    """Start the service anew where another test left it broken."""
    if not tally.process.ready():
        tally.process.kill()
        tally.process.start()


@pytest.fixture
def lone_tally(broker: Any, tmp_path: Path) -> Iterator[SharedService]:
    """The small service started for one test alone, for what does not depend on the database."""
    with serve("tally", broker, f"sqlite:///{tmp_path}/tally.sqlite3", tmp_path, PYTHONPATH=PLACE_OF_TALLY) as service:
        yield service


@pytest.fixture
def bus(shared_tally: SharedService) -> Iterator[Bus]:
    """The bus of the shared service, watched during one test, its dead letters taken away before."""
    with shared_tally.bus() as watching:
        watching.take_all("tally.dead")
        yield watching


@pytest.fixture
def provider() -> str:
    """Somebody whose minutes no other test touches."""
    return new_id()


class Gate:
    """Holds up every handler of the small service that has to do with one provider, until it is opened."""

    def __init__(self, folder: Path, provider: str) -> None:
        self._shut, self._reached = folder / f"{provider}.shut", folder / f"{provider}.reached"

    def __enter__(self) -> Gate:
        self._shut.touch()
        return self

    def __exit__(self, *_: object) -> None:
        self.open()

    def wait_until_reached(self) -> None:
        """Wait until a handler stands before it."""
        eventually(self.reached, what="a handler at the gate")

    def reached(self) -> bool:
        """Whether a handler came to it since it was made, or since `forget`."""
        return self._reached.exists()

    def forget(self) -> None:
        """Those who stand before it now are not told of again."""
        self._reached.unlink()

    def open(self) -> None:
        """Let everybody through."""
        self._shut.unlink(missing_ok=True)


@pytest.fixture
def gate(shared_tally: SharedService, provider: str) -> Iterator[Gate]:
    """A gate before `provider`, shut."""
    with Gate(shared_tally.folder, provider) as shut:
        yield shut


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
