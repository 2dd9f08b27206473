"""The life of a micro-project: one table of who may do what in which state, and where it leads. The table is the
documentation.

A worker of the community proposes a project, which is then `proposed`; every later step is a row below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .lifecycle import STAYS, Condition
from .relations import Person, officer_of

FIRST = "proposed"


class Tie(StrEnum):
    """What somebody is to a project; one may be several things at once. `UNIT`: an officer of the unit that has it in
    hand; `OFFICER`: an officer of any unit."""

    WORKER = "worker"
    UNIT = "claiming_unit"
    OFFICER = "officer"
    ADMIN = "district_admin"


WORKER, UNIT, OFFICER, ADMIN = Tie.WORKER, Tie.UNIT, Tie.OFFICER, Tie.ADMIN


@dataclass(frozen=True)
class Standing:
    """What the table must know of a project, as seen by the one who acts. `own_result`: it was he who told what it came
    to; `awarded`: it has an award."""

    state: str
    own_result: bool = False
    awarded: bool = False


@dataclass(frozen=True)
class Row:
    """`action` leads from any of `states` `to` a state, when done by one of `by`."""

    action: str
    states: tuple[str, ...]
    to: str
    by: frozenset[Tie]
    only_if: Condition | None = None


def _row(action: str, states: str, to: str, *by: Tie, only_if: Condition | None = None) -> Row:
    return Row(action, tuple(states.split()), to, frozenset(by), only_if)


TOLD_BY_ANOTHER = Condition("own_result", False, "own_result")
UNAWARDED = Condition("awarded", False, "already_awarded")

TABLE = (
    _row("withdraw", "proposed", "withdrawn", WORKER),
    _row("claim", "proposed", "in_hand", WORKER, OFFICER),
    _row("give_up", "in_hand", "proposed", WORKER, UNIT),
    _row("raise_budget", "proposed in_hand finished", STAYS, WORKER),
    _row("plan_milestone", "proposed in_hand", STAYS, WORKER, UNIT),
    _row("reach_milestone", "in_hand", STAYS, WORKER, UNIT),
    _row("spend", "in_hand finished", STAYS, WORKER, UNIT),
    _row("correct_spending", "proposed in_hand finished", STAYS, WORKER, UNIT),
    _row("report_progress", "in_hand", STAYS, WORKER, UNIT),
    _row("correct_report", "in_hand", STAYS, WORKER, UNIT),
    _row("finish", "in_hand", "finished", WORKER, UNIT),
    _row("send_back", "finished", "in_hand", WORKER),
    _row("confirm", "finished", "confirmed", WORKER, only_if=TOLD_BY_ANOTHER),
    _row("award", "confirmed", STAYS, ADMIN, only_if=UNAWARDED),
)

ACTIONS = tuple(row.action for row in TABLE)
_BY_ACTION = {row.action: row for row in TABLE}


def ties(person: Person, community: str, organisation: str | None) -> frozenset[Tie]:
    """Everything that `person` is to a project of the community that the unit `organisation` has in hand, or none."""
    own = officer_of(person)
    found = {
        Tie.WORKER: person.works_in(community),
        Tie.UNIT: own is not None and own == organisation,
        Tie.OFFICER: own is not None,
        Tie.ADMIN: person.is_admin,
    }
    return frozenset(tie for tie, holds in found.items() if holds)


class Sight(StrEnum):
    """How much of a project somebody sees: all of it, what a unit must know to claim it, or what everybody may see."""

    FULL = "full"
    OFFER = "offer"
    PUBLIC = "public"


def sight(held: frozenset[Tie], state: str) -> Sight:
    """How much of a project in `state` is seen by who is to it what `held` says."""
    if held & {Tie.WORKER, Tie.UNIT}:
        return Sight.FULL
    return Sight.OFFER if Tie.OFFICER in held and state == FIRST else Sight.PUBLIC


@dataclass(frozen=True)
class Move:
    """The action is possible and leads to `to`; `by`: the tie that allowed it."""

    to: str
    by: Tie


@dataclass(frozen=True)
class Refused:
    """The action is not for this person at all (`who` may do it), or not now (`who` is empty; `possible`: what the
    person may do)."""

    code: str
    who: tuple[Tie, ...] = ()
    possible: tuple[str, ...] = ()


def decide(action: str, standing: Standing, held: frozenset[Tie]) -> Move | Refused:
    """What comes of `action` on a project in `standing`, done by somebody who is to it what `held` says. Raises
    `KeyError` for an action that is not in the table."""
    row = _BY_ACTION[action]
    if not held & row.by:
        return Refused("not_your_step", who=_in_order(row.by))
    if standing.state not in row.states:
        taken = action == "claim" and standing.state == "in_hand"
        code = "project_already_claimed" if taken else "impossible_in_state"
        return Refused(code, possible=possible(standing, held))
    if row.only_if and not row.only_if.holds(standing):
        return Refused(row.only_if.otherwise, possible=possible(standing, held))
    return Move(standing.state if row.to == STAYS else row.to, _in_order(held & row.by)[0])


def possible(standing: Standing, held: frozenset[Tie]) -> tuple[str, ...]:
    """The actions that somebody who is to a project what `held` says may take now, in the order of the table."""
    return tuple(
        row.action
        for row in TABLE
        if standing.state in row.states and held & row.by and (row.only_if is None or row.only_if.holds(standing))
    )


def role_in(tie: Tie, person: Person) -> str:
    """The role (`contracts.vocabulary.ROLES`) in which `person` acts by `tie`."""
    if tie in (Tie.UNIT, Tie.OFFICER):
        return "officer"
    return "community_worker" if tie is Tie.WORKER and person.has("community_worker") else "district_admin"


def _in_order(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    return tuple(tie for tie in Tie if tie in set(ties))
