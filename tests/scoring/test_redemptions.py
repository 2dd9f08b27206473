"""Benefit packages from offer to counter: points, stock and code each change hands once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import district
from contracts.events import BenefitHonoured, BenefitRedeemed, BenefitReturned, PointsPosted

from tests import actors
from tests.scoring.clocked import HERE, Clocked


def test_points_buy_a_package_and_the_code_takes_it_once(clocked: Clocked) -> None:
    who, benefit = clocked.person(300), clocked.benefit(points=4, stock=5)
    redemption = clocked.redeem(who, benefit, "digest-1")
    assert (redemption["state"], redemption["points"], redemption["title"]) == ("redeemed", 4, "理发一次")
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (1, 4)
    taken = clocked.ask("honour_redemption", clocked.worker, digest="digest-1")
    assert (taken["state"], taken["redemption_id"]) == ("honoured", redemption["redemption_id"])
    clocked.now += timedelta(hours=1)
    with pytest.raises(Conflict) as again:
        clocked.ask("honour_redemption", clocked.worker, digest="digest-1")
    assert (again.value.code, again.value.about["at"]) == ("benefit_taken", taken["ended_at"])
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (1, 4)
    told = clocked.told(BenefitRedeemed, BenefitHonoured)
    assert [(type(event).__name__, event.sequence) for event in told] == [
        ("BenefitRedeemed", 1),
        ("BenefitHonoured", 2),
    ]
    assert {event.redemption_id for event in told} == {redemption["redemption_id"]}
    clocked.assert_books_are_right()


def test_nobody_is_asked_where_they_are_at_home(clocked: Clocked) -> None:
    guest, benefit = clocked.person(120, "yijiang"), clocked.benefit(points=2)
    assert clocked.redeem(guest, benefit)["community"] == HERE


def test_a_command_asked_again_spends_once(clocked: Clocked) -> None:
    who, benefit, command_id = clocked.person(600), clocked.benefit(points=2), new_id()
    asked = {"benefit_id": benefit["benefit_id"], "digest": "the same"}
    first, again = (clocked.ask("redeem_benefit", who, command_id, **asked) for _ in range(2))
    assert first == again
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (8, 4)


def test_the_oldest_points_are_spent_first_and_come_back_to_where_they_were(clocked: Clocked) -> None:
    who = clocked.person(180)
    clocked.on(2027)
    clocked.serve(who.volunteer_id, 240)
    redemption = clocked.redeem(who, clocked.benefit(points=5))
    assert clocked.left(who) == {2026: 0, 2027: 2}
    clocked.ask("cancel_redemption", who, redemption_id=redemption["redemption_id"])
    assert clocked.left(who) == {2026: 3, 2027: 4}
    assert clocked.history(who)[2:] == [
        ("spent", 2026, -3),
        ("spent", 2027, -2),
        ("returned", 2026, 3),
        ("returned", 2027, 2),
    ]
    assert [event.balance for event in clocked.told(PointsPosted)] == [3, 7, 4, 2, 5, 7]
    clocked.assert_books_are_right()


def test_a_cancelled_redemption_is_in_stock_again_and_its_code_is_good_for_nothing(clocked: Clocked) -> None:
    who, benefit = clocked.person(120), clocked.benefit(points=2, stock=1)
    redemption = clocked.redeem(who, benefit, "digest-2")
    with pytest.raises(Conflict) as sold_out:
        clocked.redeem(clocked.person(120), benefit)
    assert (sold_out.value.code, sold_out.value.about["state"]) == ("benefit_not_on_offer", "sold_out")
    clocked.ask("cancel_redemption", who, redemption_id=redemption["redemption_id"])
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (2, 1)
    (told,) = clocked.told(BenefitReturned)
    assert (told.redemption_id, told.ran_out, told.sequence) == (redemption["redemption_id"], False, 2)
    with pytest.raises(Conflict) as over:
        clocked.ask("honour_redemption", clocked.worker, digest="digest-2")
    assert (over.value.code, over.value.about["state"]) == ("redemption_over", "cancelled")
    with pytest.raises(Conflict, match="redemption_over"):
        clocked.ask("cancel_redemption", who, redemption_id=redemption["redemption_id"])
    assert clocked.redeem(who, benefit)["state"] == "redeemed"
    clocked.assert_books_are_right()


def test_what_was_taken_cannot_be_cancelled(clocked: Clocked) -> None:
    who = clocked.person(120)
    redemption = clocked.redeem(who, clocked.benefit(), "digest-3")
    clocked.ask("honour_redemption", clocked.worker, digest="digest-3")
    with pytest.raises(Conflict, match="benefit_taken"):
        clocked.ask("cancel_redemption", who, redemption_id=redemption["redemption_id"])
    assert clocked.balance(who) == 0


def test_a_code_runs_out_at_the_end_of_its_last_day_and_the_points_come_back(clocked: Clocked) -> None:
    who, benefit = clocked.person(120), clocked.benefit(days_to_take=3)
    redemption = clocked.redeem(who, benefit, "digest-4")
    assert redemption["last_day"] == "2026-06-03"
    clocked.now = datetime(2026, 6, 3, 23, 59, tzinfo=district.TIME)
    clocked.pass_by()
    assert clocked.balance(who) == 0
    clocked.now += timedelta(minutes=1)
    with pytest.raises(Conflict, match="benefit_code_ran_out"):
        clocked.ask("honour_redemption", clocked.worker, digest="digest-4")
    for _ in range(2):
        clocked.pass_by()
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (2, 5)
    (told,) = clocked.told(BenefitReturned)
    assert told.ran_out
    (shown,) = clocked.ask("redemptions", who, volunteer_id=who.volunteer_id)["items"]
    assert (shown["state"], shown["ended_at"]) == ("ran_out", "2026-06-03T16:00:00.000000Z")


def test_points_that_come_back_after_their_last_day_expire_at_once(clocked: Clocked) -> None:
    who = clocked.person(120)
    clocked.on(2027, 12, 31)
    clocked.redeem(who, clocked.benefit(days=10))
    clocked.on(2028, 1, 11)
    clocked.pass_by("run_out_redemptions")
    assert clocked.balance(who) == 0
    assert clocked.history(who)[-2:] == [("returned", 2026, 2), ("expired", 2026, -2)]
    clocked.assert_books_are_right()


def test_points_whose_last_day_is_over_are_not_spent_though_nobody_expired_them_yet(clocked: Clocked) -> None:
    who = clocked.person(120)
    clocked.on(2028)
    with pytest.raises(Conflict, match="not_enough_points"):
        clocked.redeem(who, clocked.benefit())


def test_who_has_not_enough_spends_nothing(clocked: Clocked) -> None:
    who, benefit = clocked.person(119), clocked.benefit(points=2)
    with pytest.raises(Conflict) as refused:
        clocked.redeem(who, benefit)
    assert (refused.value.code, refused.value.about) == ("not_enough_points", {"balance": 1, "price": 2})
    assert (clocked.balance(who), clocked.in_stock(benefit)) == (1, 5)
    with pytest.raises(Conflict, match="not_enough_points"):
        clocked.redeem(actors.volunteer(new_id()), benefit)


def test_each_person_has_at_most_so_many_and_what_was_cancelled_does_not_count(clocked: Clocked) -> None:
    who, benefit = clocked.person(1200), clocked.benefit(most_per_person=2)
    first = clocked.redeem(who, benefit)
    clocked.redeem(who, benefit)
    with pytest.raises(Conflict) as refused:
        clocked.redeem(who, benefit)
    assert (refused.value.code, refused.value.about["most"]) == ("benefit_had", 2)
    clocked.ask("cancel_redemption", who, redemption_id=first["redemption_id"])
    clocked.redeem(who, benefit)
    assert clocked.redeem(clocked.person(120), benefit)["state"] == "redeemed"


def test_what_is_withdrawn_or_to_come_or_over_is_not_redeemed_and_codes_stay_good(clocked: Clocked) -> None:
    who, benefit = clocked.person(600), clocked.benefit()
    later = clocked.benefit(first_day="2026-06-02")
    clocked.redeem(who, benefit, "digest-5")
    with pytest.raises(Conflict) as early:
        clocked.redeem(who, later)
    assert early.value.about["state"] == "upcoming"
    withdrawn = clocked.ask("withdraw_benefit", clocked.worker, benefit_id=benefit["benefit_id"])
    assert withdrawn["state"] == "withdrawn"
    with pytest.raises(Conflict, match="benefit_withdrawn"):
        clocked.ask("withdraw_benefit", clocked.worker, benefit_id=benefit["benefit_id"])
    with pytest.raises(Conflict, match="benefit_not_on_offer"):
        clocked.redeem(who, benefit)
    assert clocked.ask("honour_redemption", clocked.worker, digest="digest-5")["state"] == "honoured"
    clocked.on(2026, 8)
    with pytest.raises(Conflict) as late:
        clocked.redeem(who, later)
    assert late.value.about["state"] == "over"


def test_who_honours_is_the_community_or_the_organisation_named(clocked: Clocked) -> None:
    who, benefit = clocked.person(600), clocked.benefit(organisation="clinic")
    own = clocked.benefit()
    clocked.redeem(who, benefit, "digest-6")
    clocked.redeem(who, own, "digest-7")
    for stranger in (actors.officer("water"), actors.worker("yijiang")):
        with pytest.raises(Forbidden, match="not_honoured_here"):
            clocked.ask("honour_redemption", stranger, digest="digest-6")
    with pytest.raises(Forbidden, match="not_honoured_here"):
        clocked.ask("honour_redemption", actors.officer("clinic"), digest="digest-7")
    with pytest.raises(Forbidden, match="role_required"):
        clocked.ask("honour_redemption", who, digest="digest-6")
    with pytest.raises(Forbidden, match="benefit_code_unknown"):
        clocked.ask("honour_redemption", clocked.worker, digest="a guess")
    assert clocked.ask("honour_redemption", actors.officer("clinic"), digest="digest-6")["state"] == "honoured"
    assert clocked.ask("honour_redemption", actors.admin(), digest="digest-7")["state"] == "honoured"


def test_wrong_packages_are_refused_whole(clocked: Clocked) -> None:
    def refused(**changes: object) -> object:
        with pytest.raises(Invalid) as found:
            clocked.benefit(**changes)  # type: ignore[arg-type]
        return found.value.fields

    assert refused(points=0, stock=0) == {"points": ["out_of_range:1,1000000"], "stock": ["out_of_range:1,1000000"]}
    assert refused(first_day="2026-06-02", last_day="2026-06-01") == {"last_day": ["before_first"]}
    assert refused(first_day="2026-05-01", last_day="2026-05-31", organisation="nobody") == {
        "last_day": ["in_the_past"],
        "organisation": ["unknown"],
    }
    with pytest.raises(NotFound):
        clocked.ask("redeem_benefit", clocked.person(120), benefit_id=new_id(), digest="x")
    with pytest.raises(NotFound):
        clocked.ask("cancel_redemption", clocked.person(), redemption_id=new_id())


def test_wrong_people_neither_offer_nor_redeem_nor_cancel(clocked: Clocked) -> None:
    who, benefit = clocked.person(120), clocked.benefit()
    redemption = clocked.redeem(who, benefit)
    elsewhere = actors.worker("yijiang")
    with pytest.raises(Forbidden, match="not_your_community"):
        clocked.ask("withdraw_benefit", elsewhere, benefit_id=benefit["benefit_id"])
    with pytest.raises(Forbidden, match="not_your_community"):
        clocked.ask("benefit_redemptions", elsewhere, benefit_id=benefit["benefit_id"])
    with pytest.raises(Forbidden, match="role_required"):
        clocked.ask("redeem_benefit", clocked.worker, benefit_id=benefit["benefit_id"], digest="y")
    with pytest.raises(Forbidden, match="not_your_points"):
        clocked.ask("cancel_redemption", clocked.person(120), redemption_id=redemption["redemption_id"])
    with pytest.raises(Forbidden, match="not_your_points"):
        clocked.ask("redemptions", clocked.person(), volunteer_id=who.volunteer_id)
    (shown,) = clocked.ask("benefit_redemptions", clocked.worker, benefit_id=benefit["benefit_id"])["items"]
    assert (shown["volunteer_id"], "digest" in shown) == (who.volunteer_id, False)
    assert (
        clocked.ask("benefit_redemptions", clocked.worker, benefit_id=benefit["benefit_id"], state="honoured")["items"]
        == []
    )


def test_packages_are_listed_page_by_page_and_those_on_offer_apart(clocked: Clocked) -> None:
    made = [clocked.benefit(stock=1)["benefit_id"] for _ in range(3)]
    clocked.ask("withdraw_benefit", clocked.worker, benefit_id=made[1])
    anybody = actors.actor()
    first = clocked.ask("benefits", anybody, community=HERE, limit=2)
    rest = clocked.ask("benefits", anybody, community=HERE, limit=2, cursor=first["next_cursor"])
    assert [item["benefit_id"] for page in (first, rest) for item in page["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    offered = clocked.ask("benefits", anybody, community=HERE, offered=True)["items"]
    assert [item["benefit_id"] for item in offered] == [made[2], made[0]]
    with pytest.raises(Invalid):
        clocked.ask("benefits", anybody, community=HERE, cursor="nonsense")
    with pytest.raises(NotFound):
        clocked.ask("benefits", anybody, community="nowhere")
