"""Whatever people do, in whatever order and time: a need is in a state of the table, its history has no gap, every
change of it is told, and what has ended has no clock that runs."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.refusals import Conflict, Invalid, Refusal
from chassis.settings import read
from chassis.transaction import new_id
from contracts import Event, district, vocabulary
from contracts.events import (
    CallOutEnded,
    NeedEscalated,
    ServiceCompleted,
    ServiceRated,
    SquadCalledOut,
    SquadSummonsRefused,
    TimeLimitPassed,
)

from tests.ticketing.clocked import Clocked
from tests.ticketing.neighbourhood import METHODS

PEOPLE = ("zhou", "worker", "admin", "lin", "mei", "hua", "water", "power")
CALLS = ("whistle", "hand_over", "ask_for_help")
ENDED = ("confirmed", "closed", "declined", "withdrawn", "merged")


HERE: list[Clocked] = []
"""The neighbourhood of all examples, each of which has a need of its own."""


@pytest.fixture(scope="module", autouse=True)
def neighbourhood() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        usual = dataclasses.replace(read(), database_url=f"sqlite:///{folder}/ticketing.sqlite3")
        HERE.append(Clocked(usual, datetime(2026, 9, 29, 9, 0, tzinfo=district.TIME)))
        yield
        HERE.pop().close()


class LifeOfANeed(RuleBasedStateMachine):
    """One need in the hands of everybody around it."""

    def __init__(self) -> None:
        super().__init__()
        self.here = HERE[-1]
        self.need = self.here.report()
        self.other = self.here.do("triage", self.here.report(), self.here.worker)

    @rule(
        person=st.sampled_from(PEOPLE),
        action=st.sampled_from(sorted(METHODS)),
        route=st.sampled_from(vocabulary.ROUTES),
        urgency=st.sampled_from(vocabulary.URGENCIES),
        volunteers=st.integers(1, 3),
    )
    def anybody_tries_anything(self, person: str, action: str, route: str, urgency: str, volunteers: int) -> None:
        asked: dict[str, Any] = {"route": route, "urgency": urgency} if action == "triage" else {}
        asked |= {"helpers_wanted": volunteers} if action in ("triage", "offer", "offer_to") else {}
        asked |= {"into": self.other["need_id"]} if action == "merge" else {}
        actor = getattr(self.here, person)
        before = self.seen()
        try:
            answer = self.here.do(action, self.need, actor, **asked)
        except Refusal:
            assert self.seen() == before
        else:
            assert answer == self.here.see(self.need, actor)
            assert len(self.seen()["history"]) > len(before["history"])

    @rule(person=st.sampled_from(PEOPLE), which=st.integers(0, 20))
    def somebody_takes_a_possible_step(self, person: str, which: int) -> None:
        actor = getattr(self.here, person)
        try:
            possible = self.here.see(self.need, actor)["possible"]
        except Refusal:
            return
        if possible:
            action = possible[which % len(possible)]
            declined = [one["whistle_id"] for one in self.seen()["whistles"] if one["state"] == "declined"]
            asked = {"whistle_id": declined[0]} if action in ("excuse", "uphold") else {}
            asked |= {"into": self.other["need_id"]} if action == "merge" else {}
            asked |= {"volunteer_id": self.idle()[0]} if action == "add_helper" else {}
            asked |= {"volunteer_id": self.seen()["helpers"][0]["volunteer_id"]} if action == "release_helper" else {}
            asked |= {"helpers_wanted": 1 + which % 3} if action in ("triage", "offer", "offer_to") else {}
            helped = [{"volunteer_id": one["volunteer_id"], "minutes": which} for one in self.seen()["helpers"]]
            asked |= {"helpers": helped} if action == "complete" else {}
            try:
                self.here.do(action, self.need, actor, **asked)
            except (Conflict, Invalid) as refused:
                if refused.code == "already_summoned":
                    assert action == "summon_squad" and self.seen()["squads"]
                    return
                # The need may go to another department, but the one that is asked here was called already.
                assert action in CALLS and (refused.code == "already_whistled" or isinstance(refused, Invalid))

    @rule(called=st.booleans(), ended=st.booleans())
    def the_squad_answers(self, called: bool, ended: bool) -> None:
        for squad in self.seen()["squads"]:
            if squad["state"] == "summoned":
                about = {name: squad[name] for name in ("summons_id", "team")} | {"need_id": self.need["need_id"]}
                call_out = {"community": self.here.community, "call_out_id": new_id(), "drill": False, **about}
                events: list[Event] = [SquadCalledOut(sequence=1, called=[], **call_out)]
                events += [CallOutEnded(sequence=2, **call_out)] if ended else []
                refused = {"community": self.here.community, "reason": "no_members", **about}
                self.here.hear_of_squads(*(events if called else [SquadSummonsRefused(sequence=1, **refused)]))

    @rule(hours=st.integers(0, 200))
    def time_passes(self, hours: int) -> None:
        self.here.wait(timedelta(hours=hours, seconds=1))

    @invariant()
    def its_history_leads_from_state_to_state_of_the_table(self) -> None:
        need = self.seen()
        at = None
        for step in need["history"]:
            assert step["from_state"] == at
            at = step["to_state"]
        assert at == need["state"] and need["state"] in vocabulary.NEED_STATES

    @invariant()
    def every_change_is_told_once(self) -> None:
        told = [one.data for one in self.here.told() if getattr(one.data, "need_id", None) == self.need["need_id"]]
        assert [event.sequence for event in told] == list(range(1, len(told) + 1))
        assert len(told) >= len(self.seen()["history"])
        whistles = [event.whistle_id for event in told if isinstance(event, NeedEscalated)]
        clocks = [(event.clock, event.round) for event in told if isinstance(event, TimeLimitPassed)]
        assert len(set(whistles)) == len(whistles) and len(set(clocks)) == len(clocks)

    @invariant()
    def what_has_ended_has_no_clock_that_runs(self) -> None:
        need = self.seen()
        running = [one for one in need["clocks"] if one["state"] == "running"]
        if need["state"] in ENDED:
            assert running == []
        else:
            assert len(running) == (0 if need["state"] in ("suspended", "completed") else 1)
        for one in need["clocks"]:
            assert [step["step"] for step in one["history"]].count("started") == 1

    @invariant()
    def whoever_helps_is_not_responsible_too_and_helps_a_volunteer(self) -> None:
        need = self.seen()
        helpers = [one["volunteer_id"] for one in need["helpers"]]
        if need["provider"] is not None:
            assert need["provider"]["id"] not in helpers
            assert not helpers or need["provider"]["kind"] == "volunteer"
        elif need["state"] != "offered":
            assert helpers == []
        assert len(set(helpers)) == len(helpers)

    @invariant()
    def everybody_who_served_a_round_has_one_service_of_his_own_that_is_rated_with_the_others(self) -> None:
        told = [one.data for one in self.here.told() if getattr(one.data, "need_id", None) == self.need["need_id"]]
        services = [event for event in told if isinstance(event, ServiceCompleted)]
        assert len({event.service_id for event in services}) == len(services)
        assert len({(event.round, event.provider) for event in services}) == len(services)
        rated = {event.service_id: event.stars for event in told if isinstance(event, ServiceRated)}
        for round_ in {event.round for event in services}:
            assert len({rated.get(event.service_id) for event in services if event.round == round_}) == 1

    @invariant()
    def what_was_merged_leads_to_the_need_that_stands_for_it(self) -> None:
        need = self.seen()
        if need["state"] == "merged":
            other = self.here.see(self.other, self.here.worker)
            assert need["merged_into"] == {name: other[name] for name in ("need_id", "number")}
            assert other["state"] != "merged"

    def idle(self) -> list[str]:
        """The volunteers who do not serve the need."""
        need = self.seen()
        busy = {(need["provider"] or {}).get("id"), *(one["volunteer_id"] for one in need["helpers"])}
        everybody = (str(one.volunteer_id) for one in (self.here.lin, self.here.mei, self.here.hua))
        return [one for one in everybody if one not in busy]

    def seen(self) -> dict[str, Any]:
        return self.here.see(self.need, self.here.admin)


LifeOfANeed.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow],
)
TestLifeOfANeed = LifeOfANeed.TestCase
