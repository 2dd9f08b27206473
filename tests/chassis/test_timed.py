"""What handlers promise that run by the clock: again and again, without waiting while more is to be done, and after a
backlog of events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis.transaction import new_id
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


def test_events_that_have_come_are_handled_before_a_timed_handler_that_gives_way_goes_on(
    shared_tally: SharedService, bus: Bus, completed: Completed, told: Callable[[str], int]
) -> None:
    if any(shared_tally.folder.glob("*.sqlite3")):
        pytest.skip("SQLite has one writer: no event can be handled while a handler's transaction stands")

    def is_first() -> bool:
        provider = new_id()
        (shared_tally.folder / f"{provider}.aside").touch()
        eventually((shared_tally.folder / f"{provider}.deaf").exists, what="the handler, which hears nothing now,")
        bus.publish(completed(provider))
        return eventually(lambda: told(f"before {provider}"), what="what the handler found") > 1

    eventually(is_first, what="an event that comes in time, and is handled within the moment that is given to it,")


def test_who_gives_way_does_not_wait_for_an_event_that_takes_long(
    shared_tally: SharedService, bus: Bus, completed: Completed, provider: str, gate: Gate, told: Callable[[str], int]
) -> None:
    if any(shared_tally.folder.glob("*.sqlite3")):
        pytest.skip("SQLite has one writer: while an event is held up, no handler runs at all")
    bus.publish(completed(provider))
    gate.wait_until_reached()
    shared_tally.ask("add", {"provider": "pile", "minutes": 3}, worker("x"))
    eventually(lambda: told("pile") == 0, what="a pile that is worked off though an event is in hand")
    gate.open()
    eventually(lambda: told(provider) > 0, what="the event")
