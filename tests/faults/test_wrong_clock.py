"""The clock of one service an hour off: deadlines are kept by the one clock that set them, everything is counted, and
nothing is stuck."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.conftest import Start
from tests.faults.killing import go_on_for
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, is_counted, reckon
from tests.system import System

HOUR = 3600
OFF = [("ticketing", HOUR), ("ticketing", -HOUR), ("scoring", HOUR), ("notify", -HOUR), ("portal", HOUR)]
SECONDS = 6.0


@pytest.mark.timeout(600)
def test_with_the_clock_of_one_service_an_hour_off_everything_is_counted(start: Start, kind: str) -> None:
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        load: Load | None = None
        for name, seconds in OFF:
            set_clock(system, name, seconds)
            with Load(system, people, carry_on=load) as load:
                go_on_for(load, SECONDS)
            deadlines = timedelta(seconds=seconds if name == "ticketing" else 0)
            assert abs(load.account.clock_ahead - deadlines) < timedelta(minutes=5)
            # Deadlines set by this clock are to pass by this clock.
            is_counted(system, load.account)
            set_clock(system, name, 0)
        assert load is not None
        found = reckon(system, people, load.account)
    clocks = ", ".join(f"{name} {seconds:+d} s" for name, seconds in OFF)
    print(f"\n{kind}: one clock off at a time ({clocks}); {load.commands:,} commands answered; {found}")


def set_clock(system: System, name: str, seconds: int) -> None:
    """Have a service end and start with its clock off by so much."""
    service = system.services[name]
    assert service.stop() == 0
    path = Path(__file__).parent / "clock"
    service.settings = {"PYTHONPATH": str(path), "LINLI_TEST_CLOCK_SECONDS": str(seconds)} if seconds else {}
    service.start()
