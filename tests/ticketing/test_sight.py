"""Who sees which need and how much of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chassis import Actor
from chassis.refusals import Forbidden, Invalid
from contracts import district

from tests import actors
from tests.ticketing.clocked import Clocked
from tests.ticketing.neighbourhood import Neighbourhood

DOOR = "三单元门口"


def hidden(here: Neighbourhood, need: dict, actor: Actor) -> bool:
    with pytest.raises(Forbidden) as refusal:
        here.see(need, actor)
    assert need["need_id"] not in [found["need_id"] for found in here.needs(actor, community=here.community)]
    return refusal.value.code == "not_your_need"


def test_a_volunteer_sees_what_is_offered_but_not_whose_it_is_until_it_is_his(here: Neighbourhood) -> None:
    need = here.report(here.worker, on_behalf_of="独居老人", building=here.building, place_words=DOOR)
    assert hidden(here, need, here.lin)
    here.do("triage", need, here.worker)
    for view in (here.see(need, here.lin), *here.needs(here.lin, state="offered", community=here.community)):
        assert view["description"] == need["description"]
        assert (view["kind"], view["urgency"], view["community"]) == ("convenience", "utilities", here.community)
        assert (view["on_behalf_of"], view["place_words"], view["building"], view["history"]) == (None, None, None, [])
        assert (view["mine"], view["possible"]) == (False, ["claim"])
    mine = here.do("claim", need, here.lin)
    assert (mine["on_behalf_of"], mine["place_words"], mine["building"]) == ("独居老人", DOOR, here.building)
    assert mine["mine"] is True
    assert hidden(here, need, here.mei)


def test_reporter_worker_admin_and_whistled_department_see_it_whole_and_nobody_else(here: Neighbourhood) -> None:
    need = here.report(building=here.building, place_words=DOOR)
    here.do("triage", need, here.worker, route="department")
    here.do("whistle", need, here.worker, departments=[here.water_works])
    for person in (here.zhou, here.worker, here.admin, here.water):
        view = here.see(need, person)
        assert (view["place_words"], view["building"]) == (DOOR, here.building)
        assert [step["action"] for step in view["history"]] == ["report", "triage", "whistle"]
        assert [found["need_id"] for found in here.needs(person, community=here.community)] == [need["need_id"]]
        assert here.needs(person, community=here.community)[0]["history"] == []
    for person in (here.lin, here.power, actors.actor(), actors.worker(here.elsewhere)):
        assert hidden(here, need, person)


def test_lists_are_newest_first_by_page_and_filtered(here: Neighbourhood) -> None:
    made = [here.report()["need_id"] for _ in range(5)]
    elsewhere = here.report(community=here.elsewhere)
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = here.rpc("ticketing", "needs", asked, actor=here.worker)
        seen += [need["need_id"] for need in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]
    assert [need["need_id"] for need in here.needs(here.zhou, community=here.elsewhere)] == [elsewhere["need_id"]]
    assert len(here.needs(here.admin, mine=True)) == 0
    assert len(here.needs(here.zhou, mine=True)) == 6
    here.do("decline", elsewhere, here.admin)
    assert [need["need_id"] for need in here.needs(here.admin, state="declined", community=here.elsewhere)] == [
        elsewhere["need_id"]
    ]
    with pytest.raises(Invalid) as refusal:
        here.needs(here.zhou, cursor="page two")
    assert refusal.value.fields == {"cursor": ["not_an_id"]}


@pytest.mark.parametrize(
    "words",
    ["👩🏽‍🔧🚰 漏水", "𠮷野家门口的𪚥字牌", "הדלת לא נסגרת ‏עזרה", "e\u0301 é\n\t第二行", "'; DROP TABLE needs;--"],
)
def test_peoples_words_come_back_as_they_went_in(here: Neighbourhood, words: str) -> None:
    need = here.report(description=words, place_words=words)
    here.do("decline", need, here.worker, reason=words)
    view = here.see(need, here.zhou)
    assert (view["description"], view["place_words"], view["history"][-1]["reason"]) == (words, words, words)


def test_the_longest_description_is_kept_whole(here: Neighbourhood) -> None:
    words = "𠮷" * 4000
    assert here.see(here.report(description=words), here.zhou)["description"] == words


def test_a_list_of_some_days_has_what_was_reported_from_the_first_midnight_to_the_last(clocked: Clocked) -> None:
    clocked.now = datetime(2026, 9, 29, 23, 59, 59, tzinfo=district.TIME)
    late = clocked.report()["number"]
    clocked.now += timedelta(seconds=1)
    early = clocked.report()["number"]
    for days, found in (
        ({"first_day": "2026-09-30"}, [early]),
        ({"last_day": "2026-09-29"}, [late]),
        ({"first_day": "2026-09-29", "last_day": "2026-09-30"}, [early, late]),
        ({"first_day": "2026-10-01"}, []),
    ):
        assert [need["number"] for need in clocked.needs(clocked.worker, **days)] == found
    with pytest.raises(Invalid) as refused:
        clocked.needs(clocked.worker, first_day="2026-09-30", last_day="2026-09-29")
    assert refused.value.fields == {"last_day": ["before_first"]}
