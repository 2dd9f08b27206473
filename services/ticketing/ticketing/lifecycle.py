"""The life of a need: one table of who may do what in which state, and where it leads. The table is the documentation.

Anybody signed in may report a need, which is then `reported`; every later step is a row below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .relations import Relation

REPORTER, WORKER, PROVIDER = Relation.REPORTER, Relation.WORKER, Relation.PROVIDER
OFFICER, VOLUNTEER, SERVED, CALLER = Relation.OFFICER, Relation.VOLUNTEER, Relation.SERVED, Relation.CALLER
HELPER = Relation.HELPER

FIRST = "reported"
STAYS = "stays"
CONTESTABLE = "triaged offered whistled assigned suspended completed confirmed closed"
OPEN = ("reported", "triaged", "offered", "whistled", "assigned", "suspended")
"""Something is still to be done for the need."""
LAPSED = ("declined", "withdrawn", "merged")
"""Ended unserved, or served with another: its whistles need no answer any more."""


@dataclass(frozen=True)
class Standing:
    """What the table must know of a need, as seen by the one who acts. `summoned`: his department may still report in
    to a whistle; `owing`: and has not declined it; `contested`: a whistle was declined and nobody has decided; `rated`:
    the present round's service is; `called_back`: the person served has been asked about it; `reopenable`: the time for
    reopening is not over; `raisable`: the need has not gone up to the district yet; `named`: it is offered to named
    volunteers only; `unaccepted`: a worker has assigned who serves it, who has not reported it done yet; `serving`: the
    one who acts serves it; `room`: it takes more volunteers than it has; `helped`: some help whoever is responsible;
    `urgent`: it is more than ordinary."""

    state: str
    provider_kind: str | None = None
    summoned: bool = False
    owing: bool = False
    contested: bool = False
    rated: bool = False
    called_back: bool = False
    reopenable: bool = True
    raisable: bool = True
    named: bool = False
    unaccepted: bool = False
    serving: bool = False
    room: bool = False
    helped: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Condition:
    """A fact of `Standing` that a row asks for, and the code of the refusal where it does not hold."""

    fact: str
    value: bool
    otherwise: str

    def holds(self, standing: object) -> bool:
        return bool(getattr(standing, self.fact) == self.value)


@dataclass(frozen=True)
class Row:
    """`action` leads from any of `states` `to` a state, when done by one of `by`. `route`: holds only for this route
    of the triage; `provider`: only while a provider of this kind serves the need; `only_if`: all of these hold."""

    action: str
    states: tuple[str, ...]
    to: str
    by: frozenset[Relation]
    route: str | None = None
    provider: str | None = None
    only_if: tuple[Condition, ...] = ()

    def unmet(self, standing: Standing) -> Condition | None:
        """The first condition that does not hold."""
        return next((condition for condition in self.only_if if not condition.holds(standing)), None)


UNANSWERED = Condition("summoned", True, "already_reported_in")
OWING = Condition("owing", True, "nothing_to_decline")
CONTESTED = Condition("contested", True, "no_whistle_declined")
UNRATED = Condition("rated", False, "already_rated")
UNCALLED = Condition("called_back", False, "already_called_back")
IN_WINDOW = Condition("reopenable", True, "reopening_window_over")
RAISABLE = Condition("raisable", True, "already_with_the_district")
NAMED = Condition("named", True, "offered_to_all")
UNACCEPTED = Condition("unaccepted", True, "accepted_already")
NOT_SERVING = Condition("serving", False, "already_serving")
ROOM = Condition("room", True, "helpers_full")
HELPED = Condition("helped", True, "nobody_helps")
URGENT = Condition("urgent", True, "not_urgent")


def _row(
    action: str,
    states: str,
    to: str,
    *by: Relation,
    only_if: Condition | tuple[Condition, ...] = (),
    **conditions: str,
) -> Row:
    conditioned = (only_if,) if isinstance(only_if, Condition) else only_if
    return Row(action, tuple(states.split()), to, frozenset(by), only_if=conditioned, **conditions)


TABLE = (
    _row("triage", "reported triaged offered", "offered", WORKER, route="volunteer"),
    _row("triage", "reported triaged offered", "triaged", WORKER, route="department"),
    _row("decline", "reported triaged offered whistled", "declined", WORKER),
    _row("merge", "reported triaged offered whistled", "merged", WORKER),
    _row("withdraw", "reported triaged offered", "withdrawn", REPORTER),
    _row("offer", "triaged whistled", "offered", WORKER),
    _row("offer", "offered", STAYS, WORKER, only_if=NAMED),
    _row("offer_to", "triaged offered whistled", "offered", WORKER),
    _row("claim", "offered", "assigned", VOLUNTEER),
    _row("assign", "triaged offered whistled", "assigned", WORKER),
    _row("decline_assignment", "assigned", "offered", PROVIDER, provider="volunteer", only_if=UNACCEPTED),
    _row("join_in", "assigned suspended", STAYS, VOLUNTEER, provider="volunteer", only_if=(NOT_SERVING, ROOM)),
    _row("add_helper", "assigned suspended", STAYS, WORKER, provider="volunteer", only_if=ROOM),
    _row("step_out", "offered assigned suspended", STAYS, HELPER),
    _row("release_helper", "offered assigned suspended", STAYS, WORKER, only_if=HELPED),
    _row("tell_minutes", "assigned suspended", STAYS, HELPER),
    _row("hand_back", "assigned", "offered", PROVIDER, WORKER, provider="volunteer"),
    _row("hand_back", "assigned", "triaged", PROVIDER, WORKER, provider="department"),
    _row("whistle", "triaged offered whistled", "whistled", WORKER),
    _row("whistle", "assigned", STAYS, WORKER, provider="department"),
    _row("report_in", "whistled", "assigned", OFFICER, only_if=UNANSWERED),
    _row(
        "report_in", "triaged offered assigned suspended completed confirmed closed", STAYS, OFFICER, only_if=UNANSWERED
    ),
    _row("decline_whistle", "triaged offered whistled assigned suspended", STAYS, OFFICER, only_if=OWING),
    _row("excuse", CONTESTABLE, STAYS, WORKER, only_if=CONTESTED),
    _row("uphold", CONTESTABLE, STAYS, WORKER, only_if=CONTESTED),
    _row("hand_over", "assigned", STAYS, PROVIDER, provider="department"),
    _row("ask_for_help", "assigned", STAYS, PROVIDER, provider="department"),
    _row("suspend", "triaged assigned", "suspended", WORKER),
    _row("resume", "suspended", "assigned", WORKER, PROVIDER, provider="volunteer"),
    _row("resume", "suspended", "assigned", WORKER, PROVIDER, provider="department"),
    _row("resume", "suspended", "triaged", WORKER),
    _row("raise", "reported triaged offered whistled assigned suspended", STAYS, WORKER, only_if=RAISABLE),
    _row("summon_squad", " ".join(OPEN), STAYS, WORKER, only_if=URGENT),
    _row("complete", "assigned", "completed", PROVIDER),
    _row("confirm", "completed", "confirmed", SERVED),
    _row("dispute", "completed", "assigned", SERVED),
    _row("rate", "confirmed closed", STAYS, SERVED, only_if=UNRATED),
    _row("make_rating_link", "confirmed closed", STAYS, CALLER, only_if=UNRATED),
    _row("call_back", "completed confirmed closed", STAYS, CALLER, only_if=UNCALLED),
    _row("close", "confirmed", "closed", WORKER, REPORTER),
    _row("reopen", "confirmed closed", "triaged", WORKER, REPORTER, only_if=IN_WINDOW),
)

ACTIONS = tuple(dict.fromkeys(row.action for row in TABLE))


@dataclass(frozen=True)
class Move:
    """The action is possible and leads to `to`; `by`: the relation that allowed it."""

    to: str
    by: Relation


@dataclass(frozen=True)
class Refused:
    """The action is not for this person at all (`who` may do it), or not in this state (`who` is empty; `possible`:
    what the person may do now)."""

    code: str
    who: tuple[Relation, ...] = ()
    possible: tuple[str, ...] = ()


def decide(action: str, standing: Standing, held: frozenset[Relation], route: str | None = None) -> Move | Refused:
    """What comes of `action` on a need in `standing`, done by somebody in the relations `held`. `route`: of the
    triage asked for. Raises `KeyError` for an action that is not in the table."""
    if action not in ACTIONS:
        raise KeyError(action)
    rows = [row for row in TABLE if row.action == action]
    who = frozenset[Relation]().union(*(row.by for row in rows))
    if not held & who:
        code = "own_service" if who <= {SERVED, CALLER} and Relation.OWN in held else "not_your_step"
        return Refused(code, who=_in_order(who))
    for row in rows:
        if _applies(row, standing, held) and (row.route is None or row.route == route):
            unmet = row.unmet(standing)
            if unmet is not None:
                return Refused(unmet.otherwise, possible=possible(standing, held))
            to = standing.state if row.to == STAYS else row.to
            return Move(to, _in_order(held & row.by)[0])
    taken = action == "claim" and standing.provider_kind == "volunteer"
    return Refused("need_already_claimed" if taken else "impossible_in_state", possible=possible(standing, held))


def possible(standing: Standing, held: frozenset[Relation]) -> tuple[str, ...]:
    """The actions that somebody in the relations `held` may take now, in the order of the table."""
    allowed = (row.action for row in TABLE if _applies(row, standing, held) and row.unmet(standing) is None)
    return tuple(dict.fromkeys(allowed))


def _applies(row: Row, standing: Standing, held: frozenset[Relation]) -> bool:
    return (
        standing.state in row.states
        and bool(held & row.by)
        and (row.provider is None or row.provider == standing.provider_kind)
    )


def _in_order(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    return tuple(relation for relation in Relation if relation in set(relations))
