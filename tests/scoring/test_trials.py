"""Trying a policy over a year: who would move and why, with no rating changed, on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.refusals import Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import StarRatingChanged
from scoring import policies, stars
from scoring.clauses import Sums

from tests.actors import actor
from tests.bus import Bus, eventually
from tests.scoring.facts import completed, volunteer

Rpc = Callable[..., dict[str, Any]]
DISTRICT = actor("district_admin")
HOURS = policies.ready()["hours"]


def trial(rpc: Rpc, **request: Any) -> dict[str, Any]:
    started = rpc("scoring", "start_star_trial", {"document": HOURS, "year": 2025} | request, actor=DISTRICT)

    def seen() -> Any:
        found = rpc("scoring", "star_trial", {"trial_id": started["trial_id"]}, actor=DISTRICT)
        return found if found["ended_at"] else None

    return eventually(seen, what="the end of the trial")


def test_a_trial_names_who_moves_and_why_and_changes_no_rating(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    chance = random.Random(20251231)
    people = {new_id(): (chance.randint(1, 9), chance.randint(60, 1440)) for _ in range(130)}
    events: list[Any] = [volunteer(who, chance.choice(("xiezhuang", "yijiang"))) for who in people]
    for who, (services, minutes) in people.items():
        events += [completed(who, minutes, datetime(2025, 6, 1, tzinfo=UTC)) for _ in range(services)]
    bus.publish(*events)
    sent = sum(services for services, _ in people.values())
    eventually(lambda: total(rpc) == sent, what="all services counted")
    now, would = policies.own().stars[0], policies.read(HOURS)
    expected = {}
    for who, (services, minutes) in people.items():
        sums = Sums(services=services, minutes=services * minutes)
        expected[who] = stars.rate(now, sums)[1], stars.rate(would, sums)[1]  # type: ignore[arg-type]
    bus.settle()
    said = len(bus.seen(StarRatingChanged))

    seen = trial(rpc)
    assert (seen["people"], seen["looked_at"], seen["policy"]) == (130, 130, "hours/1")
    counted = {(one["stars"], one["would"]): one["volunteers"] for one in seen["outcomes"]}
    assert counted == {pair: list(expected.values()).count(pair) for pair in expected.values()}
    moves = {move["volunteer_id"]: (move["stars"], move["would"]) for move in seen["moves"]}
    rest = rpc("scoring", "star_trial", {"trial_id": seen["trial_id"], "after": max(moves)}, actor=DISTRICT)["moves"]
    moves |= {move["volunteer_id"]: (move["stars"], move["would"]) for move in rest}
    assert moves == {who: pair for who, pair in expected.items() if pair[0] != pair[1]}
    first = seen["moves"][0]
    assert f"评为{first['stars']}星" in first["now"]["zh"]
    assert f"评为{first['would']}星" in first["then"]["zh"]
    bus.settle()
    assert len(bus.seen(StarRatingChanged)) == said
    assert not [event for event in bus.seen(StarRatingChanged) if event.data.policy == "hours/1"]  # type: ignore[attr-defined]


def total(rpc: Rpc) -> int:
    """Services that were done in the community, by whoever."""
    board = rpc("scoring", "star_board", {"community": "xiezhuang", "year": 2025}, actor=DISTRICT)
    return sum(item["services"] for item in board["items"])


def test_a_trial_of_a_year_without_anybody_ends_and_what_is_wrong_is_refused(running: Any, rpc: Rpc) -> None:
    running("scoring")
    seen = trial(rpc, year=2001)
    assert (seen["people"], seen["outcomes"], seen["moves"], seen["next_after"]) == (0, [], [], None)
    for request, fault in (
        ({"document": {"decides": "stars"}}, "document"),
        ({"year": 2999}, "year"),
    ):
        with pytest.raises(Invalid) as refused:
            trial(rpc, **request)
        assert list(refused.value.fields) == [fault]
    with pytest.raises(NotFound):
        trial(rpc, community="nowhere")
    with pytest.raises(NotFound):
        rpc("scoring", "star_trial", {"trial_id": new_id()}, actor=DISTRICT)
    with pytest.raises(Forbidden):
        rpc("scoring", "start_star_trial", {"document": HOURS, "year": 2025}, actor=actor("officer"))
