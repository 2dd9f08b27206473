"""`linli rebuild` on a scoring that runs here or elsewhere; what is rebuilt is tested in tests/scoring."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.transaction import new_id
from cli.home import Home, Running
from scoring.ledger import VOLUNTEER_YEARS
from scoring.rebuild.beside import BesideSqlite

from tests.bus import Bus, eventually
from tests.scoring.facts import completed

Linli = Callable[..., tuple[int, str]]

NOTHING_GIVEN = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    found = Home(tmp_path / "home")
    found.open()
    return found


@pytest.fixture
def scoring(home: Home, running: Any, bus: Bus) -> sa.Engine:
    """A scoring of this home that has taken in three services of one volunteer; its database."""
    engine = sa.create_engine(f"sqlite:///{home.data}/scoring.sqlite3")
    running("scoring", LINLI_DATABASE_URL="", LINLI_DATA=str(home.data))
    home.note(Running("http://127.0.0.1:9", bus.amqp_url, "2026-05-04T00:00:00+00:00"))
    who = new_id()
    bus.publish(*(completed(who, 600) for _ in range(3)))

    def services() -> int | None:
        with engine.connect() as connection:
            return connection.scalar(sa.select(VOLUNTEER_YEARS.c.services))

    eventually(lambda: services() == 3)
    return engine


@pytest.fixture
def database_url() -> Callable[[str], str]:
    """None: the database is the home's own."""
    return lambda service: ""


@pytest.fixture
def start(home: Home) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the command for that home."""
    started = []

    def popen(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from cli.main import main; main()", "--home", str(home.folder), *arguments]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**NOTHING_GIVEN, "COLUMNS": "200", "PYTHONUNBUFFERED": "1", **environment},
        )
        started.append(process)
        return process

    yield popen
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def linli(start: Callable[..., subprocess.Popen[str]]) -> Linli:
    """Runs the command to its end; its exit status and all it printed, which is never a traceback."""

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        process = start(*arguments, **environment)
        printed, _ = process.communicate(timeout=120)
        assert "Traceback" not in printed, printed
        return process.returncode, printed

    return run


def test_the_scoring_that_runs_here_is_rebuilt_and_checked(linli: Linli, scoring: sa.Engine) -> None:
    status, printed = linli("rebuild", "scoring")
    assert status == 0, printed
    assert "Reading the log …" in printed and "Switching …" in printed
    assert "Rebuilt scoring from" in printed and "0 ratings came out otherwise" in printed
    status, printed = linli("rebuild", "scoring", "--check")
    assert status == 0, printed
    assert "equal byte for byte" in printed and "volunteer_years" in printed and "different" not in printed


def test_a_difference_is_shown_with_its_key_and_ends_the_check_with_1(linli: Linli, scoring: sa.Engine) -> None:
    with scoring.begin() as connection:
        connection.execute(VOLUNTEER_YEARS.update().values(minutes=1))
        (who,) = connection.scalars(sa.select(VOLUNTEER_YEARS.c.volunteer_id))
    status, printed = linli("rebuild", "scoring", "--check")
    assert status == 1
    assert f"volunteer_years differs at: {who} 2026" in printed and "linli rebuild scoring mends that" in printed
    status, printed = linli("rebuild", "scoring", "--check", "--json")
    found = json.loads(printed)
    assert (status, found["equal"]) == (1, False)
    assert [table["table"] for table in found["tables"] if not table["equal"]] == ["volunteer_years"]
    assert linli("rebuild", "scoring")[0] == 0
    assert linli("rebuild", "scoring", "--check")[0] == 0


def test_a_scoring_elsewhere_is_found_by_its_addresses(linli: Linli, scoring: sa.Engine, bus: Bus, home: Home) -> None:
    home.forget()
    database = {"LINLI_DATABASE_URL": f"sqlite:///{home.data}/{{service}}.sqlite3"}
    status, printed = linli("rebuild", "scoring", "--check", "--amqp", bus.amqp_url, **database)
    assert status == 0, printed
    assert linli("rebuild", "scoring", LINLI_AMQP_URL=bus.amqp_url, **database)[0] == 0


def test_where_nothing_runs_it_says_what_to_start_or_to_give(linli: Linli) -> None:
    for given in ([], ["--amqp", "amqp://127.0.0.1:9/"]):
        status, printed = linli("rebuild", "scoring", *given)
        assert status == 1
        assert "start it with linli up" in printed and "--database" in printed


def test_what_does_not_follow_from_the_log_is_not_rebuilt(linli: Linli) -> None:
    status, printed = linli("rebuild", "volunteer")
    assert status == 2
    assert "volunteer does not follow from the log" in printed and "scoring" in printed


def test_without_a_database_it_says_so(linli: Linli, home: Home, amqp_url: str) -> None:
    home.note(Running("http://127.0.0.1:9", amqp_url, "2026-05-04T00:00:00+00:00"))
    status, printed = linli("rebuild", "scoring")
    assert (status, f"There is no database {home.data}/scoring.sqlite3" in printed) == (1, True), printed
    (home.data / "scoring.sqlite3").touch()
    status, printed = linli("rebuild", "scoring")
    assert (status, "no tables of scoring yet: start the service once" in printed) == (1, True), printed


def test_without_a_broker_it_says_so(linli: Linli, scoring: sa.Engine) -> None:
    status, printed = linli("rebuild", "scoring", "--amqp", "amqp://guest:guest@127.0.0.1:1/")
    assert (status, "the broker at 127.0.0.1:1 cannot be read" in printed) == (1, True), printed


def test_a_second_rebuild_at_the_same_time_is_refused(linli: Linli, scoring: sa.Engine) -> None:
    with BesideSqlite(str(scoring.url)).built():
        status, printed = linli("rebuild", "scoring")
    assert (status, "Another rebuild of scoring is under way" in printed) == (1, True), printed
    assert linli("rebuild", "scoring")[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_everything_as_it_was(
    start: Callable[..., subprocess.Popen[str]], scoring: sa.Engine, home: Home, number: signal.Signals
) -> None:
    before = sorted(home.data.iterdir())
    with scoring.connect() as busy:
        busy.exec_driver_sql("BEGIN IMMEDIATE")
        command = start("rebuild", "scoring")
        assert command.stdout is not None
        printed = ""
        while "Switching" not in printed:
            line = command.stdout.readline()
            assert line, printed
            printed += line
        command.send_signal(number)
        rest, _ = command.communicate(timeout=30)
    assert (command.returncode, "Nothing was changed" in rest) == (130, True), printed + rest
    assert sorted(home.data.iterdir()) == before
