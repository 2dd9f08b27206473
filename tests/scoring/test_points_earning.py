"""Points follow the hours, whatever happens to these."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts import district
from contracts.events import PointsPosted
from scoring import policies
from scoring.ledger import VOLUNTEER_YEARS

from tests.scoring.clocked import HERE, Clocked
from tests.scoring.facts import completed, volunteer


def corrected(clocked: Clocked, who: Any, minutes: int, year: int = 2026) -> None:
    """The sums of a year are found to be others, as after a rebuild."""
    of_the_year = (VOLUNTEER_YEARS.c.volunteer_id == who.volunteer_id, VOLUNTEER_YEARS.c.year == year)
    clocked.change(VOLUNTEER_YEARS.update().where(*of_the_year).values(minutes=minutes))
    clocked.pass_by("compare_points", "work_out_points")


def test_services_that_come_while_points_are_worked_out_are_not_forgotten(clocked: Clocked) -> None:
    if clocked.database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing comes meanwhile")
    who = clocked.person()
    assert who.volunteer_id
    done = [completed(who.volunteer_id, 60, clocked.now, community=HERE) for _ in range(9)]
    clocked.take("record_services", done.pop())
    with clocked.database.transaction() as tx:
        tx.give_way = lambda: clocked.take("record_services", done.pop())
        clocked.service.work_out_points(tx)
    assert len(done) < 8
    clocked.pass_by("work_out_points")
    assert clocked.balance(who) == 9 - len(done)
    clocked.assert_books_are_right()


def test_a_years_minutes_are_rounded_down_once_and_never_by_the_service(clocked: Clocked) -> None:
    who = clocked.person()
    for _ in range(5):
        clocked.serve(who.volunteer_id, 50)
    assert clocked.balance(who) == 4
    assert [event.points for event in clocked.told(PointsPosted)] == [1, 1, 1, 1]
    lot = clocked.points(who)["lots"][0]
    assert (lot["year"], lot["earned"], lot["last_day"], lot["per_hour"]) == (2026, 4, "2027-12-31", 1)
    clocked.assert_books_are_right()


def test_each_posting_is_told_with_the_balance_and_in_order(clocked: Clocked) -> None:
    who = clocked.person(120)
    clocked.serve(who.volunteer_id, 180)
    corrected(clocked, who, 60)
    told = [(event.kind, event.points, event.balance, event.sequence) for event in clocked.told(PointsPosted)]
    assert told == [("earned", 2, 2, 1), ("earned", 3, 5, 2), ("reversed", -4, 1, 3)]
    assert {(event.community, event.year) for event in clocked.told(PointsPosted)} == {(HERE, 2026)}


def test_nothing_is_posted_twice_however_often_it_is_worked_out(clocked: Clocked) -> None:
    who = clocked.person(600)
    for _ in range(3):
        clocked.pass_by()
    assert clocked.history(who) == [("earned", 2026, 10)]


def test_a_year_ends_at_the_districts_midnight(clocked: Clocked) -> None:
    who = clocked.person(60, at=datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    clocked.serve(who.volunteer_id, 120, at=datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert clocked.left(who) == {2026: 1, 2027: 2}


def test_points_of_hours_that_are_no_more_are_taken_back_and_what_was_spent_of_them_is_owed(clocked: Clocked) -> None:
    who = clocked.person(300)
    clocked.redeem(who, clocked.benefit(points=4))
    corrected(clocked, who, 60)
    shown = clocked.points(who)
    assert (shown["balance"], shown["owed"]) == (-3, 3)
    clocked.on(2027)
    clocked.serve(who.volunteer_id, 240)
    assert (clocked.balance(who), clocked.left(who)) == (1, {2026: 0, 2027: 1})
    assert clocked.history(who)[-2:] == [("earned", 2027, 4), ("transferred", 2026, 3)]
    clocked.assert_books_are_right()


def test_what_is_left_of_a_year_expires_once_its_last_day_is_over(clocked: Clocked) -> None:
    who = clocked.person(300)
    clocked.redeem(who, clocked.benefit(points=2))
    clocked.now = datetime(2027, 12, 31, 23, 59, tzinfo=district.TIME)
    clocked.pass_by("expire_points")
    assert clocked.left(who) == {2026: 3}
    clocked.now = datetime(2028, 1, 1, 0, 0, tzinfo=district.TIME)
    assert clocked.left(who) == {2026: 0}
    for _ in range(2):
        clocked.pass_by("expire_points")
    assert clocked.history(who)[-1] == ("expired", 2026, -3)
    assert len(clocked.history(who)) == 3
    assert clocked.points(who)["lots"][0]["expired"] == 3
    clocked.assert_books_are_right()


def test_a_correction_after_the_last_day_takes_first_what_had_expired(clocked: Clocked) -> None:
    who = clocked.person(300)
    clocked.redeem(who, clocked.benefit(points=2))
    clocked.on(2028)
    clocked.pass_by("expire_points")
    corrected(clocked, who, 180)
    assert clocked.balance(who) == 0
    corrected(clocked, who, 60)
    assert clocked.balance(who) == -1
    corrected(clocked, who, 600)
    assert clocked.balance(who) == 0
    assert clocked.points(who)["lots"][0]["expired"] == 8
    clocked.assert_books_are_right()


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 2027 on one community gives ten points an hour that never run out."""
    own = policies.own()
    (usual,) = own.points
    ten = dataclasses.replace(
        usual, name="ten", owner=HERE, effective_from=date(2027, 1, 1), per_hour=10, last_month_and_day=None
    )
    changed = dataclasses.replace(own, points=(usual, ten))
    monkeypatch.setattr("scoring.adoption.OWN", changed)


