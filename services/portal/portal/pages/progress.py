"""A need's way from report to rating as a line of steps, for people who have never heard of states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BY_VOLUNTEERS = ("reported", "offered", "assigned", "completed", "confirmed")
_BY_DEPARTMENTS = ("reported", "triaged", "whistled", "assigned", "completed", "confirmed")
_ENDED = ("declined", "withdrawn", "merged")


@dataclass(frozen=True)
class Stop:
    """One stop on the line: `standing` is done, now, ahead or ended."""

    state: str
    standing: str


def line(state: str, route: str | None, visited: Sequence[str]) -> list[Stop]:
    """The stops of a need that is in `state`; `visited`: the states it was in, in order."""
    if state in _ENDED:
        passed = [known for known in dict.fromkeys(visited) if known not in _ENDED]
        return [*(Stop(known, "done") for known in passed or ["reported"]), Stop(state, "ended")]
    by_departments = route == "department" or "whistled" in visited or state == "whistled"
    stops = _BY_DEPARTMENTS if by_departments else _BY_VOLUNTEERS
    if state == "closed":
        return [*(Stop(known, "done") for known in stops), Stop("closed", "now")]
    if state not in stops:
        stops = (*stops[:1], state, *stops[1:])
    here = stops.index(state)
    return [
        Stop(known, "done" if place < here else "now" if place == here else "ahead")
        for place, known in enumerate(stops)
    ]
