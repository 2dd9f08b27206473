"""The life of one need under load: what its people do with it, step by step, drawn by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol

import httpx

from contracts.vocabulary import NEED_KINDS

from tests.faults.account import Account, Parties
from tests.faults.people import COMMUNITY, People, Person

Life = Iterator[Callable[[], bool] | None]
"""Takes one step each time it is advanced, and yields what must hold before the next, or None."""

SOON_SECONDS = (2, 4, 8, 16, 32, 64)
"""How soon a department must report in that will not do so in time: growing, because a whistle that is held up by a
fault for longer than that is refused."""

LONGEST_WAY = timedelta(seconds=0.2)


class Asking(Protocol):
    """Has a command done, however often it must be sent; returns what was answered, whatever it is."""

    def __call__(self, request: str, who: Person, path: str, body: dict[str, Any]) -> httpx.Response: ...


def need(name: str, chance: Random, people: People, account: Account, ask: Asking) -> Life:
    """The life of a new need."""
    return Need(name, chance, people, account, ask).life()


class Need:
    """One need, its requests numbered from `name`; what is answered goes into `account`."""

    def __init__(self, name: str, chance: Random, people: People, account: Account, ask: Asking) -> None:
        self._name, self._chance, self._account, self._ask = name, chance, account, ask
        self._steps = 0
        self._id = self._state = ""
        self._kind = chance.choice(NEED_KINDS)
        self._route = "department" if chance.random() < 0.3 else "volunteer"
        self._reporter = chance.choice(people.residents)
        self._worker = chance.choice(people.workers)
        self._provider = chance.choice(people.officers if self._route == "department" else people.volunteers)
        self._parties = Parties(self._reporter.username, self._provider.username, people.workers[0].username)

    def life(self) -> Life:
        chance = self._chance
        report = {"community": COMMUNITY, "description": f"请帮忙看一下,{self._name}。", "kind": self._kind}
        self._do(self._reporter, "/needs", ["NeedReported"], **report)
        yield None
        if chance.random() < 0.04:
            self._step(self._reporter, "withdraw", "NeedClosed")
            return
        triaged = "NeedTriaged NeedOffered" if self._route == "volunteer" else "NeedTriaged"
        self._step(self._worker, "triage", triaged, kind=self._kind, urgency="ordinary", route=self._route)
        yield None
        if chance.random() < 0.04:
            self._step(self._worker, "decline", "NeedClosed", reason="不在服务范围内")
            return
        while True:
            answered = yield from self._find_provider()
            if not answered:
                return
            yield from self._serve()
            if chance.random() > 0.1:
                return
            self._step(self._reporter, "reopen", "NeedReopened", reason="又坏了")
            yield None

    def _find_provider(self) -> Iterator[Any]:
        """Returns whether there is one."""
        if self._route == "department":
            return (yield from self._summon())
        # What was reopened stands on no list of offers.
        if self._state == "offered" and self._chance.random() < 0.6:
            self._step(self._provider, "claim", "NeedAssigned")
        else:
            self._assign()
        yield None
        if self._chance.random() < 0.05:
            self._step(self._provider, "hand-back", "NeedOffered", reason="临时有事")
            yield None
            self._assign()
            yield None
        return True

    def _assign(self) -> None:
        self._step(self._worker, "assign", "NeedAssigned", volunteer_id=self._provider.id)
        with self._account.lock:
            self._account.letters[self._provider.username, "need_assigned_to_you", self._id] += 1

    def _summon(self) -> Iterator[Any]:
        answer = self._chance.choices(("in_time", "late", "never"), (6, 2, 2))[0]
        whistle = self._whistle(soon=answer != "in_time")
        yield None
        if answer == "never":
            with self._account.lock:
                self._account.facts.add("department", self._provider.id, unanswered=1)
                self._account.unanswered[whistle["whistle_id"]] = (self._id, self._parties)
            return False
        if answer == "late":
            over = datetime.fromisoformat(whistle["report_in_by"]) + LONGEST_WAY
            yield lambda: datetime.now(UTC) + self._account.clock_ahead > over
            with self._account.lock:
                self._account.late[whistle["whistle_id"]] = (self._id, self._parties)
        self._step(self._provider, "report-in", "DepartmentReportedIn NeedAssigned")
        with self._account.lock:
            self._account.facts.add("department", self._provider.id, **{answer: 1})
        yield None
        return True

    def _whistle(self, soon: bool) -> dict[str, Any]:
        path, body = f"/needs/{self._id}/whistle", {"departments": [self._provider.id]}
        if not soon:
            need = self._do(self._worker, path, ["WhistleBlown"], **body)
        for seconds in SOON_SECONDS if soon else ():
            by = datetime.now(UTC) + self._account.clock_ahead + timedelta(seconds=seconds)
            answer = self._sent(self._worker, path, {**body, "report_in_by": by.isoformat()})
            if answer.status_code == 422 and "not_in_future" in answer.text:
                continue
            need = self._taken(answer, ["WhistleBlown"])
            break
        return next(one for one in need["whistles"] if one["reported_in_at"] is None)

    def _serve(self) -> Iterator[None]:
        """From the service done to the need closed."""
        chance, account, provider = self._chance, self._account, self._provider
        minutes = chance.randint(5, 240)
        self._step(provider, "complete", "ServiceReported", minutes=minutes)
        yield None
        if chance.random() < 0.1:
            self._step(self._reporter, "dispute", "ServiceDisputed", reason="还没有修好")
            yield None
            minutes = chance.randint(5, 240)
            self._step(provider, "complete", "ServiceReported", minutes=minutes)
            yield None
        self._step(self._reporter, "confirm", "ServiceCompleted")
        with account.lock:
            account.facts.add(self._route, provider.id, services=1, minutes=minutes)
        yield None
        if chance.random() < 0.95:
            stars, resolved = chance.randint(1, 5), chance.random() < 0.8
            self._step(self._reporter, "rate", "ServiceRated", stars=stars, resolved=resolved)
            with account.lock:
                account.facts.rate(self._route, provider.id, stars, resolved)
            yield None
        self._step(self._worker, "close", "NeedClosed")
        yield None

    def _step(self, who: Person, step: str, events: str, **body: Any) -> None:
        self._do(who, f"/needs/{self._id}/{step}", events.split(), **body)

    def _do(self, who: Person, path: str, events: list[str], **body: Any) -> dict[str, Any]:
        return self._taken(self._sent(who, path, body), events)

    def _sent(self, who: Person, path: str, body: dict[str, Any]) -> httpx.Response:
        self._steps += 1
        return self._ask(f"{self._name}.{self._steps}", who, path, body)

    def _taken(self, answer: httpx.Response, events: list[str]) -> dict[str, Any]:
        request, path = answer.request.headers["Idempotency-Key"], answer.request.url.path
        assert answer.is_success, f"{request} {path} was answered {answer.status_code}: {answer.text}"
        need = answer.json()
        self._id, self._state = need["need_id"], need["state"]
        self._account.clock_ahead = datetime.fromisoformat(need["updated_at"]) - datetime.now(UTC)
        self._account.answered_of_need(request, events, self._id, self._parties)
        return need
