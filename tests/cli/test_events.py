"""`linli events` as an operator meets it: the past, what comes, and everything that can be typed wrong."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chassis import topology
from chassis.relay import ConfirmedPublisher
from chassis.transaction import new_id
from cli.main import linli
from contracts import Envelope, Event, district, type_of
from contracts.events import NeedClosed, VolunteerWithdrawn

from tests.bus import Bus, eventually
from tests.infrastructure import Broker

COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]


@pytest.fixture
def logged(bus: Bus) -> Bus:
    """A bus with the log that keeps every event."""
    topology.declare(bus.amqp_url, "tally", {})
    bus._subscriber._on_invalid = lambda body, error: None
    return bus


@pytest.fixture
def events(amqp_url: str, tmp_path: Any) -> Callable[..., Result]:
    def run(*arguments: str, amqp: str = amqp_url) -> Result:
        result = CliRunner().invoke(
            linli, ["--home", str(tmp_path / "home"), "events", *arguments], env={"LINLI_AMQP_URL": amqp}
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def closed(community: str = "xiezhuang") -> NeedClosed:
    return NeedClosed(community=community, sequence=1, need_id=new_id(), reason="served", reporter=new_id())


def withdrawn(community: str = "xiezhuang") -> VolunteerWithdrawn:
    return VolunteerWithdrawn(community=community, sequence=1, volunteer_id=new_id())


def send(bus: Bus, event: Event, at: datetime) -> None:
    """As its service's relay would have sent it at that time."""
    row = SimpleNamespace(
        event_id=new_id(),
        routing_key=event.routing_key,
        type=type_of(type(event)),
        body=Envelope(id=new_id(), time=at, data=event).to_json(),
        created_at=at,
    )
    publisher = ConfirmedPublisher(bus.amqp_url, "test")
    assert publisher.publish([row]) == {row.event_id}
    publisher.link.close()


def test_the_past_is_printed_one_event_a_line(logged: Bus, events: Callable[..., Result]) -> None:
    at = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    first, second = logged.publish(closed(), withdrawn("district"), at=at)
    printed = events("--from", "first", "--no-follow")
    assert printed.exit_code == 0
    assert [line.split() for line in printed.output.splitlines()] == [
        ["0", "11-24", "10:30:00", "NeedClosed", "xiezhuang", first.data.subject, "reason=served",
         f"reporter={first.data.reporter}"],
        ["1", "11-24", "10:30:00", "VolunteerWithdrawn", "district", second.data.subject],
    ]  # fmt: skip


def test_json_is_the_events_themselves(logged: Bus, events: Callable[..., Result]) -> None:
    sent = logged.publish(closed(), withdrawn())
    printed = events("--from", "first", "-F", "--json").stdout.splitlines()
    assert [Envelope.from_json(line) for line in printed] == sent


def test_an_offset_and_a_time_begin_where_they_say(logged: Bus, events: Callable[..., Result]) -> None:
    now = datetime.now(UTC)
    for ago in (timedelta(days=2), timedelta(hours=1), timedelta()):
        send(logged, closed(), now - ago)

    def offsets(start: str) -> list[str]:
        return [line.split()[0] for line in events("--from", start, "-F").output.splitlines()]

    assert offsets("1") == ["1", "2"]
    assert offsets("3d") == ["0", "1", "2"]
    assert offsets("2h") == ["1", "2"]
    assert offsets("30m") == ["2"]
    noon_yesterday = (now - timedelta(days=1)).astimezone(district.TIME).strftime("%Y-%m-%d %H:%M")
    assert offsets(noon_yesterday) == ["1", "2"]


def test_types_and_communities_choose(logged: Bus, events: Callable[..., Result]) -> None:
    logged.publish(closed("a"), withdrawn("a"), closed("b"), withdrawn("c"))
    logged.publish_raw(("x", b"not json"))

    def chosen(*options: str) -> list[str]:
        return [line.split()[0] for line in events("--from", "first", "-F", *options).output.splitlines()]

    assert chosen("--type", "NeedClosed") == ["0", "2"]
    assert chosen("--type", "needclosed", "--type", "volunteer.VolunteerWithdrawn") == ["0", "1", "2", "3"]
    assert chosen("--community", "b", "--community", "c") == ["2", "3"]
    assert chosen("--type", "NeedClosed", "--community", "a") == ["0"]


def test_what_cannot_be_read_is_shown_as_such_and_cannot_steer_the_terminal(
    logged: Bus, events: Callable[..., Result]
) -> None:
    good = closed()
    [sent] = logged.publish(good)
    unknown = sent.to_json().replace(b".v1", b".v9\\u001b[31m")
    logged.publish_raw(("x", b"\xff\xfe not json"), ("x", b"[1]"), ("x", unknown))
    lines = events("--from", "1", "-F").output.splitlines()
    assert len(lines) == 3
    assert "1 not an event: the body is not JSON" in lines[0]
    assert "2 not an event: the body is not a JSON object (3 bytes)" in lines[1]
    assert "3 not an event: attribute type: unprintable" in lines[2]
    assert lines[2].endswith("NeedClosed.v9\\x1b[31m xiezhuang")
    as_json = events("--from", "first", "-F", "--json")
    assert [json.loads(line)["specversion"] for line in as_json.stdout.splitlines()] == ["1.0", "1.0"]
    assert as_json.stderr.count("not an event") == 2


