"""The broker's disk is full by its own measure, and it lets nobody publish: the portal says so in time and goes on with
what needs no broker, services go on with what lies in their queues, outboxes hold; afterwards everything leaves, once.

A remote call is a message too, so no command reaches its service meanwhile."""

from __future__ import annotations

import pytest

from tests.bus import eventually
from tests.faults.conftest import Start
from tests.faults.killing import await_all, go_on, go_on_for
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon, waiting
from tests.faults.servers import Node, lift_disk_alarm, raise_disk_alarm

ALARM_SECONDS = 20.0
PROMISED_SECONDS = 8.0
"""The portal promises an answer within 5 seconds; the rest is for a slow machine."""


@pytest.mark.timeout(600)
def test_while_publishers_are_blocked_nothing_hangs_and_afterwards_everything_leaves(
    start: Start, kind: str, node: Node
) -> None:
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load, system.as_person(people.residents[0].username) as resident:
            go_on(load, 50, seconds=20)
            system.services["scoring"].pause()
            go_on(load, 80, seconds=20)
            raise_disk_alarm(node)
            try:
                before = load.commands
                system.services["scoring"].resume()
                held = eventually(lambda: waiting(system).get("scoring.outbox"), 60, "scoring's own events")
                for _ in range(5):
                    assert resident.get("/needs", timeout=PROMISED_SECONDS).status_code == 503
                    assert resident.get("/me", timeout=PROMISED_SECONDS).status_code == 200
                go_on_for(load, ALARM_SECONDS)
                answered = load.commands - before
                still_held = waiting(system)
            finally:
                lift_disk_alarm(node)
            await_all(system)
            go_on(load, 50, seconds=20)
        found = reckon(system, people, load.account)
    print(
        f"\n{kind}: disk alarm for {ALARM_SECONDS:.0f} s: {answered} commands answered meanwhile, scoring held {held} "
        f"events, at its end there waited {still_held}; {load}; {found}"
    )
    assert still_held.get("scoring.outbox", 0) >= held
