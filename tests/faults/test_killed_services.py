"""Services killed with -9 a hundred times in all under a load, all five alike, fifty times on each database: what was
answered as done is there once, and nothing else is."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.conftest import Start
from tests.faults.killing import kill_at_random
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon

EACH = 10
"""Kills of each of the five services in a run: with both databases a hundred in all."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_services_killed_fifty_times_lose_nothing_and_do_nothing_twice(start: Start, kind: str, database: str) -> None:
    with start(database) as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load:
            killed = kill_at_random(system, load, EACH, Random(database))
        found = reckon(system, people, load.account)
    print(f"\n{kind}, {database}: killed {dict(killed)}, {killed.total()} times; {load}; {found}")
