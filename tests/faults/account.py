"""An account of what was asked of Linli and answered as done, kept by whoever asked: nothing of it is read from a
database, a queue or the bus, so that all three can be held against it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from tests.recount import Facts

REPORTER, PROVIDER, WORKERS, DEPARTMENT = "reporter", "provider", "workers", "department"

LETTERS = {
    "NeedReported": ((WORKERS, "need_reported"),),
    "WhistleBlown": ((DEPARTMENT, "whistle_blown"),),
    "DepartmentReportedIn": ((WORKERS, "department_reported_in"),),
    "NeedEscalated": ((WORKERS, "need_escalated"), (DEPARTMENT, "need_escalated")),
    "NeedAssigned": ((REPORTER, "need_assigned"),),
    "ServiceReported": ((REPORTER, "service_to_confirm"),),
    "ServiceDisputed": ((PROVIDER, "service_disputed"),),
    "ServiceCompleted": ((PROVIDER, "service_completed"),),
    "ServiceRated": ((PROVIDER, "service_rated"),),
    "NeedClosed": ((REPORTER, "need_closed"),),
    "NeedReopened": ((WORKERS, "need_reopened"),),
}
"""Who is owed which message for what happened."""


@dataclass(frozen=True)
class Parties:
    """Whose inbox is meant by whom: user names."""

    reporter: str
    provider: str
    worker: str

    def of(self, part: str) -> str:
        return {REPORTER: self.reporter, WORKERS: self.worker}.get(part, self.provider)


@dataclass
class Account:
    """`commands`: request id to the names of the events that it must lead to, each once; `facts`: what ratings and
    appraisals must follow from; `letters`: user name, kind of message and need, how often; `late`, `unanswered`:
    whistles whose deadline passed before an answer, or without one, with need and parties; `clock_ahead`: how far the
    clock that sets deadlines is ahead of this one."""

    commands: dict[str, Counter[str]] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    letters: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    late: dict[str, tuple[str, Parties]] = field(default_factory=dict)
    unanswered: dict[str, tuple[str, Parties]] = field(default_factory=dict)
    asked_again: int = 0
    slowest: float = 0.0
    clock_ahead: timedelta = timedelta()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, request: str, events: list[str]) -> None:
        """A command was answered as done, and must have led to `events`."""
        with self.lock:
            assert request not in self.commands, f"request {request} was made twice by the load itself"
            self.commands[request] = Counter(events)

    def answered_of_need(self, request: str, events: list[str], need_id: str, parties: Parties) -> None:
        """As `answered`; people are owed messages for it, too."""
        self.answered(request, events)
        with self.lock:
            for name in events:
                self.owe(name, need_id, parties)

    def owe(self, event: str, need_id: str, parties: Parties) -> None:
        """Note the messages that people must find in their inboxes for an event."""
        for part, kind in LETTERS.get(event, ()):
            self.letters[parties.of(part), kind, need_id] += 1
