"""Appeals about single records: filed, frozen, decided, corrected, over the real calls on both databases."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import RecordAppealDecided, RecordAppealFiled, RecordRuled

from tests import actors
from tests.scoring.clocked import HERE, Clocked
from tests.scoring.facts import attended, lifted, missed

ADMIN = actors.admin()


def filed(clocked: Clocked, who: Actor, kind: str, record_id: str) -> dict[str, Any]:
    return clocked.ask("file_record_appeal", who, kind=kind, record_id=record_id, reason="我那天在场")


def decided(clocked: Clocked, appeal: dict[str, Any], by: Actor = ADMIN, allowed: bool = True, **how: Any) -> Any:
    request = {"appeal_id": appeal["appeal_id"], "allowed": allowed, "because": "查过签到表"}
    return clocked.ask("decide_record_appeal", by, **request, **how)


def code_of(refused: Any) -> str:
    code: str = refused.value.code
    return code


def no_show(clocked: Clocked, who: Actor) -> tuple[Any, str]:
    absence = missed(str(who.volunteer_id), clocked.now.date())
    clocked.take("record_records", absence)
    return absence, f"{absence.activity_id}/{who.volunteer_id}"


def test_a_no_show_that_was_none_is_corrected_with_every_step_shown(clocked: Clocked) -> None:
    who = clocked.person(60)
    _, record_id = no_show(clocked, who)
    assert clocked.stars_of(who)["no_shows"] == 1
    appeal = filed(clocked, who, "no_show", record_id)
    assert (appeal["state"], appeal["decide_by"], appeal["overdue"]) == ("open", "2026-07-01", False)
    assert appeal["before"] == {"counts": True, "minutes": None, "stars": None}
    assert clocked.stars_of(who)["no_shows"] == 1, "until it is decided it counts as it did"
    answer = decided(clocked, appeal, counts=False)
    assert (answer["state"], answer["after"]["counts"]) == ("allowed", False)
    shown = clocked.stars_of(who)
    assert shown["no_shows"] == 0
    steps = [(step["ruling"], step["counts"]) for step in shown["explanation"]["rulings"]]
    assert steps == [("under_appeal", True), ("corrected", False)]
    told = clocked.told(RecordAppealFiled, RecordRuled, RecordAppealDecided)
    assert [type(event).__name__ for event in told] == [
        "RecordAppealFiled",
        "RecordRuled",
        "RecordRuled",
        "RecordAppealDecided",
    ]
    assert told[-1].allowed and told[-1].volunteer_id == who.volunteer_id


def test_what_is_told_while_an_appeal_is_open_changes_nothing_until_it_is_dismissed(clocked: Clocked) -> None:
    who = clocked.person(60)
    absence, record_id = no_show(clocked, who)
    appeal = filed(clocked, who, "no_show", record_id)
    clocked.take("record_records", lifted(absence))
    assert clocked.stars_of(who)["no_shows"] == 1
    answer = decided(clocked, appeal, allowed=False)
    assert (answer["state"], answer["after"]["counts"]) == ("dismissed", False)
    assert clocked.stars_of(who)["no_shows"] == 0, "then the record counts as it was told last"


def test_minutes_are_corrected_and_points_follow(clocked: Clocked) -> None:
    who = clocked.person()
    visit = attended(str(who.volunteer_id), 60, at=clocked.now)
    clocked.take("record_records", visit)
    clocked.pass_by("work_out_points")
    balance = clocked.balance(who)
    appeal = filed(clocked, who, "attendance", visit.attendance_id)
    clocked.take("record_records", dataclasses.replace(visit, sequence=2, minutes=10))
    assert clocked.stars_of(who)["attended_minutes"] == 60
    decided(clocked, appeal, minutes=120)
    clocked.pass_by("work_out_points")
    assert clocked.stars_of(who)["attended_minutes"] == 120
    assert clocked.balance(who) == 2 * balance > 0
    clocked.take("record_records", dataclasses.replace(visit, sequence=3, minutes=90))
    assert clocked.stars_of(who)["attended_minutes"] == 90, "what its keeper tells later counts again"
    clocked.assert_books_are_right()


def test_a_service_is_left_out_and_appealed_against_once_while_it_stays_as_it_is(clocked: Clocked) -> None:
    who = clocked.person()
    service = clocked.rate(who, 2, by=actors.actor())
    appeal = filed(clocked, who, "service", service)
    with pytest.raises(Conflict) as refused:
        filed(clocked, who, "service", service)
    assert code_of(refused) == "under_appeal"
    decided(clocked, appeal, minutes=0, counts=False)
    assert (clocked.stars_of(who)["services"], clocked.stars_of(who)["ratings"]) == (0, 1)
    with pytest.raises(Conflict) as refused:
        filed(clocked, who, "service", service)
    assert code_of(refused) == "record_appealed_already"
    with pytest.raises(Conflict) as refused:
        decided(clocked, appeal, counts=True)
    assert code_of(refused) == "appeal_decided_already"


def test_a_rating_that_was_set_aside_is_let_count_by_an_appeal_and_nothing_else_meanwhile(clocked: Clocked) -> None:
    me = clocked.person()
    service = clocked.rate(me, 5, by=me)
    clocked.pass_by("look_at_ratings")
    appeal = filed(clocked, me, "rating", service)
    assert appeal["before"] == {"counts": False, "minutes": None, "stars": 5}
    (doubt,) = clocked.ask("rating_doubts", ADMIN, community=HERE)["items"]
    with pytest.raises(Conflict) as refused:
        clocked.ask("decide_rating_doubt", ADMIN, doubt_id=doubt["doubt_id"], counts=False, because="自评")
    assert code_of(refused) == "under_appeal"
    decided(clocked, appeal, by=clocked.worker, counts=True)
    assert clocked.stars_of(me)["ratings"] == 1
    (doubt,) = clocked.ask("rating_doubts", ADMIN, community=HERE)["items"]
    assert (doubt["state"], doubt["decided_by"]) == ("let_count", clocked.worker.person_id)


def test_a_dismissed_appeal_leaves_a_rating_set_aside(clocked: Clocked) -> None:
    me = clocked.person()
    service = clocked.rate(me, 5, by=me)
    clocked.pass_by("look_at_ratings")
    decided(clocked, filed(clocked, me, "rating", service), allowed=False)
    shown = clocked.stars_of(me)
    assert shown["ratings"] == 0
    assert [step["ruling"] for step in shown["explanation"]["rulings"]] == ["set_aside", "under_appeal", "dismissed"]
    (doubt,) = clocked.ask("rating_doubts", ADMIN, community=HERE)["items"]
    assert doubt["state"] == "stays_aside"


def test_who_appeals_rated_or_may_have_entered_the_record_does_not_decide(clocked: Clocked) -> None:
    who, rater = clocked.person(), actors.worker(HERE)
    service = clocked.rate(who, 1, by=rater, on_behalf=True)
    _, absence = no_show(clocked, who)
    about_rating, about_absence = filed(clocked, who, "rating", service), filed(clocked, who, "no_show", absence)
    appellant = actors.actor("community_worker", "district_admin", person_id=who.person_id, communities=[HERE])
    for by, appeal, code in (
        (appellant, about_rating, "has_part"),
        (actors.actor("district_admin", volunteer_id=who.volunteer_id), about_absence, "has_part"),
        (rater, about_rating, "has_part"),
        (clocked.worker, about_absence, "district_decides"),
        (actors.worker("yijiang"), about_rating, "not_your_community"),
        (who, about_rating, "role_required"),
    ):
        with pytest.raises(Forbidden) as refused:
            decided(clocked, appeal, by=by, counts=False)
        assert code_of(refused) == code
    assert decided(clocked, about_rating, by=clocked.worker, counts=False)["state"] == "allowed"
    assert decided(clocked, about_absence, counts=False)["state"] == "allowed"


def test_wrong_appeals_and_decisions_are_refused_whole(clocked: Clocked) -> None:
    who, other = clocked.person(60), clocked.person(60)
    _, absence = no_show(clocked, who)
    for by, kind, record_id, error, code in (
        (other, "no_show", absence, Forbidden, "not_your_record"),
        (actors.actor(), "no_show", absence, Forbidden, "role_required"),
        (who, "no_show", "nothing", NotFound, "not_found"),
        (who, "rating", new_id(), NotFound, "not_found"),
        (who, "mood", absence, Invalid, "invalid_fields"),
    ):
        with pytest.raises(error) as refused:
            filed(clocked, by, kind, record_id)
        assert code_of(refused) == code
    appeal = filed(clocked, who, "no_show", absence)
    for how, faults in (
        ({}, {"counts": ["required"]}),
        ({"counts": True}, {"counts": ["changes_nothing"]}),
        ({"minutes": 5}, {"minutes": ["not_of_this_record"]}),
    ):
        with pytest.raises(Invalid) as wrong:
            decided(clocked, appeal, **how)
        assert wrong.value.about["fields"] == faults
    with pytest.raises(NotFound):
        decided(clocked, {"appeal_id": new_id()}, counts=False)
    assert clocked.stars_of(who)["no_shows"] == 1


def test_everybody_sees_their_own_appeals_workers_those_of_the_community_and_which_are_overdue(
    clocked: Clocked,
) -> None:
    one, other = clocked.person(60), clocked.person(60, where="yijiang")
    for who in (one, other):
        filed(clocked, who, "no_show", no_show(clocked, who)[1])

    def seen(who: Actor) -> list[Any]:
        items = clocked.ask("record_appeals", who, state="open")["items"]
        return [(item["volunteer_id"], item["overdue"]) for item in items]

    assert seen(one) == [(one.volunteer_id, False)]
    assert seen(clocked.worker) == [(one.volunteer_id, False)]
    assert seen(actors.worker("yijiang")) == [(other.volunteer_id, False)]
    assert seen(actors.actor()) == []
    clocked.on(2026, 7, 2)
    assert seen(ADMIN) == [(other.volunteer_id, True), (one.volunteer_id, True)]
