"""Ratings that are set aside and decided about, over the real calls on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts.events import RecordRuled, VolunteerErased, VolunteerMerged

from tests import actors
from tests.scoring.clocked import HERE, Clocked
from tests.scoring.doubting import decided, doubts, looked_at, sums
from tests.scoring.facts import completed, rated, volunteer

OTHER_WORKER = actors.worker("yijiang")


def events_behind(shown: dict[str, Any]) -> int:
    lines = {line["clause"]: line["events_total"] for line in shown["explanation"]["clauses"]}
    found: int = lines["evaluation"]
    return found


def test_praise_that_came_back_is_set_aside_and_counts_again_as_if_it_never_had_been(clocked: Clocked) -> None:
    one, other = clocked.person(), clocked.person()
    clocked.rate(one, 3, by=actors.actor())
    before = clocked.stars_of(one)
    service = clocked.rate(one, 5, by=other)
    clocked.rate(other, 5, by=one)
    with_it = clocked.stars_of(one)
    looked_at(clocked)
    assert sums(clocked, one) == (1, 3) and sums(clocked, other) == (0, 0)
    aside = clocked.stars_of(one)
    assert events_behind(aside) == 1 and events_behind(with_it) == 2
    assert (aside["services"], aside["minutes"]) == (before["services"] + 1, before["minutes"] + 60)
    (step,) = aside["explanation"]["rulings"]
    assert (step["kind"], step["record_id"], step["ruling"], step["doubts"]) == (
        "rating",
        service,
        "set_aside",
        ["rating_ring"],
    )
    (doubt,) = [found for found in doubts(clocked, state="open") if found["service_id"] == service]
    assert (doubt["volunteer_id"], doubt["stars"], doubt["doubts"]) == (one.volunteer_id, 5, ["rating_ring"])
    answer = decided(clocked, doubt, counts=True)
    assert (answer["state"], answer["decided_by"], answer["because"]) == (
        "let_count",
        clocked.worker.person_id,
        "当面问过",
    )
    again = clocked.stars_of(one)
    steps = again["explanation"].pop("rulings")
    with_it["explanation"].pop("rulings")
    assert again == with_it
    assert [found["ruling"] for found in steps] == ["set_aside", "let_count"]
    told = [event for event in clocked.told(RecordRuled) if event.record_id == service]
    assert [(event.ruling, event.counts, event.sequence) for event in told] == [
        ("set_aside", False, 1),
        ("let_count", None, 2),
    ]
    clocked.rate(one, 5, by=other)
    looked_at(clocked)
    assert sums(clocked, one) == (2, 8), "what was let count stays; the new praise is set aside"


def test_a_setting_aside_that_is_upheld_stays_and_is_decided_once(clocked: Clocked) -> None:
    me = clocked.person()
    clocked.rate(me, 5, by=me)
    looked_at(clocked)
    (doubt,) = doubts(clocked)
    decided(clocked, doubt, counts=False)
    assert sums(clocked, me) == (0, 0)
    with pytest.raises(Conflict) as refused:
        decided(clocked, doubt, counts=True)
    assert refused.value.code == "doubt_decided_already"
    assert doubts(clocked, state="open") == []
    assert [found["state"] for found in doubts(clocked, state="stays_aside")] == ["stays_aside"]


def test_only_a_worker_of_the_community_without_part_in_it_or_the_district_decides(clocked: Clocked) -> None:
    one, other = clocked.person(), clocked.person()
    clocked.rate(one, 5, by=other)
    clocked.rate(other, 5, by=one)
    looked_at(clocked)
    (doubt, _) = doubts(clocked)
    for_community = {"communities": (HERE,)}
    refused = {
        "not_your_community": [OTHER_WORKER],
        "has_part": [
            actors.actor("community_worker", volunteer_id=one.volunteer_id, **for_community),
            actors.actor("community_worker", person_id=other.person_id, **for_community),
            actors.actor("district_admin", volunteer_id=other.volunteer_id),
        ],
        "role_required": [one, actors.officer("clinic")],
    }
    for code, people in refused.items():
        for who in people:
            with pytest.raises(Forbidden) as found:
                decided(clocked, doubt, counts=True, by=who)
            assert found.value.code == code
    with pytest.raises(Forbidden):
        clocked.ask("rating_doubts", OTHER_WORKER, community=HERE)
    with pytest.raises(NotFound):
        decided(clocked, {"doubt_id": new_id()}, counts=True)
    assert decided(clocked, doubt, counts=True, by=actors.admin())["state"] == "let_count"


def test_ratings_by_link_are_never_looked_at(clocked: Clocked) -> None:
    who = clocked.person()
    done = [completed(str(who.volunteer_id), 60, clocked.now, community=HERE) for _ in range(45)]
    clocked.take("record_services", *done, *(rated(one, 5) for one in done))
    looked_at(clocked)
    assert sums(clocked, who) == (45, 225)
    assert doubts(clocked) == []


def test_of_many_by_one_person_the_first_twenty_count(clocked: Clocked) -> None:
    who, fan = clocked.person(), new_id()
    done = [completed(str(who.volunteer_id), 60, clocked.now, community=HERE) for _ in range(20)]
    clocked.take("record_services", *done, *(rated(one, 5, rated_by=fan) for one in done))
    for _ in range(2):
        clocked.now += timedelta(hours=1)
        clocked.rate(who, 5, rated_by=fan)
    looked_at(clocked)
    assert sums(clocked, who) == (20, 100)
    assert [found["doubts"] for found in doubts(clocked)] == [["many_by_one"], ["many_by_one"]]
    page = clocked.ask("rating_doubts", clocked.worker, community=HERE, limit=1)
    following = clocked.ask("rating_doubts", clocked.worker, community=HERE, limit=1, cursor=page["next_cursor"])
    assert following["next_cursor"] is None
    assert [one["service_id"] for one in (*page["items"], *following["items"])] == [
        one["service_id"] for one in doubts(clocked)
    ]


def test_who_a_rater_is_may_be_heard_later(clocked: Clocked) -> None:
    who = clocked.person()
    person = actors.actor()
    clocked.rate(who, 5, by=person)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 5)
    clocked.knows(volunteer(str(who.volunteer_id), HERE, 2, person.person_id))
    looked_at(clocked)
    assert sums(clocked, who) == (0, 0)


def test_two_records_of_one_person_that_praised_each_other_are_found_when_merged(clocked: Clocked) -> None:
    one, other = clocked.person(), clocked.person()
    clocked.rate(one, 5, by=other)
    looked_at(clocked)
    assert sums(clocked, one) == (1, 5)
    assert one.volunteer_id and other.volunteer_id
    merged = VolunteerMerged(community=HERE, sequence=2, volunteer_id=other.volunteer_id, into=one.volunteer_id)
    clocked.take("merge_volunteers", merged)
    looked_at(clocked)
    assert sums(clocked, one) == (0, 0)
    (doubt,) = doubts(clocked)
    assert doubt["doubts"] == ["own_rating"]


def test_what_was_set_aside_stays_so_when_its_volunteer_is_merged(clocked: Clocked) -> None:
    old, into = clocked.person(), clocked.person()
    clocked.rate(old, 5, by=old)
    clocked.rate(old, 4, by=actors.actor())
    looked_at(clocked)
    assert old.volunteer_id and into.volunteer_id
    merged = VolunteerMerged(community=HERE, sequence=2, volunteer_id=old.volunteer_id, into=into.volunteer_id)
    clocked.take("merge_volunteers", merged)
    assert sums(clocked, into) == (1, 4)
    assert [step["ruling"] for step in clocked.stars_of(into)["explanation"]["rulings"]] == ["set_aside"]


def test_of_an_erased_volunteer_nobody_is_known_even_from_news_that_come_late(clocked: Clocked) -> None:
    who, person = clocked.person(), actors.actor()
    assert who.volunteer_id
    clocked.knows(VolunteerErased(community=HERE, sequence=3, volunteer_id=who.volunteer_id))
    clocked.knows(volunteer(who.volunteer_id, HERE, 2, person.person_id))
    clocked.rate(who, 5, by=person)
    looked_at(clocked)
    assert sums(clocked, who) == (1, 5)


def test_a_past_day_is_shown_as_it_was_known_before_the_setting_aside(clocked: Clocked) -> None:
    me = clocked.person()
    clocked.rate(me, 5, by=me)
    clocked.on(2026, 6, 3)
    looked_at(clocked)
    then = clocked.ask("star_rating", me, volunteer_id=me.volunteer_id, year=2026, as_of="2026-06-02")
    assert (then["ratings"], then["explanation"]["rulings"]) == (1, [])
    since = clocked.ask("star_rating", me, volunteer_id=me.volunteer_id, year=2026, as_of="2026-06-03")
    assert (since["ratings"], len(since["explanation"]["rulings"])) == (0, 1)
