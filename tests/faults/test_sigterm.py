"""SIGTERM under load: each service ends by itself, soon and well, and nothing it held is delivered a second time."""

from __future__ import annotations

import json
import time

import pytest

from tests.faults.conftest import Start
from tests.faults.killing import await_all, go_on
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import EXIT_SECONDS, at_rest, reckon
from tests.faults.servers import Node, redelivered
from tests.system import SERVICES, System

ROUNDS = 3


@pytest.mark.timeout(600)
def test_a_service_told_to_end_finishes_what_it_holds_and_nothing_is_redelivered(
    start: Start, kind: str, node: Node
) -> None:
    took: dict[str, list[float]] = {name: [] for name in SERVICES}
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        before = redelivered(node)
        with Load(system, people) as load:
            for name in list(SERVICES) * ROUNDS:
                go_on(load, 30)
                began = time.monotonic()
                assert system.services[name].stop() == 0
                took[name].append(time.monotonic() - began)
                system.services[name].start()
            await_all(system)
        found = reckon(system, people, load.account)
        again = redelivered(node) - before
    slowest = {name: f"{max(seconds):.1f} s" for name, seconds in took.items()}
    print(*warnings(system), sep="\n")
    print(f"\n{kind}: SIGTERM {ROUNDS} times to each, slowest end {slowest}, {again} redelivered; {load}; {found}")
    assert max(max(seconds) for seconds in took.values()) < EXIT_SECONDS
    assert again == 0


def warnings(system: System) -> list[str]:
    """What the services complained of: tells why a message came again, where one did."""
    lines = (line for service in system.services.values() for line in service.logged_lines())
    return [json.dumps(line) for line in lines if line["level"] in ("warning", "error", "critical")]
