"""SIGTERM under load: each service ends by itself, soon and well, and nothing it held is delivered a second time.

A quorum queue marks more than that as redelivered: what it had on its way to a consumer that cancels just then it takes
back, and the consumer never sees it (decision record 0001). What a service held it would know again, as it knows what a
relay sent twice: so no more may have been seen before than that.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import Start
from tests.faults.killing import await_all, go_on
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import EXIT_SECONDS, QUEUES, at_rest, end, reckon
from tests.faults.servers import Node, redelivered_by_queue
from tests.system import SERVICES, System

ROUNDS = 3


@pytest.mark.timeout(600)
def test_a_service_told_to_end_finishes_what_it_holds_and_nothing_it_held_comes_again(
    start: Start, kind: str, node: Node
) -> None:
    took: dict[str, list[float]] = {name: [] for name in SERVICES}
    with start("postgresql") as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load:
            for name in list(SERVICES) * ROUNDS:
                go_on(load, 30)
                status, seconds = end(system.services[name])
                assert status == 0
                took[name].append(seconds)
                system.services[name].start()
            await_all(system)
        found = reckon(system, people, load.account)
        taken_back = redelivered_by_queue(node, system.amqp_url)
    handled = [line for line in logged(system) if line["event"] == "handled"]
    again = sum(line["seen_before"] for line in handled)
    slowest = {name: f"{max(seconds):.1f} s" for name, seconds in took.items()}
    print(f"\n{kind}: SIGTERM {ROUNDS} times to each, slowest end {slowest}; {again} seen before; ", end="")
    print(f"taken back on their way {taken_back}; {load}; {found}")
    assert max(max(seconds) for seconds in took.values()) < EXIT_SECONDS
    assert sum(line["events"] for line in handled) > 0
    assert again <= found.copies * len(QUEUES), "what was held came again"
    assert not [queue for queue in taken_back if queue.startswith("rpc-")], (
        "calls are in classic queues: nothing excuses them"
    )


def logged(system: System) -> list[dict[str, Any]]:
    return [line for service in system.services.values() for line in service.logged_lines()]
