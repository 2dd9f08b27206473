"""A load on a running Linli through its public API: so many commands a second, by many people at once, each command
sent again under the same key until it is answered."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx

from tests import web
from tests.faults.account import Account
from tests.faults.need import Asking, Life, need
from tests.faults.people import People, Person
from tests.system import System

RATE = 50.0
"""Commands a second, in all."""

WALKERS = 16
"""Commands on their way at once."""

AWAY = frozenset({502, 503, 504})
LONGEST_PATIENCE_SECONDS = 150.0
LONGEST_ANSWER_SECONDS = 20.0
PAUSE_SECONDS = 0.25


Begin = Callable[[str, Random, People, Account, Asking], Life]
"""Begins a life: its name, the chance that drives it, who takes part, what it is noted in, and how to ask."""


class Load:
    """While the block runs, lives are begun (those of needs, if not told otherwise) and lived; when it ends, those
    begun are lived to their ends.

    `account` then holds all that was done, and nothing else was; an earlier load's is carried on. `rate`: commands a
    second.
    """

    def __init__(
        self,
        system: System,
        people: People,
        rate: float = RATE,
        seed: int | None = None,
        carry_on: Load | None = None,
        begin: Begin = need,
    ) -> None:
        self.account = carry_on.account if carry_on else Account()
        self._system, self._people, self._rate, self._begin = system, people, rate, begin
        self._chance = Random(seed)
        self._run = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._own = threading.local()
        self._waiting: list[tuple[Life, Callable[[], bool]]] = []
        self._lives = 0
        self._next_slot = 0.0
        self._stopping = False
        self._failures: list[Exception] = []
        self._threads = [threading.Thread(target=self._walk, name=f"walker-{n}", daemon=True) for n in range(WALKERS)]
        self._began = self._ended = 0.0
        self._before = self.commands

    def __enter__(self) -> Self:
        self._began = self._next_slot = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        asked = self.commands - self._before
        self._ended = time.monotonic()
        self.reached = asked / (self._ended - self._began)
        for thread in self._threads:
            thread.join(LONGEST_PATIENCE_SECONDS)
        if error is None:
            self.check()
            assert not any(thread.is_alive() for thread in self._threads), "the load did not come to its end"

    @property
    def commands(self) -> int:
        """How many were answered so far, those of an earlier load among them."""
        return len(self.account.commands)

    @property
    def seconds(self) -> float:
        """Since the load began."""
        return time.monotonic() - self._began

    def check(self) -> None:
        """Raises what went wrong with a command."""
        if self._failures:
            raise self._failures[0]

    def __str__(self) -> str:
        account = self.account
        return (
            f"{self.commands:,} commands answered, {self.reached:.1f} a second (aim {self._rate:g}), "
            f"{account.asked_again:,} sent again, slowest answer {account.slowest:.1f} s"
        )

    def _walk(self) -> None:
        try:
            with self._client() as self._own.http:
                while not self._failures and (life := self._next()) is not None:
                    self._live(life)
        except Exception as error:  # noqa: BLE001 - raised again by `check`, in the test's own thread
            self._failures.append(error)

    def _client(self) -> httpx.Client:
        return web.client(f"{self._system.url}/api/v1", timeout=LONGEST_ANSWER_SECONDS)

    def _next(self) -> Life | None:
        """A life that waits no longer, or a new one; None when the load is to end and all have ended."""
        while True:
            with self._lock:
                for number, (life, until) in enumerate(self._waiting):
                    if until():
                        del self._waiting[number]
                        return life
                if not self._stopping:
                    self._lives += 1
                    name, chance = f"load-{self._run}-{self._lives}", Random(self._chance.random())
                    return self._begin(name, chance, self._people, self.account, self._ask)
                if not self._waiting:
                    return None
            time.sleep(PAUSE_SECONDS)

    def _live(self, life: Life) -> None:
        """On with a life until it must wait or has ended."""
        for until in life:
            if until is not None:
                with self._lock:
                    self._waiting.append((life, until))
                return

    def _ask(self, request: str, who: Person, path: str, body: dict[str, Any]) -> httpx.Response:
        self._take_slot()
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": request, "X-Correlation-Id": request}
        began = time.monotonic()
        while True:
            sent = time.monotonic()
            try:
                answer = self._own.http.post(path, json=body, headers=headers)
            except httpx.TransportError as error:
                what = type(error).__name__
            else:
                self.account.slowest = max(self.account.slowest, time.monotonic() - sent)
                if answer.status_code not in AWAY:
                    return answer
                what = f"{answer.status_code} {answer.text}"
            assert time.monotonic() - began < LONGEST_PATIENCE_SECONDS, f"{request} {path} was never answered: {what}"
            with self._lock:
                self.account.asked_again += 1
            time.sleep(PAUSE_SECONDS)

    def _take_slot(self) -> None:
        """Wait for the next of the moments at which a command is due; those missed are not made up for."""
        with self._lock:
            self._next_slot = due = max(self._next_slot + 1 / self._rate, time.monotonic())
        time.sleep(max(due - time.monotonic(), 0))