class Live:
    """`linli events` in a process of its own, its lines as they come."""

    def __init__(self, amqp_url: str, folder: Any, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "--home", str(folder / "home"), "events", *arguments],
            env={**os.environ, "LINLI_AMQP_URL": amqp_url},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line_after(self, publish: Callable[[], object]) -> str:
        """The next line; `publish` is called again until there is one, as nothing tells that the command listens."""

        def look() -> str | None:
            publish()
            try:
                return self.lines.get(timeout=0.5)
            except queue.Empty:
                return None

        return str(eventually(look, 40, "a line"))

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)


@pytest.fixture
def live(amqp_url: str, tmp_path: Any) -> Iterator[Callable[..., Live]]:
    started: list[Live] = []

    def start(*arguments: str) -> Live:
        started.append(Live(amqp_url, tmp_path, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def test_without_from_only_what_comes_is_printed_and_ctrl_c_ends_it(logged: Bus, live: Callable[..., Live]) -> None:
    [before] = logged.publish(closed("before"))
    following = live()
    line = following.line_after(lambda: logged.publish(closed("after")))
    assert "after" in line
    following.process.send_signal(signal.SIGINT)
    assert following.process.wait(15) == 0
    assert following.process.stderr is not None
    assert following.process.stderr.read() == ""
    assert all(before.data.subject not in line for line in following.lines.queue)


def test_a_lost_connection_is_made_again_and_nothing_is_missed(
    logged: Bus, live: Callable[..., Live], broker: Broker
) -> None:
    vhost = logged.amqp_url.rpartition("/")[2]
    following = live("--from", "first", "--json")
    sent = logged.publish(*(closed() for _ in range(50)))
    seen = [Envelope.from_json(following.lines.get(timeout=40)) for _ in sent]

    def reading() -> list[str]:
        return [
            one["name"]
            for one in broker.call("GET", f"/vhosts/{vhost}/connections")
            if one.get("client_properties", {}).get("connection_name") == "reading linli.log"
        ]

    [name] = eventually(reading, 30, "the command's connection to show")
    broker.call("DELETE", f"/connections/{name.replace(' ', '%20').replace('>', '%3E')}")
    sent += logged.publish(*(closed() for _ in range(50)))
    seen += [Envelope.from_json(following.lines.get(timeout=40)) for _ in range(50)]
    assert seen == sent
    following.process.send_signal(signal.SIGINT)
    _, said = following.process.communicate(timeout=15)
    assert following.process.returncode == 0
    assert "Trying again" in said


def test_a_closed_pipe_ends_it_without_a_word(logged: Bus, live: Callable[..., Live], amqp_url: str) -> None:
    logged.publish(*(closed() for _ in range(5000)))
    piped = subprocess.run(
        f"{sys.executable} -c 'from cli.main import main; main()' events --from first | head -n 2",
        shell=True, capture_output=True, text=True, timeout=60, env={**os.environ, "LINLI_AMQP_URL": amqp_url},
    )  # fmt: skip
    assert [line.split()[0] for line in piped.stdout.splitlines()] == ["0", "1"]
    assert piped.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--from", "soon"], 2, "'soon' is none of: first, an offset, or a time such as 10:30"),
        (["--from", "2126-01-01"], 2, "is still to come"),
        (["--no-follow"], 2, "--no-follow needs --from"),
        (["--type", "ServiceComplete"], 2, "the nearest: ServiceCompleted"),
        (["--from", "7"], 1, "The log has no offset 7 yet: it goes from 0 to 0."),
    ],
)
def test_wrong_use_is_a_sentence(
    logged: Bus, events: Callable[..., Result], arguments: list[str], code: int, sentence: str
) -> None:
    logged.publish(closed())
    refused = events(*arguments)
    assert refused.exit_code == code
    assert sentence in refused.output


def test_an_empty_log_ends_at_once_or_says_so(logged: Bus, events: Callable[..., Result]) -> None:
    assert (events("--from", "first", "-F").exit_code, events("--from", "first", "-F").output) == (0, "")
    assert "it is empty" in events("--from", "3").output


def test_where_there_is_no_log_or_no_broker_it_says_so(events: Callable[..., Result], tmp_path: Any) -> None:
    without_log = events("--from", "first")
    assert without_log.exit_code == 1
    assert "does not let linli.log be read: NOT_FOUND" in without_log.output
    away = events(amqp="amqp://127.0.0.1:1/")
    assert away.exit_code == 1
    assert "No broker answers at 127.0.0.1:1" in away.output
    odd = events(amqp="somewhere")
    assert odd.exit_code == 1
    assert "--amqp takes the address of a broker" in odd.output
    nowhere = CliRunner().invoke(linli, ["--home", str(tmp_path / "none"), "events"], env={"LINLI_AMQP_URL": None})
    assert nowhere.exit_code == 1
    assert "Linli is not running" in nowhere.output and "--amqp" in nowhere.output
