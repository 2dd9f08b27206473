from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis import settings
from contracts import Envelope, Event

from tests.actors import admin, worker
from tests.bus import Bus
from tests.conftest import DATABASES
from tests.keeping import Keep
from tests.shared_service import SharedService, fresh_community, shared
from tests.volunteer.clocked import Clocked

Answer = dict[str, Any]
Plan = Callable[..., Answer]


class Neighbourhood:
    """A community of a test's own with two buildings, a neighbouring community with one, and the volunteer service."""

    def __init__(self, service: SharedService, bus: Bus) -> None:
        self.service, self.bus = service, bus
        self.code = fresh_community()
        self.other = f"{self.code}-other"
        self.district, self.subdistrict = f"{self.code}-district", f"{self.code}-subdistrict"
        self.compound = f"{self.code}-c1"
        self.buildings = [f"{self.compound}-b1", f"{self.compound}-b2"]
        self.places: list[Answer] = [
            {"code": self.district, "kind": "district", "name": "新泰市"},
            {"code": self.subdistrict, "kind": "subdistrict", "name": "小协镇", "parent": self.district},
            {
                "code": self.code,
                "kind": "community",
                "name": "协庄社区",
                "parent": self.subdistrict,
                "households": 7218,
            },
            {"code": self.other, "kind": "community", "name": "邻近社区", "parent": self.subdistrict},
            {"code": self.compound, "kind": "compound", "name": "一区", "parent": self.code, "community": self.code},
            *(
                {"code": code, "kind": "building", "name": code[-1], "parent": self.compound, "community": self.code}
                for code in self.buildings
            ),
            {"code": f"{self.other}-b1", "kind": "building", "name": "1号楼", "parent": self.other},
        ]
        self.ask("register_places", {"places": self.places}, admin())

    def ask(self, method: str, request: Answer, actor: Any = None, **kwargs: Any) -> Answer:
        """Asks the service, as a worker of the community unless told otherwise."""
        return self.service.ask(method, request, actor or self.worker, **kwargs)

    def enrol(self, *rows: Answer, dry_run: bool = False, **kwargs: Any) -> Answer:
        """Imports rows into the community's roll."""
        request = {"community": self.code, "rows": list(rows), "dry_run": dry_run}
        return self.ask("import_volunteers", request, **kwargs)

    @property
    def worker(self) -> Any:
        return worker(self.code)

    def told(self, *kinds: type[Event]) -> list[Envelope]:
        """The events of these types about the two communities, once the bus is quiet."""
        self.bus.settle()
        return [seen for seen in self.bus.seen(*kinds) if seen.community in (self.code, self.other)]


@pytest.fixture(scope="session", params=DATABASES)
def service(request: pytest.FixtureRequest, keep: Keep) -> SharedService:
    return keep.started("volunteer", request.param, shared("volunteer"))


@pytest.fixture
def bus(service: SharedService) -> Iterator[Bus]:
    with service.bus() as watching:
        yield watching


@pytest.fixture
def neighbourhood(service: SharedService, bus: Bus) -> Neighbourhood:
    return Neighbourhood(service, bus)


@pytest.fixture
def ask(neighbourhood: Neighbourhood) -> Callable[..., Answer]:
    return neighbourhood.ask


@pytest.fixture
def enrol(neighbourhood: Neighbourhood) -> Callable[..., Answer]:
    return neighbourhood.enrol


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


@pytest.fixture
def plan(neighbourhood: Neighbourhood) -> Plan:
    """Plans an activity from one hour to three hours from now, or otherwise."""

    def schedule(starts: float = 1, ends: float = 3, by: Any = None, **facts: Any) -> Answer:
        asked = {
            "community": neighbourhood.code,
            "kind": "environment",
            "title": "清扫一区",
            "place": "一区广场",
            "starts_at": in_hours(starts),
            "ends_at": in_hours(ends),
        }
        return neighbourhood.ask("schedule_activity", {**asked, **facts}, by)

    return schedule


@pytest.fixture
def clocked(database_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clocked]:
    monkeypatch.setenv("LINLI_DATABASE_URL", database_url("volunteer"))
    made = Clocked(settings.read())
    yield made
    made.database.engine.dispose()
