"""`linli outbox`: what waits, since when, and when the last left, on both databases and without a broker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from chassis.models import chassis_tables
from cli.home import Home, Running
from cli.main import linli as command
from contracts.events import ServiceCompleted

from tests.bus import Bus, eventually
from tests.chassis.conftest import PLACE_OF_TALLY, completed
from tests.services import RunningService

__all__ = ["completed"]

SERVICES: dict[str, list[str]] = {"tally": [], "scoring": [], "portal": []}
NOBODY = "amqp://127.0.0.1:1/"

metadata = sa.MetaData()
chassis_tables(metadata)
table = metadata.tables["outbox"]


@pytest.fixture
def outbox(tmp_path: Path) -> Callable[..., Result]:
    def run(*arguments: str, code: int, database: str | None = None) -> Result:
        result = CliRunner().invoke(
            command,
            ["--home", str(tmp_path / "home"), "outbox", *arguments],
            obj=SERVICES,
            env={"LINLI_AMQP_URL": NOBODY, "LINLI_DATABASE_URL": database},
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def rows(database_url: Callable[[str], str]) -> Callable[..., str]:
    """Puts rows, (event type, seconds ago, sent), into tally's outbox; the database's address."""
    url = database_url("tally")
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg2://"))
    metadata.create_all(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    count = 0

    def put(*given: tuple[str, float, bool]) -> str:
        nonlocal count
        now = datetime.now(UTC)
        for type, seconds, sent in given:
            count += 1
            at = now - timedelta(seconds=seconds)
            row = {
                "event_id": f"e-{count}",
                "routing_key": "k",
                "type": f"linli.tally.{type}.v1",
                "body": b"{}",
                "created_at": at,
                "sent_at": at if sent else None,
            }
            with engine.begin() as connection:
                connection.execute(table.insert(), row)
        engine.dispose()
        return url

    return put


def found(result: Result) -> dict[str, Any]:
    [service] = json.loads(result.output)["services"]
    return service


def test_nothing_waits(rows: Callable[..., str], outbox: Callable[..., Result]) -> None:
    url = rows(("Sent", 7200, True), ("Sent", 3600, True))
    told = found(outbox("tally", "--json", code=0, database=url))
    assert (told["waiting"], told["oldest"], told["types"], told["problem"]) == (0, None, {}, None)
    assert 3590 < (datetime.now(UTC) - datetime.fromisoformat(told["last_sent"])).total_seconds() < 3900


def test_what_waits_by_type_and_since_when(rows: Callable[..., str], outbox: Callable[..., Result]) -> None:
    url = rows(("Sent", 7200, True), *[("Told", 30, False)] * 3, ("Other", 45, False))
    told = found(outbox("tally", "--json", code=0, database=url))
    assert (told["waiting"], told["types"]) == (4, {"linli.tally.Told.v1": 3, "linli.tally.Other.v1": 1})
    printed = outbox("tally", code=0, database=url).output
    assert "3 Told, 1 Other" in printed


def test_what_waits_longer_than_a_minute_is_the_exit_status(
    rows: Callable[..., str], outbox: Callable[..., Result]
) -> None:
    url = rows(("Told", 5, False), ("Told", 600, False))
    told = found(outbox("tally", "--json", code=1, database=url))
    assert 600 <= told["oldest_seconds"] < 900
    assert told["last_sent"] is None
    printed = outbox("tally", code=1, database=url).output
    assert "10 min" in printed and "never" in printed


def test_looking_neither_waits_for_a_writer_nor_writes(rows: Callable[..., str], outbox: Callable[..., Result]) -> None:
    url = rows(("Told", 5, False))
    writer = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg2://"))
    with writer.connect() as connection:
        connection.execute(table.update().values(sent_at=datetime.now(UTC)))
        assert found(outbox("tally", "--json", code=0, database=url))["waiting"] == 1
        connection.commit()
    writer.dispose()
    assert found(outbox("tally", "--json", code=0, database=url))["waiting"] == 0


def test_a_service_whose_relay_stands_still_and_then_runs(
    running: Callable[..., RunningService],
    bus: Bus,
    database_url: Callable[[str], str],
    outbox: Callable[..., Result],
    completed: Callable[..., ServiceCompleted],
) -> None:
    url = database_url("tally")
    tally = running("tally", PYTHONPATH=PLACE_OF_TALLY, LINLI_RELAY="false")
    bus.publish(*(completed("a") for _ in range(7)))

    def waiting() -> int:
        seen = CliRunner().invoke(command, ["outbox", "tally", "--json", "--database", url], obj=SERVICES)
        return found(seen)["waiting"]

    eventually(lambda: waiting() == 7, what="seven in the outbox")
    assert tally.stop() == 0
    assert found(outbox("tally", "--json", code=0, database=url))["types"] == {
        "linli.volunteer.VolunteerWithdrawn.v1": 7
    }
    running("tally", PYTHONPATH=PLACE_OF_TALLY)
    eventually(lambda: waiting() == 0, what="an empty outbox")
    assert found(outbox("tally", "--json", code=0, database=url))["last_sent"]


def test_a_running_linli_is_found_with_its_own_files_or_the_databases_it_was_started_with(
    tmp_path: Path, outbox: Callable[..., Result]
) -> None:
    home = Home(tmp_path / "home")
    home.open()
    printed = outbox(code=1).output
    assert "tally" in printed and "scoring" in printed and "portal" not in printed
    assert "never started here" in " ".join(printed.split())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for service in ("tally", "scoring"):
        engine = sa.create_engine(f"sqlite:///{elsewhere / service}.db")
        metadata.create_all(engine)
        engine.dispose()
    home.note(
        Running("http://127.0.0.1:1", NOBODY, "2026-11-24T00:00:00+00:00", f"sqlite:///{elsewhere}/{{service}}.db")
    )
    told = json.loads(outbox("--json", code=0).output)
    assert told["ok"] is True
    assert [one["service"] for one in told["services"]] == ["tally", "scoring"]


def test_watching_prints_again_and_again_until_ctrl_c(rows: Callable[..., str], tmp_path: Path) -> None:
    url = rows(("Told", 5, False))
    command = "from cli.main import main; main({'tally': []})"
    watching = subprocess.Popen(
        [sys.executable, "-c", command, "outbox", "tally", "--watch", "--json"],
        env={**os.environ, "LINLI_DATABASE_URL": url, "LINLI_HOME": str(tmp_path / "home")},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert watching.stdout is not None
        lines = [watching.stdout.readline() for _ in range(2)]
        watching.send_signal(signal.SIGINT)
        assert watching.wait(20) == 0
        assert all(json.loads(line)["services"][0]["waiting"] == 1 for line in lines)
        assert "Traceback" not in watching.stdout.read()
    finally:
        watching.kill()
        watching.wait()


@pytest.mark.parametrize(
    ("arguments", "database", "code", "sentence"),
    [
        (["taly"], None, 1, "There is no service 'taly' with an outbox; did you mean tally?"),
        (["portal"], None, 1, "There is no service 'portal' with an outbox"),
        ([], None, 1, "Linli never ran in folder"),
        ([], "sqlite:///one.db", 1, "{service} in it"),
        (["tally"], "mysql://h/d", 1, "LINLI_DATABASE_URL takes"),
        (["tally"], "nonsense", 1, "LINLI_DATABASE_URL takes"),
        (["tally", "--database", "mysql://h/d"], None, 1, "--database takes"),
        (["tally", "--database", "nonsense"], None, 1, "--database takes"),
        (["tally"], "sqlite:////nowhere/at/all.db", 1, "there is no database"),
        (["tally"], "postgresql://u:secret@127.0.0.1:1/x", 1, "the database cannot be read"),
    ],
)
def test_wrong_use_is_a_sentence_without_passwords(
    outbox: Callable[..., Result], arguments: list[str], database: str | None, code: int, sentence: str
) -> None:
    said = " ".join(outbox(*arguments, code=code, database=database).output.split())
    assert sentence in said
    assert "secret" not in said


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path, outbox: Callable[..., Result]) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database, but long enough to be taken for one" * 50)
    said = outbox("tally", code=1, database=f"sqlite:///{tmp_path}/x.db").output
    assert "cannot be read" in " ".join(said.split())
    (tmp_path / "y.db").touch()
    said = outbox("tally", code=1, database=f"sqlite:///{tmp_path}/y.db").output
    assert "has no outbox" in " ".join(said.split())
