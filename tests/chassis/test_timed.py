"""What handlers promise that run by the clock: again and again, without waiting while more is to be done, and after a
backlog of events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts.events import ServiceCompleted

from tests.actors import actor, worker
from tests.bus import Bus, eventually
from tests.chassis.conftest import Gate
from tests.shared_service import SharedService

Completed = Callable[..., ServiceCompleted]


@pytest.fixture
def told(shared_tally: SharedService) -> Callable[[str], int]:
    """The minutes of a provider."""
    return lambda provider: shared_tally.ask("total", {"provider": provider}, actor())["total"]


def test_a_timed_handler_runs_again_and_again(told: Callable[[str], int]) -> None:
    first = told("ticks")
    eventually(lambda: told("ticks") >= first + 3)


def test_a_timed_handler_that_has_more_to_do_does_not_wait_for_its_time(
    shared_tally: SharedService, told: Callable[[str], int]
) -> None:
    shared_tally.ask("add", {"provider": "pile", "minutes": 500}, worker("x"))
    eventually(lambda: told("pile") == 0, what="a pile of 500, three of which are taken a second at its time alone,")


def test_a_backlog_of_events_comes_before_what_can_wait(
    shared_tally: SharedService, bus: Bus, completed: Completed, provider: str, gate: Gate, told: Callable[[str], int]
) -> None:
    if any(shared_tally.folder.glob("*.sqlite3")):
        pytest.skip("SQLite has one writer: while a batch is held up, no handler runs at all")

    def pass_ticks(number: int) -> None:
        then = told("ticks") + number
        eventually(lambda: told("ticks") >= then, what="the timed handler that does not wait")

    bus.publish(*(completed(provider) for _ in range(200)))
    gate.wait_until_reached()
    eventually(lambda: bus.messages_in("tally.count") == 0, what="all events in hand")
    pass_ticks(2)
    shared_tally.ask("add", {"provider": "pile", "minutes": 3}, worker("x"))
    pass_ticks(4)
    assert told("pile") == 3
    gate.open()
    eventually(lambda: told("pile") == 0, what="the pile, after the backlog")
    eventually(lambda: told(provider) == 200, what="the backlog")
