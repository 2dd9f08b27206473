"""`linli up`, `down`, `status` and `logs`, as people and scripts meet them, with stand-ins for the services."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pika
import psutil
import pytest

from cli import processes
from cli.home import Home
from cli.local import Local
from cli.ports import accepts
from cli.problem import Problem
from cli.settings import Settings

from tests import ports

FOLDER = Path(__file__).parent
QUORUM = {"x-queue-type": "quorum"}


class Linli:
    """The command with one home folder and one portal port, run as a person would run it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.home = folder / ".linli"
        self.port = ports.choose(1)[0]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
            "STAND_INS": "volunteer=ready portal=portal",
            "LINLI_PORT": str(self.port),
            **environment,
        }

    def popen(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(FOLDER / "linli_with_stand_ins.py"), "--home", str(self.home), *arguments]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment | environment,
        )

    def __call__(self, *arguments: str, code: int = 0, **environment: str) -> str:
        """What the command prints; it must exit with `code` and never show a traceback."""
        running = self.popen(*arguments, **environment)
        printed, _ = running.communicate(timeout=120)
        assert "Traceback" not in printed
        assert running.returncode == code, printed
        return printed

    def up(self, *, code: int = 0, **environment: str) -> str:
        return self("up", "--detach", "--without-places", code=code, **environment)

    def status(self, code: int = 0) -> dict[str, Any]:
        return json.loads(self("status", "--json", code=code))

    def part(self, name: str) -> dict[str, Any]:
        return next(part for part in self.status()["parts"] if part["name"] == name)

    def amqp_url(self) -> str:
        running = Home(self.home).running()
        assert running is not None
        return running.amqp_url

    def left(self) -> list[psutil.Process]:
        return processes.marked(self.home)


@pytest.fixture
def linli(tmp_path: Path, amqp_url: str) -> Iterator[Linli]:
    """With a broker from outside, which spares each test the start of one."""
    command = Linli(tmp_path, LINLI_AMQP_URL=amqp_url)
    yield command
    processes.end_marked(command.home, grace=0)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Linli]:
    """With a broker of its own."""
    command = Linli(tmp_path)
    yield command
    processes.end_marked(command.home, grace=0)


def test_a_second_run_finds_the_data_of_the_first_and_nothing_runs_in_between(alone: Linli) -> None:
    printed = alone.up()
    assert f"http://127.0.0.1:{alone.port}" in printed
    status = alone.status()
    assert status["ready"]
    assert [part["name"] for part in status["parts"]] == ["epmd", "broker", "volunteer", "portal"]
    url = alone.amqp_url()
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.queue_declare("kept", durable=True, arguments=QUORUM)
    connection.close()

    assert "is stopped" in alone("down")
    assert alone.left() == []
    assert "not running" in alone("status", code=1)

    alone.up()
    assert alone.amqp_url() == url
    connection = pika.BlockingConnection(pika.URLParameters(url))
    connection.channel().queue_declare("kept", passive=True)
    connection.close()
    alone("down")


def test_down_ends_everything_even_when_the_supervisor_was_killed(alone: Linli) -> None:
    alone.up()
    psutil.Process(int((alone.home / "supervisord.pid").read_text())).kill()
    assert processes.wait_until(lambda: not Local(Home(alone.home)).runs(), 10)
    assert {"epmd", "beam.smp"} <= {process.name() for process in alone.left()}
    assert "linli down" in alone("status", code=1)
    alone("down")
    assert alone.left() == []


def test_down_with_nothing_running_says_so_and_is_no_failure(linli: Linli) -> None:
    assert "Nothing was running" in linli("down")
    assert not linli.home.exists()


def test_up_while_it_runs_says_where_and_how_to_stop_it(linli: Linli) -> None:
    linli.up()
    printed = linli.up(code=1)
    assert f"already runs at http://127.0.0.1:{linli.port}" in printed
    assert "linli down" in printed
    assert linli.status()["ready"]


def test_up_after_an_unclean_end_clears_what_was_left_and_starts(linli: Linli) -> None:
    linli.up()
    psutil.Process(int((linli.home / "supervisord.pid").read_text())).kill()
    before = {process.pid for process in linli.left()}
    assert processes.wait_until(lambda: not Local(Home(linli.home)).runs(), 10)
    linli.up()
    assert before.isdisjoint(process.pid for process in linli.left())


def test_two_at_once_in_two_folders(linli: Linli, tmp_path: Path) -> None:
    other = Linli(tmp_path / "other", LINLI_AMQP_URL=linli.environment["LINLI_AMQP_URL"])
    linli.up()
    try:
        other.up()
        linli("down")
        assert other.status()["ready"]
    finally:
        other("down")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_in_the_foreground_it_stays_until_it_is_interrupted_and_then_stops_everything(
    linli: Linli, ending: signal.Signals
) -> None:
    running = linli.popen("up", "--without-places")
    assert running.stdout is not None
    for line in running.stdout:
        if "Ctrl-C" in line:
            break
    assert linli.status()["ready"]
    running.send_signal(ending)
    printed, _ = running.communicate(timeout=60)
    assert "Stopped." in printed
    assert running.returncode == 0
    assert linli.left() == []


