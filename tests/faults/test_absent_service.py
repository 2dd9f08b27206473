"""A service that is down, or alive and silent: the portal says so in time, and what was asked is done once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.bus import Bus, eventually
from tests.system import MATERIAL, System

PROMISED_SECONDS = 8.0
"""The portal promises an answer within 5 seconds; the rest is for a slow machine."""

NEED = {name: MATERIAL["needs"][0][name] for name in ("description", "kind", "urgency", "building")}


@contextmanager
def stopped(system: System) -> Iterator[None]:
    system.services["ticketing"].stop()
    yield
    system.services["ticketing"].start()


@contextmanager
def silent(system: System) -> Iterator[None]:
    system.services["ticketing"].pause()
    yield
    system.services["ticketing"].resume()


@pytest.mark.parametrize("away", [stopped, silent])
def test_absent_is_503_with_retry_after_and_the_same_key_later_does_it_once(
    system: System, away: Callable[[System], Iterator[None]]
) -> None:
    bus = Bus(system.amqp_url)
    with system.as_person(MATERIAL["needs"][0]["reporter"]) as resident:
        report = {"community": "xiezhuang", **NEED}
        headers = {"Idempotency-Key": f"once-{away.__name__}", "X-Correlation-Id": f"once-{away.__name__}"}

        def ask() -> httpx.Response:
            return resident.post("/needs", json=report, headers=headers, timeout=PROMISED_SECONDS)

        with away(system):
            for answer in (ask(), resident.get("/needs", timeout=PROMISED_SECONDS)):
                assert answer.status_code == 503
                assert int(answer.headers["Retry-After"]) >= 1
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["code"] == "service_unavailable"
            board = resident.get("/communities/xiezhuang/stars", timeout=PROMISED_SECONDS)
            assert board.status_code == 200, "what does not need the absent service goes on"
        done = eventually(lambda: _created(ask()), 30, "the report")
        again = ask()
    assert again.status_code == 201
    assert again.json()["need_id"] == done["need_id"]
    bus.settle()
    bus.close()
    told = [one.data.subject for one in bus.seen() if one.correlationid == headers["X-Correlation-Id"]]
    assert told == [done["need_id"]]


def _created(answer: httpx.Response) -> dict[str, str] | None:
    return answer.json() if answer.status_code == 201 else None
