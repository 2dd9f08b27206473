"""The table of a project's states: what leads where, what is refused, and what the refusal offers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.actor import Actor
from contracts import vocabulary
from ticketing import project_life
from ticketing.lifecycle import STAYS
from ticketing.project_life import Move, Refused, Sight, Standing, Tie, decide, possible, sight, ties

STATES = vocabulary.PROJECT_STATES
WORKER, UNIT, OFFICER, ADMIN = {Tie.WORKER}, {Tie.UNIT}, {Tie.OFFICER}, {Tie.ADMIN}
SAME = "the same state"
TO = {
    "withdraw": (WORKER, {"proposed": "withdrawn"}),
    "claim": (WORKER | OFFICER, {"proposed": "in_hand"}),
    "give_up": (WORKER | UNIT, {"in_hand": "proposed"}),
    "raise_budget": (WORKER, dict.fromkeys(("proposed", "in_hand", "finished"), SAME)),
    "plan_milestone": (WORKER | UNIT, dict.fromkeys(("proposed", "in_hand"), SAME)),
    "reach_milestone": (WORKER | UNIT, {"in_hand": SAME}),
    "spend": (WORKER | UNIT, dict.fromkeys(("in_hand", "finished"), SAME)),
    "correct_spending": (WORKER | UNIT, dict.fromkeys(("proposed", "in_hand", "finished"), SAME)),
    "report_progress": (WORKER | UNIT, {"in_hand": SAME}),
    "correct_report": (WORKER | UNIT, {"in_hand": SAME}),
    "finish": (WORKER | UNIT, {"in_hand": "finished"}),
    "send_back": (WORKER, {"finished": "in_hand"}),
    "confirm": (WORKER, {"finished": "confirmed"}),
    "award": (ADMIN, {"confirmed": SAME}),
}
"""What is agreed on."""


@pytest.mark.parametrize(("action", "state"), [(action, state) for action in TO for state in STATES])
def test_each_step_is_allowed_or_refused_as_agreed(action: str, state: str) -> None:
    who, moves = TO[action]
    for tie in Tie:
        decided = decide(action, Standing(state), frozenset({tie}))
        if tie not in who:
            assert isinstance(decided, Refused)
            assert (decided.code, set(decided.who)) == ("not_your_step", who)
        elif state in moves:
            assert decided == Move(state if moves[state] == SAME else moves[state], tie)
        else:
            taken = action == "claim" and state == "in_hand"
            code = "project_already_claimed" if taken else "impossible_in_state"
            assert decided == Refused(code, possible=possible(Standing(state), frozenset({tie})))


def test_the_table_has_the_agreed_actions_and_the_states_of_the_vocabulary() -> None:
    assert set(project_life.ACTIONS) == set(TO)
    reached = {row.to for row in project_life.TABLE} - {STAYS} | {project_life.FIRST}
    assert reached == set(STATES)
    assert {state for row in project_life.TABLE for state in row.states} <= set(STATES)


@pytest.mark.parametrize(
    ("action", "state", "by", "facts", "code"),
    [
        ("confirm", "finished", WORKER, {"own_result": True}, "own_result"),
        ("award", "confirmed", ADMIN, {"awarded": True}, "already_awarded"),
    ],
)
def test_nobody_confirms_the_own_result_and_nothing_is_awarded_twice(
    action: str, state: str, by: set[Tie], facts: dict[str, bool], code: str
) -> None:
    decided = decide(action, Standing(state, **facts), frozenset(by))
    assert isinstance(decided, Refused)
    assert decided.code == code
    assert action not in decided.possible


def test_an_action_that_is_not_in_the_table_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        decide("teleport", Standing("proposed"), frozenset(WORKER))


standings = st.builds(Standing, state=st.sampled_from(STATES), own_result=st.booleans(), awarded=st.booleans())
tie_sets = st.frozensets(st.sampled_from(list(Tie)))


@given(standings, tie_sets, st.sampled_from(project_life.ACTIONS))
def test_what_is_offered_as_possible_is_allowed_and_nothing_else_is(
    met: Standing, held: frozenset[Tie], action: str
) -> None:
    decided = decide(action, met, held)
    assert isinstance(decided, Move) == (action in possible(met, held))
    if isinstance(decided, Move):
        assert decided.by in held


@given(standings, tie_sets, tie_sets)
def test_whoever_is_more_to_a_project_may_do_no_less(
    met: Standing, fewer: frozenset[Tie], more: frozenset[Tie]
) -> None:
    assert set(possible(met, fewer)) <= set(possible(met, fewer | more))


@pytest.mark.parametrize(
    ("person", "found"),
    [
        (Actor("p", frozenset({"resident"})), set()),
        (Actor("p", frozenset({"community_worker"}), frozenset({"c"})), {"worker"}),
        (Actor("p", frozenset({"community_worker"}), frozenset({"other"})), set()),
        (Actor("p", frozenset({"district_admin"})), {"worker", "district_admin"}),
        (Actor("p", frozenset({"officer"}), organisation="water"), {"officer", "claiming_unit"}),
        (Actor("p", frozenset({"officer"}), organisation="power"), {"officer"}),
        (Actor("p", frozenset({"resident"}), organisation="water"), set()),
    ],
)
def test_what_somebody_is_to_a_project(person: Actor, found: set[str]) -> None:
    assert ties(person, "c", "water") == found
    assert Tie.UNIT not in ties(person, "c", None)


@pytest.mark.parametrize("state", STATES)
def test_words_are_seen_by_workers_and_the_unit_and_what_may_be_claimed_by_officers(state: str) -> None:
    assert sight(frozenset(WORKER), state) is sight(frozenset(UNIT | OFFICER), state) is Sight.FULL
    assert sight(frozenset(OFFICER), state) is (Sight.OFFER if state == "proposed" else Sight.PUBLIC)
    assert sight(frozenset(), state) is Sight.PUBLIC


class AnyLife(RuleBasedStateMachine):
    """Anybody tries anything, in any order, on one project."""

    def __init__(self) -> None:
        super().__init__()
        self.met = Standing("proposed")
        self.claimed = False

    @rule(action=st.sampled_from(project_life.ACTIONS), held=tie_sets, own=st.booleans())
    def anybody_tries_anything(self, action: str, held: frozenset[Tie], own: bool) -> None:
        met = Standing(self.met.state, own, self.met.awarded)
        decided = decide(action, met, held)
        if isinstance(decided, Refused):
            return
        if action in ("claim", "give_up"):
            self.claimed = action == "claim"
        if action == "confirm":
            assert not own
        self.met = Standing(decided.to, False, self.met.awarded or action == "award")

    @invariant()
    def a_unit_has_it_exactly_from_the_claim_on(self) -> None:
        assert self.claimed == (self.met.state in ("in_hand", "finished", "confirmed"))

    @invariant()
    def only_what_is_confirmed_is_awarded(self) -> None:
        assert not self.met.awarded or self.met.state == "confirmed"


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
