"""The table of states: what leads where, what is refused and what the refusal offers, whatever is tried."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts import vocabulary
from ticketing import lifecycle
from ticketing.lifecycle import Move, Refused, Standing, decide, possible
from ticketing.relations import Relation

STATES = vocabulary.NEED_STATES
ROUTE = {"volunteer": "offered", "department": "triaged"}

REPORTER, WORKER, PROVIDER = {Relation.REPORTER}, {Relation.WORKER}, {Relation.PROVIDER}
OFFICER, VOLUNTEER, SERVED = {Relation.OFFICER}, {Relation.VOLUNTEER}, {Relation.SERVED}
CALLER, HELPER = {Relation.CALLER}, {Relation.HELPER}

SAME = "the same state"
CONTESTABLE = dict.fromkeys(
    ("triaged", "offered", "whistled", "assigned", "suspended", "completed", "confirmed", "closed"), SAME
)
TO = {
    "triage": (WORKER, {"reported": "offered", "triaged": "offered", "offered": "offered"}),
    "decline": (WORKER, dict.fromkeys(("reported", "triaged", "offered", "whistled"), "declined")),
    "merge": (WORKER, dict.fromkeys(("reported", "triaged", "offered", "whistled"), "merged")),
    "withdraw": (REPORTER, dict.fromkeys(("reported", "triaged", "offered"), "withdrawn")),
    "offer": (WORKER, {"triaged": "offered", "whistled": "offered", "offered": SAME}),
    "offer_to": (WORKER, dict.fromkeys(("triaged", "offered", "whistled"), "offered")),
    "claim": (VOLUNTEER, {"offered": "assigned"}),
    "assign": (WORKER, {"triaged": "assigned", "offered": "assigned", "whistled": "assigned"}),
    "decline_assignment": (PROVIDER, {"assigned": "offered"}),
    "join_in": (VOLUNTEER, {"assigned": SAME, "suspended": SAME}),
    "add_helper": (WORKER, {"assigned": SAME, "suspended": SAME}),
    "release_helper": (WORKER, dict.fromkeys(("offered", "assigned", "suspended"), SAME)),
    "step_out": (HELPER, dict.fromkeys(("offered", "assigned", "suspended"), SAME)),
    "tell_minutes": (HELPER, {"assigned": SAME, "suspended": SAME}),
    "summon_squad": (
        WORKER,
        dict.fromkeys(("reported", "triaged", "offered", "whistled", "assigned", "suspended"), SAME),
    ),
    "hand_back": (PROVIDER | WORKER, {"assigned": "offered"}),
    "whistle": (WORKER, {"triaged": "whistled", "offered": "whistled", "whistled": "whistled"}),
    "report_in": (
        OFFICER,
        {"whistled": "assigned"}
        | dict.fromkeys(("triaged", "offered", "assigned", "suspended", "completed", "confirmed", "closed"), SAME),
    ),
    "decline_whistle": (
        OFFICER,
        dict.fromkeys(("triaged", "offered", "whistled", "assigned", "suspended"), SAME),
    ),
    "excuse": (WORKER, CONTESTABLE),
    "uphold": (WORKER, CONTESTABLE),
    "hand_over": (PROVIDER, {}),
    "ask_for_help": (PROVIDER, {}),
    "call_back": (CALLER, dict.fromkeys(("completed", "confirmed", "closed"), SAME)),
    "make_rating_link": (CALLER, {"confirmed": SAME, "closed": SAME}),
    "suspend": (WORKER, {"triaged": "suspended", "assigned": "suspended"}),
    "resume": (WORKER | PROVIDER, {"suspended": "assigned"}),
    "raise": (
        WORKER,
        dict.fromkeys(("reported", "triaged", "offered", "whistled", "assigned", "suspended"), SAME),
    ),
    "complete": (PROVIDER, {"assigned": "completed"}),
    "confirm": (SERVED, {"completed": "confirmed"}),
    "dispute": (SERVED, {"completed": "assigned"}),
    "rate": (SERVED, {"confirmed": SAME, "closed": SAME}),
    "close": (WORKER | REPORTER, {"confirmed": "closed"}),
    "reopen": (WORKER | REPORTER, {"confirmed": "triaged", "closed": "triaged"}),
}
"""What the community agreed on, for a need served by a volunteer; a department differs where a test says so."""

EVERY_CASE = [(action, state) for action in TO for state in STATES]


def standing(state: str, provider_kind: str | None = "volunteer") -> Standing:
    holds = dict.fromkeys(("summoned", "owing", "contested", "named", "unaccepted", "room", "helped", "urgent"), True)
    return Standing(state, provider_kind, **holds)


@pytest.mark.parametrize("action, state", EVERY_CASE)
def test_each_step_is_allowed_or_refused_as_agreed(action: str, state: str) -> None:
    who, moves = TO[action]
    for relation in Relation:
        decided = decide(action, standing(state), frozenset({relation}), route="volunteer")
        if relation not in who:
            own = who in (SERVED, CALLER) and relation is Relation.OWN
            assert isinstance(decided, Refused)
            assert (decided.code, set(decided.who)) == ("own_service" if own else "not_your_step", who)
        elif state in moves:
            assert decided == Move(state if moves[state] == SAME else moves[state], relation)
        else:
            code = "need_already_claimed" if action == "claim" else "impossible_in_state"
            assert decided == Refused(code, possible=possible(standing(state), frozenset({relation})))


def test_what_is_possible_is_what_the_agreed_moves_say() -> None:
    for state in STATES:
        for relation in Relation:
            agreed = {action for action, (who, moves) in TO.items() if relation in who and state in moves}
            assert set(possible(standing(state), frozenset({relation}))) == agreed


def test_the_table_has_the_agreed_actions_and_the_states_of_the_vocabulary() -> None:
    assert set(lifecycle.ACTIONS) == set(TO)
    reached = {row.to for row in lifecycle.TABLE} - {lifecycle.STAYS} | {lifecycle.FIRST}
    assert reached == set(STATES)
    assert {state for row in lifecycle.TABLE for state in row.states} <= set(STATES)


@pytest.mark.parametrize("state", ["reported", "triaged", "offered"])
def test_triage_by_route(state: str) -> None:
    for route, to in ROUTE.items():
        decided = decide("triage", standing(state, None), frozenset(WORKER), route=route)
        assert decided == Move(to, Relation.WORKER)


def test_what_a_department_hands_back_is_triaged_anew_and_more_departments_may_be_whistled() -> None:
    served = standing("assigned", "department")
    assert decide("hand_back", served, frozenset(PROVIDER)) == Move("triaged", Relation.PROVIDER)
    assert decide("whistle", served, frozenset(WORKER)) == Move("assigned", Relation.WORKER)
    assert "whistle" in possible(served, frozenset(WORKER))
    for action in ("hand_over", "ask_for_help"):
        assert decide(action, served, frozenset(PROVIDER)) == Move("assigned", Relation.PROVIDER)


def test_what_waited_before_anybody_served_it_goes_on_as_it_was() -> None:
    for kind, to in ((None, "triaged"), ("volunteer", "assigned"), ("department", "assigned")):
        assert decide("resume", standing("suspended", kind), frozenset(WORKER)) == Move(to, Relation.WORKER)


def test_a_claim_of_what_a_department_serves_is_impossible_rather_than_taken() -> None:
    decided = decide("claim", standing("assigned", "department"), frozenset(VOLUNTEER))
    assert isinstance(decided, Refused)
    assert decided.code == "impossible_in_state"


@pytest.mark.parametrize(
    "action, state, by, facts, code",
    [
        ("offer", "offered", WORKER, {"named": False}, "offered_to_all"),
        ("decline_assignment", "assigned", PROVIDER, {"unaccepted": False}, "accepted_already"),
        ("join_in", "assigned", VOLUNTEER, {"room": True, "serving": True}, "already_serving"),
        ("join_in", "assigned", VOLUNTEER, {"room": False}, "helpers_full"),
        ("add_helper", "suspended", WORKER, {"room": False}, "helpers_full"),
        ("release_helper", "assigned", WORKER, {"helped": False}, "nobody_helps"),
        ("summon_squad", "reported", WORKER, {"urgent": False}, "not_urgent"),
        ("report_in", "whistled", OFFICER, {"summoned": False}, "already_reported_in"),
        ("report_in", "closed", OFFICER, {"summoned": False}, "already_reported_in"),
        ("decline_whistle", "whistled", OFFICER, {"summoned": True}, "nothing_to_decline"),
        ("excuse", "whistled", WORKER, {"contested": False}, "no_whistle_declined"),
        ("uphold", "assigned", WORKER, {"contested": False}, "no_whistle_declined"),
        ("raise", "reported", WORKER, {"raisable": False}, "already_with_the_district"),
        ("call_back", "closed", CALLER, {"called_back": True}, "already_called_back"),
        ("rate", "confirmed", SERVED, {"rated": True}, "already_rated"),
        ("rate", "closed", SERVED, {"rated": True}, "already_rated"),
        ("reopen", "closed", REPORTER, {"reopenable": False}, "reopening_window_over"),
        ("reopen", "confirmed", WORKER, {"reopenable": False}, "reopening_window_over"),
    ],
)
def test_once_only_and_in_time_only(action: str, state: str, by: set[Relation], facts: dict, code: str) -> None:
    decided = decide(action, Standing(state, "volunteer", **facts), frozenset(by))
    assert isinstance(decided, Refused)
    assert decided.code == code
    assert action not in decided.possible
    assert action not in possible(Standing(state, "volunteer", **facts), frozenset(by))


def test_nobody_confirms_disputes_or_rates_his_own_service_even_as_reporter_or_worker() -> None:
    held = frozenset({Relation.REPORTER, Relation.WORKER, Relation.PROVIDER, Relation.OWN})
    for action, state in (
        ("confirm", "completed"),
        ("dispute", "completed"),
        ("rate", "confirmed"),
        ("call_back", "closed"),
    ):
        decided = decide(action, standing(state), held)
        assert isinstance(decided, Refused)
        assert decided.code == "own_service"


def test_an_action_that_is_not_in_the_table_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        decide("teleport", standing("reported"), frozenset(WORKER))


standings = st.builds(
    Standing,
    state=st.sampled_from(STATES),
    provider_kind=st.sampled_from((None, *vocabulary.PROVIDER_KINDS)),
    summoned=st.booleans(),
    owing=st.booleans(),
    contested=st.booleans(),
    rated=st.booleans(),
    called_back=st.booleans(),
    reopenable=st.booleans(),
    raisable=st.booleans(),
    named=st.booleans(),
    unaccepted=st.booleans(),
    serving=st.booleans(),
    room=st.booleans(),
    urgent=st.booleans(),
)
relation_sets = st.frozensets(st.sampled_from(list(Relation)))


@given(standings, relation_sets, st.sampled_from(lifecycle.ACTIONS), st.sampled_from(vocabulary.ROUTES))
def test_what_is_offered_as_possible_is_allowed_and_nothing_else_is(
    met: Standing, held: frozenset[Relation], action: str, route: str
) -> None:
    decided = decide(action, met, held, route)
    assert isinstance(decided, Move) == (action in possible(met, held))
    if isinstance(decided, Move):
        assert decided.by in held
        assert decided.to in STATES


@given(standings, relation_sets, relation_sets)
def test_whoever_stands_in_more_relations_may_do_no_less(
    met: Standing, fewer: frozenset[Relation], more: frozenset[Relation]
) -> None:
    assert set(possible(met, fewer)) <= set(possible(met, fewer | more))


class AnyLife(RuleBasedStateMachine):
    """Anybody tries anything, in any order, on one need."""

    def __init__(self) -> None:
        super().__init__()
        self.met = Standing("reported")

    @rule(action=st.sampled_from(lifecycle.ACTIONS), held=relation_sets, route=st.sampled_from(vocabulary.ROUTES))
    def anybody_tries_anything(self, action: str, held: frozenset[Relation], route: str) -> None:
        self._try(action, held, route)

    @precondition(lambda self: self.met.state not in lifecycle.LAPSED)
    @rule(data=st.data(), route=st.sampled_from(vocabulary.ROUTES))
    def somebody_does_something_possible(self, data: st.DataObject, route: str) -> None:
        everybody = frozenset(Relation)
        self._try(data.draw(st.sampled_from(possible(self.met, everybody) or lifecycle.ACTIONS)), everybody, route)

    def _try(self, action: str, held: frozenset[Relation], route: str) -> None:
        decided = decide(action, self.met, held, route)
        if isinstance(decided, Refused):
            return
        before, kind = self.met.state, self.met.provider_kind
        if action in ("claim", "assign"):
            kind = "volunteer"
        if before == "whistled" and action == "report_in":
            kind = "department"
        if decided.to in ("offered", "triaged", "whistled"):
            kind = None
        self.met = Standing(
            decided.to,
            kind,
            summoned=action == "whistle" or (self.met.summoned and action != "report_in"),
            unaccepted=action == "assign",
            room=True,
            urgent=True,
            rated=action == "rate" or (self.met.rated and action != "reopen"),
        )

    @invariant()
    def the_state_is_one_of_the_table(self) -> None:
        assert self.met.state in STATES

    @invariant()
    def somebody_serves_exactly_from_assignment_on(self) -> None:
        serving = self.met.state in ("assigned", "completed", "confirmed", "closed")
        assert (self.met.provider_kind is not None) == serving or self.met.state == "suspended"

    @invariant()
    def only_what_was_served_is_rated(self) -> None:
        assert not self.met.rated or self.met.state in ("confirmed", "closed")

    @invariant()
    def no_life_is_a_dead_end_before_its_end(self) -> None:
        ended = self.met.state in lifecycle.LAPSED
        assert bool(possible(self.met, frozenset(Relation))) != ended


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
