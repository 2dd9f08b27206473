"""The same thing asked twice, and two people asking at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import NeedAssigned, NeedReported, ServiceRated

from tests import actors
from tests.ticketing.neighbourhood import Neighbourhood


def test_of_two_who_claim_the_same_need_at_once_exactly_one_gets_it(here: Neighbourhood) -> None:
    needs = [here.offered() for _ in range(6)]
    claims = [(need, volunteer) for need in needs for volunteer in (here.lin, here.mei)]

    def claim(attempt: tuple[dict[str, Any], Actor]) -> str:
        need, volunteer = attempt
        try:
            return here.do("claim", need, volunteer)["provider"]["id"]
        except Conflict as refusal:
            return f"{refusal.code} {refusal.about['state']} {refusal.about['possible']}"

    with ThreadPoolExecutor(len(claims)) as people:
        outcomes = list(people.map(claim, claims))
    for need, first, second in zip(needs, outcomes[::2], outcomes[1::2], strict=True):
        won, lost = sorted((first, second), key=lambda outcome: "already" in outcome)
        assert won in (here.lin.volunteer_id, here.mei.volunteer_id)
        assert lost == "need_already_claimed assigned []"
        assert here.bus.wait_for(NeedAssigned, need_id=need["need_id"]).data.provider == won
    here.bus.settle()
    assert len(here.told(NeedAssigned)) == len(needs)


def test_a_command_repeated_gives_the_first_answer_and_does_nothing(here: Neighbourhood) -> None:
    command_id = new_id()
    first = here.report(command_id=command_id)
    assert here.report(command_id=command_id) == first
    claim_id = new_id()
    need = here.do("triage", first, here.worker)
    claimed = here.do("claim", need, here.lin, command_id=claim_id)
    here.do("hand_back", need, here.lin)
    assert here.do("claim", need, here.lin, command_id=claim_id) == claimed
    assert here.see(need, here.worker)["state"] == "offered"
    here.bus.settle()
    assert len(here.told(NeedReported)) == 1
    assert len(here.told(NeedAssigned)) == 1


def test_one_command_sent_by_many_at_once_is_one_need(here: Neighbourhood) -> None:
    command_id, zhou = new_id(), actors.actor()
    with ThreadPoolExecutor(6) as tries:
        answers = list(tries.map(lambda _: here.report(zhou, command_id=command_id), range(6)))
    assert len({answer["need_id"] for answer in answers}) == 1
    assert len(here.needs(zhou)) == 1


def test_needs_reported_at_once_have_numbers_of_their_own(here: Neighbourhood) -> None:
    with ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda _: here.report(actors.actor())["number"], range(16)))
    assert len(set(numbers)) == 16


def test_a_command_id_used_for_something_else_is_refused(here: Neighbourhood) -> None:
    command_id = new_id()
    here.report(command_id=command_id)
    with pytest.raises(Conflict) as refusal:
        here.report(description="另一件事", command_id=command_id)
    assert refusal.value.code == "idempotency_key_reused"


def test_of_two_who_rate_by_the_same_link_at_once_exactly_one_does(here: Neighbourhood) -> None:
    need, digest, visitor = here.confirmed(), new_id(), actors.actor()
    asked = {"need_id": need["need_id"], "digest": digest}
    here.rpc("ticketing", "make_rating_link", asked, actor=here.worker)

    def rate(stars: int) -> int | str:
        rating = {"digest": digest, "stars": stars, "resolved": True}
        try:
            here.rpc("ticketing", "rate_by_link", rating, actor=visitor)
        except Forbidden as refusal:
            return refusal.code
        return stars

    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(rate, (2, 3, 4, 5)))
    assert outcomes.count("link_not_valid") == 3
    [stars] = [outcome for outcome in outcomes if outcome != "link_not_valid"]
    assert here.bus.wait_for(ServiceRated, need_id=need["need_id"]).data.stars == stars
    here.bus.settle()
    assert len(here.told(ServiceRated)) == 1


def test_of_two_who_merge_the_same_needs_crosswise_exactly_one_does(here: Neighbourhood) -> None:
    pairs = [(here.report(), here.report()) for _ in range(4)]
    attempts = [attempt for one, other in pairs for attempt in ((one, other), (other, one))]

    def merge(attempt: tuple[dict[str, Any], dict[str, Any]]) -> str:
        need, into = attempt
        try:
            return here.do("merge", need, here.worker, into=into["need_id"])["merged_into"]["number"]
        except Invalid as refusal:
            return str(refusal.fields)

    with ThreadPoolExecutor(len(attempts)) as workers:
        outcomes = list(workers.map(merge, attempts))
    for (one, other), first, second in zip(pairs, outcomes[::2], outcomes[1::2], strict=True):
        won = other if first == other["number"] else one
        assert {first, second} == {won["number"], "{'into': ['need_not_open']}"}
