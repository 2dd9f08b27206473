"""When scoring is not rebuilt: the live database stays as it was, and nothing of the copy is left."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import migrations
from chassis.transaction import new_id
from contracts.log import Log
from scoring import policies
from scoring.rebuild import Refused
from scoring.rebuild.beside import BesideSqlite
from scoring.rebuild.rebuilding import Rebuild
from scoring.rebuild.replay import INBOX

from tests.bus import Bus
from tests.scoring.facts import completed
from tests.scoring.rebuilding import Place, taken_in


@pytest.fixture
def scoring(running: Any, bus: Bus, place: Place) -> Place:
    """One that has taken in a service."""
    running("scoring")
    events = [completed(new_id(), 60)]
    bus.publish(*events)
    taken_in(bus, place, events)
    return place


def test_a_log_without_an_event_that_was_taken_in_is_refused(scoring: Place) -> None:
    lost = {"subscription": "scoring.record_services", "event_id": "an-event-of-another-broker"}
    scoring.execute(INBOX.insert().values(**lost, received_at=datetime.now(UTC)))
    before = scoring.derived()
    for arguments in ([], ["--check"]):
        status, ended, complaint = scoring.rebuild(*arguments)
        assert (status, ended) == (1, {})
        assert "lacks 1 of the 2 events" in complaint and lost["event_id"] in complaint, complaint
    assert scoring.derived() == before
    assert not scoring.left_over()


class CutLog(Log):
    """A log whose beginning was deleted, as a policy by age would."""

    def bounds(self) -> tuple[int, int] | None:
        return 5123, 6000


def test_a_log_without_its_beginning_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/scoring.sqlite3"
    migrations.upgrade(sa.create_engine(url), "scoring")
    rebuild = Rebuild(BesideSqlite(url), CutLog("amqp://127.0.0.1/"), policies.own(), lambda **told: None)
    for course in (rebuild.switch, rebuild.check):
        with pytest.raises(Refused, match="begins with its entry 5123"):
            course()
    assert [file.name for file in tmp_path.iterdir() if "rebuild" in file.name] == []


def test_a_live_database_of_another_shape_is_refused(scoring: Place) -> None:
    scoring.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    status, _, complaint = scoring.rebuild()
    assert (status, "of revision 0000" in complaint) == (1, True), complaint
    assert not scoring.left_over()


def test_a_second_rebuild_at_the_same_time_is_refused(scoring: Place) -> None:
    with scoring.beside().built():
        status, _, complaint = scoring.rebuild()
        assert (status, "Another rebuild of scoring is under way" in complaint) == (1, True), complaint
        assert scoring.left_over(), "the first has lost its copy"
    assert scoring.rebuild()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_before_the_switch_it_changes_nothing(scoring: Place, number: signal.Signals) -> None:
    before = scoring.derived()
    with scoring.engine.connect() as busy:
        sqlite = scoring.engine.dialect.name == "sqlite"
        busy.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE volunteer_years IN ACCESS SHARE MODE")
        rebuild = scoring.start_rebuild()
        assert rebuild.stdout is not None
        assert any('"switching"' in line for line in rebuild.stdout)
        rebuild.send_signal(number)
        _, complaint = rebuild.communicate(timeout=60)
    assert (rebuild.returncode, complaint) == (130, "Interrupted. Nothing was changed.\n")
    assert scoring.derived() == before
    assert not scoring.left_over()


def test_a_database_without_scorings_tables_is_told_apart(place: Place) -> None:
    status, _, complaint = place.rebuild()
    assert (status, "start" in complaint and "so that it makes its tables" in complaint) == (1, True), complaint
