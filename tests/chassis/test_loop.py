"""A loop takes turns: what is ready is handled at once, and a turn that waits ends when there is something to do."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from chassis.loop import Loop

LONG = 30.0
"""Seconds that no turn of a test waits out."""


@pytest.fixture
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    yield near, far
    near.close()
    far.close()


def test_a_turn_ends_when_its_time_is_over(loop: Loop) -> None:
    began = time.monotonic()
    loop.turn(0.05)
    assert time.monotonic() - began >= 0.05


def test_a_timer_is_called_once_when_it_is_due_and_not_when_called_off(loop: Loop) -> None:
    called: list[str] = []
    loop.call_later(0.02, lambda: called.append("second"))
    loop.call_later(0.01, lambda: called.append("first"))
    loop.remove_timeout(loop.call_later(0.0, lambda: called.append("called off")))
    while len(called) < 2:
        loop.turn(LONG)
    loop.turn(0)
    assert called == ["first", "second"]


def test_a_ring_from_another_thread_ends_a_turn(loop: Loop) -> None:
    threading.Timer(0.05, loop.ring).start()
    began = time.monotonic()
    loop.turn(LONG)
    assert time.monotonic() - began < LONG / 2


def test_a_callback_from_another_thread_is_called_in_a_turn(loop: Loop) -> None:
    where: list[int] = []
    threading.Timer(0.05, lambda: loop.add_callback(lambda: where.append(threading.get_ident()))).start()
    while not where:
        loop.turn(LONG)
    assert where == [threading.get_ident()]


def test_a_loop_that_is_closed_is_not_rung() -> None:
    made = Loop()
    made.close()
    made.ring()


def test_handlers_are_told_of_what_they_want_to_know(loop: Loop, ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    told: list[int] = []
    loop.add_handler(near.fileno(), lambda descriptor, events: told.append(events), loop.READ | loop.WRITE)
    loop.turn(LONG)
    assert told == [loop.WRITE]
    loop.update_handler(near.fileno(), loop.READ)
    loop.turn(0)
    far.send(b"x")
    loop.turn(LONG)
    assert told == [loop.WRITE, loop.READ]
    loop.remove_handler(near.fileno())
    loop.turn(0)
    assert len(told) == 2


def test_whoever_reads_is_told_of_an_end(loop: Loop, ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    told: list[bytes] = []
    loop.add_handler(near.fileno(), lambda descriptor, events: told.append(near.recv(1)), loop.READ)
    far.close()
    loop.turn(LONG)
    assert told == [b""]


def test_a_handler_that_another_took_away_is_not_called(loop: Loop) -> None:
    (a, b), (c, d) = socket.socketpair(), socket.socketpair()
    called: list[int] = []

    def handle(descriptor: int, events: int) -> None:
        called.append(descriptor)
        loop.remove_handler(({a.fileno(), c.fileno()} - {descriptor}).pop())

    for end, other in ((a, b), (c, d)):
        loop.add_handler(end.fileno(), handle, loop.READ)
        other.send(b"x")
    loop.turn(LONG)
    assert len(called) == 1
    for end in (a, b, c, d):
        end.close()
