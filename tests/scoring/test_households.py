"""Ratings within a household are found in whatever order who lives there and who rated becomes known, on both
databases."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Forbidden
from chassis.transaction import new_id
from contracts.events import RecordRuled, VolunteerMerged

from tests import actors
from tests.scoring.clocked import HERE, Clocked
from tests.scoring.doubting import decided, doubts, looked_at, sums
from tests.scoring.facts import completed, household, rated, volunteer


def lives(clocked: Clocked, *volunteers: Actor, persons: tuple[Actor, ...] = (), **more: Any) -> str:
    """These live in one household; returns its id."""
    told = household(
        *(str(one.volunteer_id) for one in volunteers), persons=tuple(one.person_id for one in persons), **more
    )
    clocked.take("record_households", told)
    return told.household_id


def test_a_rating_from_the_own_household_is_set_aside_with_the_reason_and_counts_once_decided(clocked: Clocked) -> None:
    who, son, neighbour = clocked.person(), actors.actor(), actors.actor()
    lives(clocked, who, persons=(son,))
    clocked.rate(who, 3, by=neighbour)
    service = clocked.rate(who, 5, by=son)
    assert sums(clocked, who) == (2, 8)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 3)
    (told,) = clocked.told(RecordRuled)
    assert (told.record_id, told.ruling, told.counts, told.doubts) == (service, "set_aside", False, ["same_household"])
    (step,) = clocked.stars_of(who)["explanation"]["rulings"]
    assert (step["record_id"], step["doubts"]) == (service, ["same_household"])
    (doubt,) = doubts(clocked, state="open")
    assert (doubt["service_id"], doubt["doubts"], doubt["others"]) == (service, ["same_household"], [])
    assert decided(clocked, doubt, counts=True)["state"] == "let_count"
    assert sums(clocked, who) == (2, 8)


def test_an_earlier_rating_is_found_when_the_household_is_told(clocked: Clocked) -> None:
    who, daughter = clocked.person(), clocked.person()
    clocked.rate(who, 5, by=daughter)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 5)
    lives(clocked, who, daughter)
    looked_at(clocked)
    assert sums(clocked, who) == (0, 0)
    assert [one["doubts"] for one in doubts(clocked)] == [["same_household"]]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_who_is_who_and_who_lives_there_may_be_heard_in_any_order(clocked: Clocked, order: tuple[int, ...]) -> None:
    """Both are known to the household otherwise than by the rating: the volunteer as the person who signs in, the
    person as a volunteer."""
    who, mother = new_id(), new_id()
    own, hers = actors.actor(), actors.actor()
    done = completed(who, 60, clocked.now, community=HERE)
    news = [
        ("record_services", done, rated(done, 5, rated_by=hers.person_id)),
        ("know_district", volunteer(who, HERE, 2, own.person_id), volunteer(mother, HERE, 2, hers.person_id)),
        ("record_households", household(mother, persons=(own.person_id,))),
    ]
    for place in order:
        clocked.take(*news[place])
        looked_at(clocked)
    assert sums(clocked, actors.volunteer(who)) == (0, 0)
    assert [one["doubts"] for one in doubts(clocked)] == [["same_household"]]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("merged_is", ["rater", "rated"])
def test_a_merged_record_lives_where_the_standing_one_does(
    clocked: Clocked, order: tuple[int, ...], merged_is: str
) -> None:
    old, standing, other = clocked.person(), clocked.person(), clocked.person()
    assert old.volunteer_id and standing.volunteer_id and other.volunteer_id
    rater, to = (old, other) if merged_is == "rater" else (other, old)
    done = completed(str(to.volunteer_id), 60, clocked.now, community=HERE)
    by = {"rated_by": rater.person_id, "rater_volunteer": rater.volunteer_id}
    merged = VolunteerMerged(community=HERE, sequence=2, volunteer_id=old.volunteer_id, into=standing.volunteer_id)
    news = [
        ("record_services", done, rated(done, 5, **by)),
        ("merge_volunteers", merged),
        ("record_households", household(standing.volunteer_id, other.volunteer_id)),
    ]
    for place in order:
        clocked.take(*news[place])
        looked_at(clocked)
    assert [(one["service_id"], one["doubts"]) for one in doubts(clocked)] == [(done.service_id, ["same_household"])]


def test_a_rating_of_oneself_is_that_alone(clocked: Clocked) -> None:
    me, wife = clocked.person(), actors.actor()
    lives(clocked, me, persons=(wife,))
    clocked.rate(me, 5, by=me)
    looked_at(clocked)
    assert [one["doubts"] for one in doubts(clocked)] == [["own_rating"]]


def test_a_worker_who_rates_on_behalf_is_at_home_only_where_they_live(clocked: Clocked) -> None:
    who, served, husband = clocked.person(), actors.actor(), actors.worker(HERE)
    lives(clocked, who, persons=(served, husband))
    clocked.rate(who, 5, by=clocked.worker, on_behalf=True)
    looked_at(clocked)
    assert doubts(clocked) == []
    clocked.rate(who, 4, by=husband, on_behalf=True)
    looked_at(clocked)
    assert [one["doubts"] for one in doubts(clocked)] == [["same_household"]]
    assert sums(clocked, who) == (1, 5)


def test_nobody_of_the_household_decides(clocked: Clocked) -> None:
    who, son, aunt = clocked.person(), actors.actor(), actors.worker(HERE)
    lives(clocked, who, persons=(son, aunt))
    clocked.rate(who, 5, by=son)
    looked_at(clocked)
    (doubt,) = doubts(clocked)
    with pytest.raises(Forbidden) as refused:
        decided(clocked, doubt, counts=True, by=aunt)
    assert refused.value.code == "has_part"


def test_who_leaves_the_household_does_not_let_past_ratings_count_and_rates_as_others_from_then_on(
    clocked: Clocked,
) -> None:
    who, lodger = clocked.person(), actors.actor()
    home = lives(clocked, who, persons=(lodger,))
    clocked.rate(who, 5, by=lodger)
    looked_at(clocked)
    lives(clocked, who, household_id=home, sequence=2)
    looked_at(clocked)
    assert sums(clocked, who) == (0, 0)
    clocked.rate(who, 4, by=lodger)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 4)
    assert len(doubts(clocked, state="open")) == 1


def test_an_older_version_of_a_household_changes_nothing(clocked: Clocked) -> None:
    who, lodger = clocked.person(), actors.actor()
    home = lives(clocked, who, sequence=3)
    lives(clocked, who, persons=(lodger,), household_id=home, sequence=2)
    clocked.rate(who, 5, by=lodger)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 5)


def test_of_a_batch_the_newest_version_holds(clocked: Clocked) -> None:
    who, lodger = clocked.person(), actors.actor()
    home = new_id()
    own, theirs = str(who.volunteer_id), (lodger.person_id,)
    clocked.take(
        "record_households",
        household(own, persons=theirs, household_id=home, sequence=2),
        household(own, household_id=home),
    )
    clocked.rate(who, 5, by=lodger)
    looked_at(clocked)
    assert sums(clocked, who) == (0, 0)


def test_what_was_decided_before_stays_decided(clocked: Clocked) -> None:
    one, other = clocked.person(), clocked.person()
    clocked.rate(one, 5, by=other)
    clocked.rate(other, 5, by=one)
    looked_at(clocked)
    for doubt in doubts(clocked):
        decided(clocked, doubt, counts=True)
    lives(clocked, one, other)
    looked_at(clocked)
    assert sums(clocked, one) == sums(clocked, other) == (1, 5)
    assert doubts(clocked, state="open") == []
