"""The steps against one hazard: which wait for which, what may be done with each, and whose turn it is since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

OPEN, DONE, WAIVED = "open", "done", "waived"
"""The states of a step (`contracts.vocabulary.HAZARD_STEP_STATES`). One that is done or waived is settled."""


@dataclass(frozen=True)
class Step:
    """A step as it stands. `after`: codes of the steps that must be settled before it is done; `assigned_at`: since
    when its present party answers for it, None where nobody does; `settled_at`: None while it is open."""

    after: tuple[str, ...] = ()
    state: str = OPEN
    assigned_at: datetime | None = None
    settled_at: datetime | None = None


Steps = Mapping[str, Step]
"""All steps of a case by their codes."""


@dataclass(frozen=True)
class Refused:
    """Something cannot be done with a step now. `waits_for`: steps that must be settled first."""

    code: str
    waits_for: tuple[str, ...] = ()


def waits_for(steps: Steps, code: str) -> tuple[str, ...]:
    """The open steps that the step `code` waits for; none once it is settled itself."""
    step = steps[code]
    if step.state != OPEN:
        return ()
    return tuple(earlier for earlier in step.after if steps[earlier].state == OPEN)


def changing(steps: Steps, code: str) -> Refused | None:
    """Why the step can be neither assigned nor set aside now; None where it can."""
    return Refused("step_settled") if steps[code].state != OPEN else None


def doing(steps: Steps, code: str) -> Refused | None:
    """Why the step cannot be done now; None where it can."""
    if refused := changing(steps, code):
        return refused
    if waiting := waits_for(steps, code):
        return Refused("step_waits", waiting)
    if steps[code].assigned_at is None:
        return Refused("step_unassigned")
    return None


def turns(steps: Steps) -> frozenset[str]:
    """The steps whose party may take them now."""
    return frozenset(code for code in steps if doing(steps, code) is None)


def is_closed(steps: Steps) -> bool:
    """Whether nothing is left to be done."""
    return all(step.state != OPEN for step in steps.values())


def since(steps: Steps, code: str, opened_at: datetime) -> datetime | None:
    """Since when it has been the turn of the step's party in a case opened at `opened_at`: from when nothing kept the
    step waiting and the party answered for it. None while it waits, and once it is settled."""
    step = steps[code]
    if step.state != OPEN or waits_for(steps, code):
        return None
    earlier = [found.settled_at for found in map(steps.__getitem__, step.after) if found.settled_at is not None]
    return max([opened_at, *earlier, *([step.assigned_at] if step.assigned_at else [])])