@pytest.mark.usefixtures("two_rules")
def test_a_communitys_own_rule_holds_for_its_volunteers_from_its_day_on(clocked: Clocked) -> None:
    own, other = clocked.person(60), clocked.person(60, "yijiang")
    clocked.on(2027)
    clocked.serve(own.volunteer_id, 60)
    clocked.serve(other.volunteer_id, 60)
    assert (clocked.left(own), clocked.left(other)) == ({2026: 1, 2027: 10}, {2026: 1, 2027: 1})
    assert [lot["last_day"] for lot in clocked.points(own)["lots"]] == ["2027-12-31", None]
    clocked.on(2040)
    clocked.pass_by()
    assert (clocked.left(own), clocked.left(other)) == ({2026: 0, 2027: 10}, {2026: 0, 2027: 0})


@pytest.mark.usefixtures("two_rules")
def test_who_moves_away_keeps_the_rule_by_which_the_year_began(clocked: Clocked) -> None:
    who = clocked.person()
    assert who.volunteer_id
    clocked.on(2027)
    clocked.serve(who.volunteer_id, 60)
    clocked.knows(volunteer(who.volunteer_id, "yijiang", sequence=2))
    clocked.serve(who.volunteer_id, 60)
    clocked.pass_by()
    assert clocked.left(who) == {2027: 20}
    clocked.on(2028)
    clocked.serve(who.volunteer_id, 60)
    assert clocked.left(who) == {2027: 20, 2028: 1}


@pytest.mark.usefixtures("two_rules")
def test_who_served_before_being_known_has_points_by_the_rule_of_the_own_community_once_known(clocked: Clocked) -> None:
    who = clocked.person()
    stranger = dataclasses.replace(who, volunteer_id="01a00000-0000-7000-8000-00000000beef")
    clocked.on(2027)
    clocked.serve(stranger.volunteer_id, 60)
    assert clocked.balance(stranger) == 1
    assert stranger.volunteer_id
    clocked.knows(volunteer(stranger.volunteer_id, HERE))
    clocked.pass_by()
    assert clocked.balance(stranger) == 10
    assert clocked.told(PointsPosted)[0].community == "district"


def test_a_year_whose_sums_are_gone_is_worth_nothing(clocked: Clocked) -> None:
    who = clocked.person(600)
    clocked.change(VOLUNTEER_YEARS.delete())
    clocked.pass_by()
    assert clocked.history(who) == [("earned", 2026, 10), ("reversed", 2026, -10)]
    clocked.assert_books_are_right()
