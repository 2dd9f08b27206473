"""A greenlet that asks PostgreSQL much lets the others have their turn, however fast the answers come."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PREPARE = """
import eventlet
eventlet.monkey_patch()
import json
import os
import socket
from eventlet import event
from psycopg2 import extensions
from chassis import cooperation

MOST = 1000

class Answered:
    '''A connection whose answer is there before anybody waits for it.'''

    def __init__(self):
        self.readable, writable = os.pipe()
        os.write(writable, b"x")
        self.asked = False

    def fileno(self):
        return self.readable

    def poll(self):
        self.asked = not self.asked
        return extensions.POLL_READ if self.asked else extensions.POLL_OK

cooperation.cooperate()
wait, connection = extensions.get_wait_callback(), Answered()
turns = []

def ask():
    while not turns and ask.answers < MOST:
        wait(connection)
        ask.answers += 1

ask.answers = 0
"""

DUE_TOGETHER = """
asking = eventlet.spawn(ask)
eventlet.spawn(turns.append, "spawned")
asking.wait()
"""

WOKEN = """
bell = event.Event()
eventlet.spawn(lambda: (bell.wait(), turns.append("woken")))
eventlet.sleep(0)
bell.send()
eventlet.spawn(ask).wait()
"""

READABLE = """
here, there = socket.socketpair()
eventlet.spawn(lambda: (there.recv(1), turns.append("received")))
eventlet.sleep(0)
here.send(b"x")
ask()
"""

NOBODY = """
eventlet.spawn_after(3600, turns.append, "late")
while ask.answers < MOST:
    ask()
turns.append("alone")
"""


@pytest.mark.parametrize(
    ("script", "who", "most"),
    [(DUE_TOGETHER, "spawned", 2), (WOKEN, "woken", 2), (READABLE, "received", 2), (NOBODY, "alone", 1000)],
    ids=["due together", "woken", "readable", "nobody else"],
)
def test_others_that_can_go_on_do_not_wait_for_the_next_answer(script: str, who: str, most: int) -> None:
    shown = "\nprint(json.dumps([turns, ask.answers]))"
    command = [sys.executable, "-W", "ignore", "-c", PREPARE + script + shown]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    turns, answers = json.loads(ended.stdout)
    assert turns == [who]
    assert answers <= most
