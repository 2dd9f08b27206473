"""What commands and queries promise: done once, refused whole, kept in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.rpc import Client, ServiceUnavailable
from chassis.transaction import new_id
from contracts.events import NeedClosed

from tests.actors import actor, worker
from tests.bus import eventually
from tests.shared_service import SharedService

Add = Callable[..., int]


@pytest.fixture
def add(shared_tally: SharedService, provider: str) -> Add:
    """Adds minutes; returns the total."""

    def ask(minutes: int, by: Actor | None = None, command_id: str | None = None) -> int:
        request = {"provider": provider, "minutes": minutes}
        return shared_tally.ask("add", request, by or worker("x"), command_id)["total"]

    return ask


def test_a_repeated_command_is_done_once_and_answered_the_same(add: Add) -> None:
    repeated = new_id()
    assert add(5, command_id=repeated) == 5
    assert add(3) == 8
    assert add(5, command_id=repeated) == 5
    assert add(0) == 8


def test_a_repeated_command_gets_its_first_answer_though_it_could_not_be_done_again(
    shared_tally: SharedService, provider: str
) -> None:
    request, repeated = {"provider": f"first {provider}", "minutes": 5}, new_id()
    first = shared_tally.ask("add", request, worker("x"), repeated)
    with pytest.raises(Conflict) as refusal:
        shared_tally.ask("add", request, worker("x"), new_id())
    assert refusal.value.code == "not_today"
    assert shared_tally.ask("add", request, worker("x"), repeated) == first


def test_a_command_id_used_for_something_else_is_refused(add: Add) -> None:
    used = new_id()
    add(5, command_id=used)
    with pytest.raises(Conflict) as refusal:
        add(6, command_id=used)
    assert refusal.value.code == "idempotency_key_reused"
    assert add(0) == 5


def test_the_same_command_many_times_at_once_is_done_once(shared_tally: SharedService, add: Add, provider: str) -> None:
    repeated = new_id()
    answers: list[int] = []

    def ask() -> None:
        client = Client(shared_tally.amqp_url)
        request = {"provider": provider, "minutes": 5}
        answers.append(client.call("tally", "add", request, worker("x"), repeated)["total"])
        client.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [5] * 8
    assert add(0) == 5


def test_bad_input_is_refused_with_every_field_and_code(shared_tally: SharedService) -> None:
    with pytest.raises(Invalid) as refusal:
        shared_tally.ask("add", {"provider": "a\0", "minutes": "5", "colour": "red"}, worker("x"))
    assert refusal.value.fields == {
        "provider": ["unprintable"],
        "minutes": ["not_a_number"],
        "colour": ["unknown_field"],
    }


def test_a_role_that_may_not_is_refused(add: Add) -> None:
    with pytest.raises(Forbidden) as refusal:
        add(5, by=actor("resident"))
    assert refusal.value.about == {"roles": ["community_worker"]}


def test_what_a_refused_command_did_and_emitted_is_undone(shared_tally: SharedService) -> None:
    with shared_tally.bus() as bus:
        with pytest.raises(Conflict) as refusal:
            shared_tally.ask("add", {"provider": "refused", "minutes": 1}, worker("x"))
        bus.settle()
        assert bus.seen(NeedClosed) == []
    assert refusal.value.about == {"state": "tired", "possible": ["rest"]}


def test_a_service_that_is_not_there_is_unavailable(amqp_url: str) -> None:
    client = Client(amqp_url)
    with pytest.raises(ServiceUnavailable):
        client.call("tally", "total", {"provider": "a"}, actor())
    client.close()


def test_a_service_that_hangs_is_unavailable_and_then_available_again(shared_tally: SharedService, add: Add) -> None:
    shared_tally.process.pause()
    with pytest.raises(ServiceUnavailable):
        add(5)
    shared_tally.process.resume()
    eventually(lambda: add(1) >= 1)
