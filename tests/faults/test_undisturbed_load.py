"""The load alone, without any fault: what is held against the account must hold here first."""

from __future__ import annotations

import time

from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon
from tests.system import System

SECONDS = 10.0


def test_an_undisturbed_load_is_counted_to_the_last_unit(system: System) -> None:
    at_rest(system)
    people = gather(system)
    with Load(system, people) as load:
        while load.seconds < SECONDS:
            load.check()
            time.sleep(0.1)
    print(f"\nundisturbed: {load}; {reckon(system, people, load.account)}")
