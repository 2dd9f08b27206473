"""`linli dead` from the call at night to the morning: what died and why, mended, sent back, handled once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pika
import pytest
from click.testing import CliRunner, Result

from chassis import topology
from chassis.topology import ATTEMPT, LADDER
from cli.dead_queue import DeadQueue
from cli.main import linli as command
from contracts import CONTENT_TYPE, Envelope
from contracts.events import ServiceCompleted

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.chassis.conftest import PLACE_OF_TALLY, completed
from tests.conftest import make_database_url
from tests.infrastructure import Broker
from tests.services import RunningService

__all__ = ["completed"]

Linli = Callable[..., Result]


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """One kind of database is enough for what happens on the broker."""
    return make_database_url(request, tmp_path, "sqlite")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def linli(amqp_url: str, home: Path) -> Linli:
    def run(*arguments: str, code: int = 0, amqp: str = amqp_url, typed: str = "") -> Result:
        result = CliRunner().invoke(
            command,
            ["--home", str(home), "dead", *arguments],
            obj={"tally": [], "portal": []},
            env={"LINLI_AMQP_URL": amqp},
            input=typed,
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def buried(bus: Bus) -> Iterator[Bus]:
    """The bus with the queues of tally, whose service does not run."""
    topology.declare(bus.amqp_url, "tally", {"tally.count": [ServiceCompleted]})
    bus._subscriber._on_invalid = lambda body, error: None
    yield bus


def bury(bus: Bus, *bodies: bytes, subscription: str = "tally.count", reason: str = "a reason", **headers: Any) -> None:
    """As the service does."""
    with pika.BlockingConnection(pika.URLParameters(bus.amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for number, body in enumerate(bodies, 1):
            noted = {topology.REASON: reason, topology.SUBSCRIPTION: subscription, **headers}
            properties = pika.BasicProperties(message_id=f"m-{number}", delivery_mode=2, headers=noted)
            channel.basic_publish("", "tally.dead", body, properties)


def listed(linli: Linli, *options: str) -> list[dict[str, Any]]:
    return json.loads(linli("list", "tally", "--json", *options).output)["letters"]


def total(rpc: Any, provider: str) -> int:
    return rpc("tally", "total", {"provider": provider}, actor=actor())["total"]


def test_a_failing_event_is_found_explained_and_after_the_mending_handled_once(
    running: Callable[..., RunningService],
    bus: Bus,
    rpc: Any,
    linli: Linli,
    home: Path,
    completed: Callable[..., ServiceCompleted],
) -> None:
    tally = running("tally", PYTHONPATH=PLACE_OF_TALLY)
    [event] = bus.publish(completed("culprit", 40))
    eventually(lambda: bus.messages_in(LADDER[0].name) == 1, what="the first rung")
    bus.take(LADDER[0].name)
    last_time(bus, event)
    eventually(lambda: bus.messages_in("tally.dead") == 1, what="its burial")

    assert "tally  1" in linli("list").output
    [letter] = listed(linli)
    assert letter["id"] == event.id
    assert letter["subscription"] == "tally.count"
    assert letter["reason"] == "handler error after 4 attempts: ZeroDivisionError"
    assert letter["attempts"] == 4
    assert letter["died"] >= letter["made"][:19]
    shown = linli("show", "tally", event.id).output
    assert "an event of the contract, as it should be" in shown
    assert '"provider": "culprit"' in shown

    assert tally.stop() == 0
    running("tally", PYTHONPATH=PLACE_OF_TALLY, TALLY_CULPRIT="nobody")
    assert "1 sent back to tally.count" in linli("replay", "tally", event.id, "--because", "mended").output
    eventually(lambda: total(rpc, "culprit") == 40, what="its handling")
    assert "is empty" in linli("list", "tally").output
    bus.publish_again(event)
    bus.publish(completed("later", 1))
    eventually(lambda: total(rpc, "later") == 1, what="a later one")
    assert total(rpc, "culprit") == 40
    [noted] = [json.loads(line) for line in (home / "dead.log").read_text().splitlines()]
    assert (noted["action"], noted["id"], noted["because"]) == ("replayed", event.id, "mended")
    assert noted["reason"].startswith("handler error")
    assert noted["who"]


def last_time(bus: Bus, event: Envelope) -> None:
    """Deliver it as the last rung does, so that nobody has to wait six minutes."""
    properties = pika.BasicProperties(
        content_type=CONTENT_TYPE, headers={ATTEMPT: len(LADDER)}, delivery_mode=2, message_id=event.id
    )
    with pika.BlockingConnection(pika.URLParameters(bus.amqp_url)) as connection:
        connection.channel().basic_publish("", "tally.count", event.to_json(), properties)


def test_poison_that_is_sent_back_dies_again_and_is_then_thrown_away(
    running: Callable[..., RunningService],
    bus: Bus,
    linli: Linli,
    home: Path,
    completed: Callable[..., ServiceCompleted],
) -> None:
    running("tally", PYTHONPATH=PLACE_OF_TALLY)
    bus._subscriber._on_invalid = lambda body, error: None
    [good] = bus.publish(completed("a", 3))
    key = good.data.routing_key
    bus.publish_raw((key, b"not \x1b[31m json"), (key, good.to_json().replace(b'"minutes":3', b'"minutes":-3')))
    eventually(lambda: bus.messages_in("tally.dead") == 2)
    listing = linli("list", "tally").output
    assert "the body is not JSON" in listing
    assert "data: minutes: out_of_range:0,1440" in listing
    shown = linli("show", "tally", "0").output
    assert "no event of the contract: the body is not JSON" in shown
    assert "not \\x1b[31m json" in shown and "\x1b" not in shown
    assert "no event of the contract: data: minutes: out_of_range:0,1440" in linli("show", "tally", good.id).output

    linli("replay", "tally", "--reason", "out_of_range")
    eventually(lambda: [one["id"] for one in listed(linli)] == ["0", "1"], what="its second death")

    refused = linli("discard", "tally", "--all", code=1, typed="n\n").output
    assert "Discard 2 of 2?" in refused
    assert len(listed(linli)) == 2
    assert "2 discarded" in linli("discard", "tally", "--all", typed="y\n").output
    assert listed(linli) == []
    [file] = (home / "discarded").iterdir()
    kept = [json.loads(line) for line in file.read_text().splitlines()]
    assert [one["body"] for one in kept][0] == "not \x1b[31m json"
    assert kept[1]["properties"]["message_id"] == "1"
    assert file.stat().st_mode & 0o077 == 0
    actions = [json.loads(line) for line in (home / "dead.log").read_text().splitlines()]
    assert [one["action"] for one in actions] == ["replayed", "discarded", "discarded"]
    assert {one.get("kept") for one in actions[1:]} == {str(file)}


def test_what_the_broker_buried_goes_back_to_where_it_died(buried: Bus, linli: Linli, broker: Broker) -> None:
    vhost = buried.amqp_url.rpartition("/")[2]
    definition = {"delivery-limit": 1, "dead-letter-exchange": "", "dead-letter-routing-key": "tally.dead"}
    broker.call(
        "PUT", f"/policies/{vhost}/tally",
        {"pattern": r"^tally\.count$", "definition": definition, "apply-to": "queues", "priority": 1},
    )  # fmt: skip
    eventually(lambda: broker.call("GET", f"/queues/{vhost}/tally.count").get("policy") == "tally", what="the policy")
    with pika.BlockingConnection(pika.URLParameters(buried.amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", "tally.count", b"{}", pika.BasicProperties(message_id="crash", delivery_mode=2))
        for method, _, _ in channel.consume("tally.count", inactivity_timeout=0.5):
            if method is None:
                break
            channel.basic_nack(method.delivery_tag)
    eventually(lambda: buried.messages_in("tally.dead") == 1, what="the death")
    [letter] = listed(linli)
    assert letter["subscription"] == "tally.count"
    assert letter["reason"].startswith("delivery limit")
    assert letter["died"]
    linli("replay", "tally", "--reason", "delivery limit")
    eventually(lambda: buried.messages_in("tally.count") == 1, what="the return")
    properties, body = taken(buried, "tally.count")
    assert body == b"{}"
    assert not [name for name in properties.headers or {} if name.startswith(("x-death", "x-first", "x-linli"))]
    assert properties.delivery_mode == 2


def taken(bus: Bus, queue: str) -> tuple[Any, bytes]:
    found = bus.take(queue)
    assert found is not None
    return found


def test_it_goes_to_the_one_queue_and_to_no_other_subscriber(buried: Bus, linli: Linli) -> None:
    bury(buried, b"one", CC=["tally.other"])
    with pika.BlockingConnection(pika.URLParameters(buried.amqp_url)) as connection:
        connection.channel().queue_declare("tally.other", durable=True)
    linli("replay", "tally", "m-1")
    assert buried.messages_in("tally.count") == 1
    assert buried.messages_in("tally.other") == 0


def test_a_dry_run_and_a_filter_that_finds_nothing_do_nothing(buried: Bus, linli: Linli, home: Path) -> None:
    bury(buried, b"one", b"two")
    assert "2 would be sent back; nothing was done." in linli("replay", "tally", "--all", "--dry-run").output
    assert "1 would be discarded" in linli("discard", "tally", "m-2", "--dry-run").output
    assert "None of the 2 dead letters" in linli("replay", "tally", "--type", "NeedClosed", code=1).output
    assert "no dead letter gone, so nothing was done" in linli("replay", "tally", "m-1", "gone", code=1).output
    assert [one["id"] for one in listed(linli)] == ["m-1", "m-2"]
    assert not home.exists()


def test_first_and_rate_take_a_few_and_take_their_time(buried: Bus, linli: Linli) -> None:
    bury(buried, *(b"%d" % number for number in range(30)))
    slow = linli("replay", "tally", "--all", "--rate", "0.01", code=1).output
    assert "30 at 0.01 a second takes longer than the 20 minutes" in slow
    assert "2 sent back" in linli("replay", "tally", "--all", "--first", "2", "--rate", "50").output
    assert [one["id"] for one in listed(linli)] == [f"m-{number}" for number in range(3, 31)]


def test_where_its_queue_is_gone_or_unknown_a_letter_stays(buried: Bus, linli: Linli) -> None:
    bury(buried, b"one")
    bury(buried, b"two", subscription="tally.renamed")
    bury(buried, b"three", subscription="")
    said = linli("replay", "tally", "--all", code=1).output
    assert "1 sent back to tally.count." in said
    assert "1 stay here: the queue tally.renamed is gone" in said
    assert "1 stay here: nobody noted the queue they died from" in said
    eventually(lambda: [one["subscription"] for one in listed(linli)] == ["tally.renamed", ""])


def test_ended_between_its_going_back_and_its_leaving_a_letter_is_twice_there_and_never_lost(
    buried: Bus, linli: Linli, monkeypatch: pytest.MonkeyPatch
) -> None:
    bury(buried, b"one", b"two", b"three")
    left: list[str] = []

    def remove(self: DeadQueue, letter: Any) -> None:
        if left:
            raise KeyboardInterrupt
        left.append(letter.id)
        self._channel.basic_ack(letter.tag)

    monkeypatch.setattr(DeadQueue, "remove", remove)
    linli("replay", "tally", "--all", code=1)
    monkeypatch.undo()
    assert left == ["m-1"]
    eventually(lambda: [one["id"] for one in listed(linli)] == ["m-2", "m-3"], what="the rest")
    assert buried.messages_in("tally.count") == 2


def test_nothing_is_done_where_it_cannot_be_written_down(buried: Bus, linli: Linli, tmp_path: Path) -> None:
    bury(buried, b"one")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").write_text("")
    refused = linli("discard", "tally", "--all", "--yes", "--keep", str(folder / "file" / "kept"), code=1).output
    assert "cannot be written" in refused and "nothing was done" in refused
    assert len(listed(linli)) == 1


def test_a_long_list_is_short_unless_asked(buried: Bus, linli: Linli) -> None:
    bury(buried, *(b"%d" % number for number in range(25)))
    short = linli("list", "tally").output
    assert "25 × without a type, from tally.count" in short
    assert "… and 15 more (--lines 0 shows all)" in short
    assert "m-25" not in short
    assert "m-25" in linli("list", "tally", "-n", "0").output
    assert "1 of 25 dead letters" in linli("list", "tally", "--id", "m-7").output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["list", "taly"], 1, "There is no queue taly.dead"),
        (["list", "taly"], 1, "did you mean tally?"),
        (["list", "--reason", "x"], 2, "Filters need a SERVICE"),
        (["show", "tally", "gone"], 1, "tally.dead has no dead letter gone (it has 0)"),
        (["show", "tally", "1"], 1, "tally.dead has no dead letter 1"),
        (["show", "tally"], 2, "Missing argument"),
        (["replay", "tally"], 2, "Say which: ids, a filter such as --reason or --type, or --all."),
        (["replay", "tally", "--first", "3"], 2, "Say which"),
        (["replay", "tally", "--all"], 1, "tally.dead is empty"),
        (["replay", "tally", "--all", "--rate", "0"], 2, "--rate"),
        (["discard", "tally"], 2, "Say which"),
        (["discard", "tally", "--all", "--yes"], 1, "tally.dead is empty"),
    ],
)
def test_wrong_use_is_a_sentence(buried: Bus, linli: Linli, arguments: list[str], code: int, sentence: str) -> None:
    assert sentence in linli(*arguments, code=code).output


@pytest.mark.parametrize("what", [["list"], ["list", "tally"], ["show", "tally", "1"], ["replay", "tally", "--all"]])
def test_with_the_broker_away_or_nothing_running_it_says_so(what: list[str], linli: Linli, home: Path) -> None:
    assert "No broker answers at 127.0.0.1:1" in linli(*what, amqp="amqp://127.0.0.1:1/", code=1).output
    nowhere = CliRunner().invoke(command, ["--home", str(home), "dead", *what], env={"LINLI_AMQP_URL": None})
    assert nowhere.exit_code == 1
    assert "Linli is not running" in nowhere.output
    assert not os.path.exists(home)
