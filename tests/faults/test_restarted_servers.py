"""Broker and database ended under a load, in order and by a kill, and started again: what was answered as done is there
once, and nothing else is."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.conftest import Start
from tests.faults.killing import await_all, go_on
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon
from tests.faults.servers import Node, Postgres, Server

BROKER_ENDS = (["stop", "kill", "stop", "kill", "stop"], ["kill", "stop", "kill", "stop", "kill"])
"""Ten in all, in two systems."""

DATABASE_ENDS = ["stop", "kill", "stop", "kill", "stop"]


def end_and_start(server: Server, load: Load, ends: list[str], chance: Random) -> None:
    for end in ends:
        go_on(load, chance.randint(40, 120), seconds=10)
        getattr(server, end)()
        go_on(load, 1, seconds=chance.random())
        server.start()


def told(ends: list[str]) -> str:
    return f"{len(ends)} times, {ends.count('kill')} by a kill"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("ends", BROKER_ENDS, ids=lambda ends: f"{ends[0]}-first")
def test_a_broker_stopped_and_killed_five_times_loses_nothing(
    start: Start, kind: str, node: Node, ends: list[str]
) -> None:
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load:
            end_and_start(node, load, ends, Random(f"broker, {ends[0]} first"))
            await_all(system)
        found = reckon(system, people, load.account)
    print(f"\n{kind}: ended the broker {told(ends)}; {load}; {found}")


@pytest.mark.timeout(600)
def test_a_database_restarted_five_times_loses_nothing(start: Start, kind: str, server: Postgres) -> None:
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load:
            end_and_start(server, load, DATABASE_ENDS, Random("database"))
            await_all(system)
        found = reckon(system, people, load.account)
    print(f"\n{kind}: ended PostgreSQL {told(DATABASE_ENDS)}; {load}; {found}")
