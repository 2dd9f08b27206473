"""The day itself: each need lives by its script, step after step, and all of them at once.

A need's life is a generator: it takes one step each time its turn comes and yields what it waits for, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cli.demo.material import Material
from cli.demo.need import Need, Person, Played
from cli.demo.watch import Watch
from cli.portal import Portal
from cli.problem import Problem

Wait = Callable[[], object] | None
Life = Iterator[Wait]

PATIENCE_SECONDS = 120.0
"""How long an event may take that must come, before something is wrong."""


class Day:
    """One day of `material`, played by `people`. `run`: tells its requests from those of any other day."""

    def __init__(self, material: Material, people: dict[str, Person], portal: Portal, watch: Watch, run: str) -> None:
        self._watch = watch
        self.played = Played()
        needs = (Need(needed, material, people, portal, run, self.played) for needed in material.needs)
        self._lives = [self._life(need) for need in needs]

    def play(self) -> Played:
        """All needs from report to rating, each begun a turn after the one before; then wait until the bus has shown
        everything that this must cause. Raises Problem and Refused."""
        coming: list[Life] = list(self._lives)
        going: list[tuple[Life, Wait]] = []
        while coming or going:
            self._watch.check()
            if coming:
                going.append((coming.pop(0), None))
            before = going
            going = [lived for life, until in before for lived in _step(life, until)]
            if going == before and all(until for _, until in going):
                self._wait_for_one_of([until for _, until in going])
        self._wait_for_events()
        return self.played

    def _life(self, need: Need) -> Life:
        script = need.script
        need.report()
        yield None
        need.triage()
        yield None
        if script["route"] == "department":
            yield from self._summon(need, script["report_in"])
            if script["report_in"] == "never":
                return
        elif script["how"] == "claim":
            need.claim()
        else:
            need.assign()
        yield None
        yield from _serve(need, script)
        if script["reopen"]:
            yield None
            need.do(need.reporter, "reopen", "NeedReopened", reason=script["reopen"]["reason"])
            yield None
            if script["route"] == "department":
                yield from self._summon(need, "in_time")
            else:
                need.assign()
            yield None
            yield from _serve(need, {**script["reopen"], "dispute": None})

    def _summon(self, need: Need, answer: str) -> Life:
        """Whistle for the department, which answers in time, late or never."""
        whistle = need.whistle(soon=answer != "in_time")
        yield None
        if answer != "in_time":
            yield lambda: self._watch.find("NeedEscalated", whistle_id=whistle)
        if answer == "never":
            self.played.unanswered.append(whistle)
        else:
            need.report_in()

    def _wait_for_one_of(self, untils: list[Wait]) -> None:
        if not self._watch.wait(lambda: any(until() for until in untils if until), PATIENCE_SECONDS):
            raise Problem(
                f"An overdue whistle was not escalated within {PATIENCE_SECONDS:.0f} seconds: "
                "see what ticketing logged (linli logs ticketing)."
            )

    def _wait_for_events(self) -> None:
        if not self._watch.wait(lambda: not self._missing(), PATIENCE_SECONDS):
            missing = self._missing()
            request, name = missing[0]
            raise Problem(
                f"{len(missing)} events did not pass on the bus, first {name} of request {request}: "
                "see whether --amqp names the broker of this portal, and what the services logged."
            )

    def _missing(self) -> list[tuple[str, str]]:
        passed = {(one.correlationid, one.data.event_name) for one in list(self._watch.seen)}
        return [caused for caused in self.played.caused if caused not in passed]


def _step(life: Life, until: Wait) -> list[tuple[Life, Wait]]:
    """The life after its turn; nothing once it has ended."""
    if until is not None and not until():
        return [(life, until)]
    for wait in life:
        return [(life, wait)]
    return []


def _serve(need: Need, script: dict[str, Any]) -> Life:
    """From the service done to the need closed."""
    need.do(need.provider, "complete", "ServiceReported", minutes=script["minutes"])
    yield None
    if script["dispute"]:
        need.do(need.reporter, "dispute", "ServiceDisputed", reason=script["dispute"]["reason"])
        yield None
        need.do(need.provider, "complete", "ServiceReported", minutes=script["dispute"]["minutes"])
        yield None
    need.do(need.reporter, "confirm", "ServiceCompleted")
    yield None
    need.do(need.reporter, "rate", "ServiceRated", **script["rating"])
    yield None
    need.do(need.worker, "close", "NeedClosed")
