"""Points follow a person to the record that stands for them."""

from __future__ import annotations

import pytest

from chassis.refusals import Forbidden
from contracts.events import PointsPosted

from tests.scoring.clocked import Clocked


def test_records_of_one_person_have_one_balance(clocked: Clocked) -> None:
    one, other = clocked.person(90), clocked.person(150)
    clocked.on(2027)
    clocked.serve(one.volunteer_id, 60)
    redemption = clocked.redeem(one, clocked.benefit(points=1))
    clocked.merge(one, other)
    # A half hour of each record is a whole one of the person.
    assert clocked.left(other) == {2026: 3, 2027: 1}
    assert clocked.points(one) == clocked.points(other)
    told = [(event.volunteer_id, event.kind, event.points, event.balance) for event in clocked.told(PointsPosted)][4:]
    assert told == [
        (other.volunteer_id, "transferred", 1, 3),
        (one.volunteer_id, "transferred", -1, 0),
        (other.volunteer_id, "earned", 1, 4),
    ]
    cancelled = clocked.ask("cancel_redemption", other, redemption_id=redemption["redemption_id"])
    assert cancelled["volunteer_id"] == other.volunteer_id
    assert clocked.left(other) == {2026: 4, 2027: 1}
    clocked.pass_by()
    assert clocked.left(other) == {2026: 4, 2027: 1}
    clocked.assert_books_are_right()


def test_what_comes_later_under_the_old_record_counts_for_the_person_whatever_the_order_of_merges(
    clocked: Clocked,
) -> None:
    first, second, third = (clocked.person(60) for _ in range(3))
    clocked.merge(second, third)
    clocked.merge(first, second)
    clocked.merge(first, second)
    clocked.serve(first.volunteer_id, 60)
    clocked.pass_by()
    assert [clocked.balance(who) for who in (first, second, third)] == [4, 4, 4]
    clocked.redeem(first, clocked.benefit(points=4))
    assert clocked.balance(third) == 0
    clocked.assert_books_are_right()


def test_who_was_merged_twice_over_is_still_found(clocked: Clocked) -> None:
    first, second, third = (clocked.person(60) for _ in range(3))
    clocked.merge(first, second)
    clocked.merge(second, third)
    clocked.serve(first.volunteer_id, 60)
    assert clocked.balance(first) == clocked.balance(third) == 4
    clocked.assert_books_are_right()


def test_of_who_is_erased_what_was_not_taken_is_given_back_and_the_books_stay(clocked: Clocked) -> None:
    who, benefit = clocked.person(300), clocked.benefit(points=1)
    clocked.redeem(who, benefit, "taken")
    clocked.redeem(who, benefit, "not taken")
    clocked.ask("honour_redemption", clocked.worker, digest="taken")
    clocked.erase(who)
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (4, 4)
    states = [item["state"] for item in clocked.ask("redemptions", who, volunteer_id=who.volunteer_id)["items"]]
    assert states == ["cancelled", "honoured"]
    clocked.erase(who)
    assert clocked.balance(who) == 4
    clocked.assert_books_are_right()


def test_a_worker_of_the_community_sees_a_persons_points_and_others_do_not(clocked: Clocked) -> None:
    who, other = clocked.person(60), clocked.person(60)
    assert clocked.points(who, clocked.worker)["balance"] == 1
    for call in ("volunteer_points", "points_postings", "redemptions"):
        with pytest.raises(Forbidden, match="not_your_points"):
            clocked.ask(call, other, volunteer_id=who.volunteer_id)
