"""Many who spend, take and cancel at the same moment, while points are earned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import Actor
from chassis.refusals import Refusal
from chassis.rpc import ServiceUnavailable
from chassis.transaction import new_id
from contracts import district
from contracts.events import BenefitHonoured, BenefitRedeemed, PointsPosted

from tests import actors
from tests.bus import Bus, eventually
from tests.scoring.facts import community, completed, volunteer

Rpc = Callable[..., dict[str, Any]]
HERE = "qinglan"


def test_stock_balance_and_codes_hold_however_many_come_at_once(running: Any, rpc: Rpc, bus: Bus) -> None:
    running("scoring")
    now = datetime.now(UTC)
    crowd = [actors.volunteer(new_id()) for _ in range(6)]
    ids = [who.volunteer_id or "" for who in crowd]
    bus.publish(community(HERE), *(volunteer(who, HERE) for who in ids))
    bus.publish(*(completed(who, 60, now, community=HERE) for who in ids for _ in range(5)))
    for who in ids:
        bus.wait_for(PointsPosted, volunteer_id=who, balance=5)
    worker = actors.worker(HERE)

    def call(method: str, asker: Actor, **request: Any) -> dict[str, Any]:
        """Ask as people do: again, under the same id, where no answer came."""
        command_id = new_id()
        for _ in range(9):
            with suppress(ServiceUnavailable):
                return rpc("scoring", method, request, actor=asker, command_id=command_id)
        return rpc("scoring", method, request, actor=asker, command_id=command_id)

    def attempt(method: str, asker: Actor, **request: Any) -> str:
        try:
            return call(method, asker, **request)["state"]
        except Refusal as refusal:
            return refusal.code

    def balance(who: Actor) -> int:
        return call("volunteer_points", who, volunteer_id=who.volunteer_id)["balance"]

    today = district.day_of(now)
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=3)).isoformat()}
    told = {"community": HERE, "title": "理发一次", "description": "凭码到小区理发室", "points": 2, **days}
    scarce = eventually(lambda: call("make_benefit", worker, **told, stock=4), what="the community to be known")
    plenty = call("make_benefit", worker, **told, stock=100)

    def redeem(wanted: tuple[Actor, dict[str, Any], str]) -> str:
        who, benefit, code = wanted
        return attempt("redeem_benefit", who, benefit_id=benefit["benefit_id"], digest=code)

    # First each tries twice for what there are four of, then four times for what the points are not enough for.
    wanted = [(who, scarce, new_id()) for who in crowd for _ in range(2)]
    with ThreadPoolExecutor(12) as people:
        outcomes = Counter(people.map(redeem, wanted))
    assert outcomes == {"redeemed": 4, "benefit_not_on_offer": 8}
    bus.publish(*(completed(who, 60, now, community=HERE) for who in ids))
    wanted = [(who, plenty, new_id()) for who in crowd for _ in range(4)]
    with ThreadPoolExecutor(12) as people:
        outcomes = Counter(people.map(redeem, wanted))
    bought = outcomes["redeemed"] + 4
    assert outcomes == {"redeemed": bought - 4, "not_enough_points": len(wanted) - bought + 4}
    eventually(lambda: sum(balance(who) for who in crowd) == 6 * len(crowd) - 2 * bought, what="the last hour's points")
    assert all(balance(who) >= 0 for who in crowd)

    # Of those who take a code and who cancels it at the same moment, exactly one does.
    taken = []
    for who in crowd:
        mine = call("redemptions", who, volunteer_id=who.volunteer_id)["items"]
        taken += [(who, item["redemption_id"]) for item in mine]
    codes = [code for who, benefit, code in wanted if benefit is plenty]
    with ThreadPoolExecutor(12) as people:
        cancelling = [people.submit(attempt, "cancel_redemption", who, redemption_id=which) for who, which in taken]
        taking = [people.submit(attempt, "honour_redemption", worker, digest=code) for code in codes * 2]
        cancelled = Counter(outcome.result() for outcome in cancelling)
        honoured = Counter(outcome.result() for outcome in taking)
    assert cancelled["cancelled"] + honoured["honoured"] == bought
    assert set(cancelled) <= {"cancelled", "benefit_taken"}
    assert set(honoured) <= {"honoured", "benefit_taken", "redemption_over", "benefit_code_unknown"}
    items = call("benefits", worker, community=HERE)["items"]
    assert sum(item["stock"] - item["remaining"] for item in items) == honoured["honoured"]
    assert sum(balance(who) for who in crowd) == 6 * len(crowd) - 2 * honoured["honoured"]
    found = call("check_points", actors.admin())
    assert (found["total"], found["unbalanced"], found["differing"]) == (0, [], [])
    bus.settle()
    assert len(bus.seen(BenefitRedeemed)) == bought
    assert len(bus.seen(BenefitHonoured)) == honoured["honoured"]
    for who in crowd:
        last = max(bus.seen(PointsPosted, volunteer_id=who.volunteer_id), key=lambda event: event.sequence)
        assert last.data.balance == balance(who)  # type: ignore[attr-defined]
