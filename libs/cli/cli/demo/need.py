"""One need of the day in the hands of its people: each step a request of the public API, by whose step it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.demo.material import Material
from cli.news import once_heard
from cli.portal import Portal, Refused

REPORT_IN_SECONDS = (3, 6, 12, 24, 48)
"""How soon a department must report in that will not do so in time; the longer ones where the whistle itself took
so long to get through that the deadline had passed."""


@dataclass(frozen=True)
class Person:
    """Somebody signed in by a token. `volunteer_id`: as which volunteer the person serves."""

    username: str
    token: str
    volunteer_id: str | None


@dataclass
class Played:
    """What a day did. `caused`: correlation id and name of every event that must follow from its requests;
    `unanswered`: whistles that nobody answered."""

    needs: list[str] = field(default_factory=list)
    caused: list[tuple[str, str]] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


class Need:
    """One need of `material`, to be reported by `run`, which tells this day's requests from those of any other."""

    def __init__(
        self,
        needed: dict[str, Any],
        material: Material,
        people: dict[str, Person],
        portal: Portal,
        run: str,
        played: Played,
    ) -> None:
        self.script: dict[str, Any] = needed["script"]
        self._needed, self._portal, self._run, self._played = needed, portal, run, played
        self._community = material.community
        self.reporter = people[needed["reporter"]]
        self.worker = people[material.worker]
        self.provider = people[self.script["volunteer"] or material.officers[self.script["department"]]]
        self._id = ""
        self._steps = 0
        self._clock_ahead = timedelta()

    def report(self) -> None:
        """The resident asks."""
        told = {name: self._needed[name] for name in ("description", "kind", "urgency", "building")}
        answer = self._post(self.reporter, "/needs", "NeedReported", {"community": self._community, **told})
        self._id = answer["need_id"]
        self._played.needs.append(self._id)

    def triage(self) -> None:
        """The community decides who should serve the need."""
        route = self.script["route"]
        events = "NeedTriaged NeedOffered" if route == "volunteer" else "NeedTriaged"
        self.do(self.worker, "triage", events, kind=self._needed["kind"], urgency=self._needed["urgency"], route=route)

    def claim(self) -> None:
        """The volunteer takes the need from the list."""
        self.do(self.provider, "claim", "NeedAssigned")

    def assign(self) -> None:
        """The community asks the volunteer."""
        self.do(self.worker, "assign", "NeedAssigned", volunteer_id=self.provider.volunteer_id)

    def whistle(self, soon: bool) -> str:
        """The community summons the department, to report in `soon` or by the rule of the need's urgency. Returns the
        whistle's id."""
        summoned = {"departments": [self.script["department"]]}
        if not soon:
            return self._whistle_id(self.do(self.worker, "whistle", "WhistleBlown", **summoned))
        for seconds in REPORT_IN_SECONDS:
            by = (datetime.now(UTC) + self._clock_ahead + timedelta(seconds=seconds)).isoformat()
            try:
                return self._whistle_id(self.do(self.worker, "whistle", "WhistleBlown", **summoned, report_in_by=by))
            except Refused as error:
                refused = error
                if ("report_in_by", "not_in_future") not in error.faults():
                    raise
        raise refused

    def report_in(self) -> None:
        """The department answers the whistle, and the need is its own from now on."""
        self.do(self.provider, "report-in", "DepartmentReportedIn NeedAssigned")

    def do(self, who: Person, step: str, events: str, **body: Any) -> dict[str, Any]:
        """`who` takes `step`, which must cause `events`; the need afterwards."""
        return self._post(who, f"/needs/{self._id}/{step}", events, body)

    def _post(self, who: Person, path: str, events: str, body: dict[str, Any]) -> dict[str, Any]:
        self._steps += 1
        key = f"demo-{self._run}-{self._needed['number']}-{self._steps}"
        answer = once_heard(lambda: self._portal.post(path, who.token, key, body))
        self._played.caused += [(key, name) for name in events.split()]
        # Deadlines are kept by the clock over there.
        self._clock_ahead = datetime.fromisoformat(answer["updated_at"]) - datetime.now(UTC)
        return answer

    def _whistle_id(self, need: dict[str, Any]) -> str:
        return next(
            whistle["whistle_id"]
            for whistle in need["whistles"]
            if whistle["department"] == self.script["department"] and whistle["reported_in_at"] is None
        )
