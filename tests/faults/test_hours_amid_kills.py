"""The volunteer service and the portal killed with -9 while hours are recorded, corrected and granted and people sign
up: each volunteer's record comes to what was said, once."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.conftest import Start
from tests.faults.helping import Hours
from tests.faults.killing import kill_at_random
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon

EACH = 5
KILLED = ("volunteer", "portal")


@pytest.mark.timeout(600)
def test_hours_recorded_amid_kills_are_all_there_and_none_twice(start: Start, kind: str) -> None:
    hours = Hours()
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        hours.look(system, people)
        with Load(system, people, begin=hours.begin) as load:
            killed = kill_at_random(system, load, EACH, Random(kind), KILLED)
        minutes = hours.hold(system, people)
        found = reckon(system, people, load.account)
    print(f"\n{kind}: killed {dict(killed)}; {minutes:,} minutes credited, as in the account; {load}; {found}")
    assert minutes > 0
