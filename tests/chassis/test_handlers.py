"""What commands and queries promise: done once, refused whole, kept in one transaction."""

from __future__ import annotations

import threading

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.rpc import Client, ServiceUnavailable
from chassis.transaction import new_id
from contracts.events import NeedClosed

from tests.actors import actor, worker
from tests.bus import eventually


def add(rpc, minutes, provider="a", by=None, command_id=None):
    request = {"provider": provider, "minutes": minutes}
    return rpc("tally", "add", request, actor=by or worker("x"), command_id=command_id)["total"]


def test_a_repeated_command_is_done_once_and_answered_the_same(tally, rpc):
    repeated = new_id()
    assert add(rpc, 5, command_id=repeated) == 5
    assert add(rpc, 3) == 8
    assert add(rpc, 5, command_id=repeated) == 5
    assert add(rpc, 0) == 8


def test_a_command_id_used_for_something_else_is_refused(tally, rpc):
    used = new_id()
    add(rpc, 5, command_id=used)
    with pytest.raises(Conflict) as refusal:
        add(rpc, 6, command_id=used)
    assert refusal.value.code == "idempotency_key_reused"
    assert add(rpc, 0) == 5


def test_the_same_command_many_times_at_once_is_done_once(tally, rpc, amqp_url):
    repeated, answers = new_id(), []

    def ask():
        client = Client(amqp_url)
        answers.append(client.call("tally", "add", {"provider": "a", "minutes": 5}, worker("x"), repeated)["total"])
        client.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [5] * 8
    assert add(rpc, 0) == 5


def test_bad_input_is_refused_with_every_field_and_code(tally, rpc):
    with pytest.raises(Invalid) as refusal:
        rpc("tally", "add", {"provider": "a\0", "minutes": "5", "colour": "red"}, actor=worker("x"))
    assert refusal.value.fields == {
        "provider": ["unprintable"],
        "minutes": ["not_a_number"],
        "colour": ["Unknown field."],
    }


def test_a_role_that_may_not_is_refused(tally, rpc):
    with pytest.raises(Forbidden) as refusal:
        add(rpc, 5, by=actor("resident"))
    assert refusal.value.about == {"roles": ["community_worker"]}


def test_what_a_refused_command_did_and_emitted_is_undone(tally, rpc, bus):
    with pytest.raises(Conflict) as refusal:
        add(rpc, 1, provider="refused")
    assert refusal.value.about == {"state": "tired", "possible": ["rest"]}
    assert bus.settle() == []
    assert bus.seen(NeedClosed) == []


def test_a_timed_handler_runs_again_and_again(tally, rpc):
    eventually(lambda: rpc("tally", "total", {"provider": "ticks"}, actor=actor())["total"] >= 3)


def test_a_service_that_is_not_there_is_unavailable(rpc):
    with pytest.raises(ServiceUnavailable):
        rpc("tally", "total", {"provider": "a"}, actor=actor())


def test_a_service_that_hangs_is_unavailable_and_then_available_again(tally, rpc):
    tally.pause()
    with pytest.raises(ServiceUnavailable):
        add(rpc, 5)
    tally.resume()
    eventually(lambda: add(rpc, 1) >= 1)