def test_interrupted_while_starting_it_leaves_nothing(linli: Linli) -> None:
    running = linli.popen("up", "--without-places", STAND_INS="volunteer=never")
    assert running.stdout is not None
    for line in running.stdout:
        if "volunteer: starting" in line:
            break
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert linli.left() == []


def test_stopped_from_elsewhere_the_foreground_ends_too(linli: Linli) -> None:
    running = linli.popen("up", "--without-places")
    assert running.stdout is not None
    for line in running.stdout:
        if "Ctrl-C" in line:
            break
    linli("down")
    printed, _ = running.communicate(timeout=60)
    assert "stopped by another command" in printed
    assert running.returncode == 0


def test_a_killed_service_comes_back(linli: Linli) -> None:
    linli.up()
    before = linli.part("volunteer")["pid"]
    psutil.Process(before).kill()
    local = Local(Home(linli.home), {"volunteer": []})

    def is_back() -> bool:
        part = next(part for part in local.parts() if part.name == "volunteer")
        return bool(part.ready) and part.pid != before

    assert processes.wait_until(is_back, 30)


def test_a_service_deaf_to_term_is_killed_in_the_end(linli: Linli) -> None:
    linli.up(STAND_INS="volunteer=stubborn")
    linli("down")
    assert linli.left() == []


def test_a_service_that_ends_at_once_is_named_with_what_it_said(linli: Linli) -> None:
    printed = linli.up(code=1, STAND_INS="volunteer=ready scoring=crash")
    assert "scoring ended" in printed
    assert "LINLI_SPOON is 'fork' but takes a spoon." in printed
    assert str(linli.home / "logs" / "scoring.log") in printed
    assert linli.left() == []


def test_a_service_that_does_not_become_ready_is_named_with_its_log(tmp_path: Path, amqp_url: str) -> None:
    commands = {
        name: [sys.executable, str(FOLDER / "stand_in.py"), behaviour]
        for name, behaviour in {"volunteer": "ready", "notify": "never"}.items()
    }
    local = Local(Home(tmp_path / ".linli"), commands)
    settings = Settings("127.0.0.1", ports.choose(1)[0], amqp_url, None)
    with pytest.raises(Problem, match=r"^notify did not become ready in 3 seconds\.\n.*notify\.log:\n.*stand-in"):
        local.start(settings, lambda part, state: None, ready_seconds=3)
    assert processes.marked(tmp_path / ".linli") == []


def test_the_portals_port_taken_names_the_port_the_holder_and_the_way_out(linli: Linli) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", str(linli.port), "--bind", "127.0.0.1"], stderr=subprocess.DEVNULL
    ) as holder:
        assert processes.wait_until(lambda: accepts("127.0.0.1", linli.port), 20)
        printed = linli.up(code=1)
        holder.kill()
    assert f"Port {linli.port}" in printed
    assert f"process {holder.pid}" in printed
    assert "LINLI_PORT=" in printed
    assert linli.left() == []


def test_a_silent_broker_address_is_named(linli: Linli) -> None:
    port = ports.choose(1)[0]
    printed = linli.up(code=1, LINLI_AMQP_URL=f"amqp://somebody:secret@127.0.0.1:{port}/")
    assert f"127.0.0.1:{port}" in printed
    assert "LINLI_AMQP_URL" in printed
    assert "secret" not in printed


def test_data_of_another_version_is_left_alone(linli: Linli) -> None:
    linli.home.mkdir()
    (linli.home / "version").write_text("0.0.1\n")
    printed = linli.up(code=1)
    assert "0.0.1" in printed
    assert "--home" in printed
    assert [entry.name for entry in linli.home.iterdir()] == ["version"]


def test_a_folder_with_other_files_is_left_alone(linli: Linli) -> None:
    linli.home.mkdir()
    (linli.home / "diary.txt").write_text("Dear diary")
    assert "left alone" in linli.up(code=1)
    assert [entry.name for entry in linli.home.iterdir()] == ["diary.txt"]


def test_a_folder_that_cannot_be_made_is_named(linli: Linli) -> None:
    linli.home.write_text("a file where the folder should be")
    printed = linli.up(code=1)
    assert f"{linli.home} cannot be used" in printed


def test_only_one_process_starts_it_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path / ".linli")
    home.open()
    with home.starting(), pytest.raises(Problem, match="just starting.*linli down"), Home(home.folder).starting():
        pass


def test_secrets_stay_the_same_and_are_for_the_owner_only(tmp_path: Path) -> None:
    home = Home(tmp_path / ".linli")
    home.open()
    assert home.secrets() == Home(home.folder).secrets()
    assert len(set(home.secrets().values())) == 3
    assert (home.folder / "secrets.json").stat().st_mode & 0o077 == 0


def test_logs_are_printed_by_service_and_all_together(linli: Linli) -> None:
    assert "nothing was started" in linli("logs", code=1)
    linli.up()
    event = json.loads(linli("logs", "portal").splitlines()[0])
    assert event["event"] == "stand-in portal started"
    assert "volunteer: {" in linli("logs")
    assert "there is one of: portal" in linli("logs", "nobody", code=1)


def test_a_wrong_option_is_a_sentence(linli: Linli) -> None:
    assert "70000 is not in the range" in linli("up", "--port", "70000", code=2)
    assert "No such command" in linli("dwon", code=2)
