"""Indicators over the running service: who defines, counts and reads them, and what is kept of what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id

from tests import actors
from tests.days import today
from tests.ticketing.neighbourhood import Neighbourhood

TITLE = {"zh": "正确分类率", "en": "Correct sorting"}

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(here: Neighbourhood) -> Ask:
    """Asks about the community, as its worker unless told otherwise."""

    def call(method: str, actor: Actor | None = None, **request: Any) -> dict[str, Any]:
        asked = {"community": here.community, **request}
        return here.rpc("ticketing", method, asked, actor=actor or here.worker)

    return call


@pytest.fixture
def define(ask: Ask) -> Ask:
    def define_one(indicator: str = "sorting", actor: Actor | None = None, **request: Any) -> dict[str, Any]:
        usual = {"title": TITLE, "unit": "per_mille", "target": 700}
        return ask("define_indicator", actor, indicator=indicator, **{**usual, **request})

    return define_one


@pytest.fixture
def enter(ask: Ask) -> Ask:
    def enter_one(
        numerator: int, denominator: int, day: str = "2024-03-05", actor: Actor | None = None, **request: Any
    ) -> dict[str, Any]:
        usual = {"indicator": "sorting", "counted_on": day}
        return ask("enter_count", actor, numerator=numerator, denominator=denominator, **{**usual, **request})

    return enter_one


def test_waste_sorting_rises_from_five_percent_to_its_target(
    here: Neighbourhood, ask: Ask, define: Ask, enter: Ask
) -> None:
    assert define()["latest"] is None
    define("awareness", title={"zh": "知晓率", "en": "Awareness"}, target=1000)
    define("bag-use", title={"zh": "垃圾袋使用率", "en": "Bag use"}, unit="basis_points", target=9500)
    enter(10, 200, "2024-01-10", note="刚开始")
    enter(300, 500, "2024-02-10")
    enter(150, 200, "2024-02-20")
    enter(720, 1000, "2024-03-05")
    neighbour = actors.actor(communities=[here.community])
    listed = ask("indicators", neighbour)["items"]
    assert [(one["indicator"], one["unit"], one["target"]) for one in listed] == [
        ("awareness", "per_mille", 1000),
        ("bag-use", "basis_points", 9500),
        ("sorting", "per_mille", 700),
    ]
    assert [one["latest"] for one in listed[:2]] == [None, None]
    assert listed[2]["title"] == TITLE
    latest = listed[2]["latest"]
    assert (latest["first"], latest["rate"], latest["reached"]) == ("2024-03-05", 720, True)

    found = ask("indicator_series", neighbour, indicator="sorting")
    assert [(one["first"], one["last"], one["rate"], one["reached"]) for one in found["points"]] == [
        ("2024-01-10", "2024-01-10", 50, False),
        ("2024-02-10", "2024-02-20", 642, False),
        ("2024-03-05", "2024-03-05", 720, True),
    ]
    summary = found["summary"]
    assert (summary["numerator"], summary["denominator"], summary["rate"]) == (1180, 1900, 621)
    part = ask("indicator_series", neighbour, indicator="sorting", first="2024-02-11", last="2024-03-05", by="entry")
    assert [(one["numerator"], one["entry_id"] is None) for one in part["points"]] == [(150, False), (720, False)]
    assert (part["summary"]["rate"], part["summary"]["first"]) == (725, "2024-02-20")
    empty = ask("indicator_series", neighbour, indicator="sorting", last="2023-12-31")
    assert (empty["points"], empty["summary"]) == ([], None)


def test_too_few_counted_are_not_enough(ask: Ask, define: Ask, enter: Ask) -> None:
    define(least_counted=50)
    enter(0, 49)
    latest = ask("indicators")["items"][0]["latest"]
    assert (latest["rate"], latest["reached"], latest["denominator"]) == (None, None, 49)
    enter(1, 1)
    latest = ask("indicators")["items"][0]["latest"]
    assert (latest["rate"], latest["reached"], latest["denominator"]) == (20, False, 50)


def test_a_corrected_entry_is_kept_and_counts_no_longer(here: Neighbourhood, ask: Ask, define: Ask, enter: Ask) -> None:
    define()
    wrong = enter(10, 100, note="数错了")
    right = enter(80, 100, "2024-03-06", corrects=wrong["entry_id"])
    assert (right["corrects"], right["corrected_by"], right["entered_by"]) == (
        wrong["entry_id"],
        None,
        here.worker.person_id,
    )
    latest = ask("indicators")["items"][0]["latest"]
    assert (latest["numerator"], latest["denominator"], latest["first"]) == (80, 100, "2024-03-06")
    kept = ask("indicator_entries", indicator="sorting")["items"]
    assert [(one["entry_id"], one["corrected_by"], one["note"]) for one in kept] == [
        (right["entry_id"], None, None),
        (wrong["entry_id"], right["entry_id"], "数错了"),
    ]
    with pytest.raises(Conflict) as refused:
        enter(1, 100, corrects=wrong["entry_id"])
    assert (refused.value.code, refused.value.about["entry_id"]) == ("already_corrected", right["entry_id"])
    enter(0, 0, corrects=right["entry_id"])
    assert ask("indicators")["items"][0]["latest"] is None
    assert len(ask("indicator_entries", indicator="sorting")["items"]) == 3


def test_of_two_corrections_of_one_entry_at_once_one_is_taken(ask: Ask, define: Ask, enter: Ask) -> None:
    define()
    wrong = enter(10, 100)["entry_id"]

    def correct(numerator: int) -> str:
        try:
            enter(numerator, 100, corrects=wrong)
            return "taken"
        except Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(correct, range(4)))
    assert sorted(outcomes) == ["already_corrected"] * 3 + ["taken"]
    assert len(ask("indicator_entries", indicator="sorting")["items"]) == 2


def test_one_indicator_defined_by_many_at_once_is_one(ask: Ask, define: Ask) -> None:
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda target: define(target=target), (400, 500, 600, 700)))
    (one,) = ask("indicators")["items"]
    assert one["target"] in (400, 500, 600, 700)


def test_a_new_target_holds_from_its_day_and_the_past_stays_as_it_was(ask: Ask, define: Ask, enter: Ask) -> None:
    yesterday, tomorrow = str(today() - timedelta(days=1)), str(today() + timedelta(days=1))
    define(target=700, target_from="2024-01-01")
    enter(75, 100, yesterday)
    assert define(target=850)["target"] == 850
    assert define(target=950, target_from=tomorrow)["target"] == 850
    enter(75, 100, str(today()))
    points = ask("indicator_series", indicator="sorting", by="entry")["points"]
    assert [(one["target"], one["reached"]) for one in points] == [(700, True), (850, False)]
    changed = define(target=850, title={"zh": "分类率", "en": "Sorting"}, least_counted=10)
    assert (changed["title"]["zh"], changed["least_counted"], changed["target"]) == ("分类率", 10, 850)
    for request, faults in (
        ({"target_from": yesterday}, {"target_from": ["in_the_past"]}),
        ({"unit": "basis_points"}, {"unit": ["fixed:per_mille"]}),
        ({"target": 1001}, {"target": ["out_of_range:0,1000"]}),
    ):
        with pytest.raises(Invalid) as refused:
            define(**request)
        assert refused.value.fields == faults
    assert ask("indicators")["items"][0]["target"] == 850


def test_everybody_of_the_community_reads_and_its_workers_write(
    here: Neighbourhood, ask: Ask, define: Ask, enter: Ask
) -> None:
    define()
    enter(10, 100)
    neighbour = actors.actor(communities=[here.community])
    for reader in (neighbour, here.worker, here.admin):
        assert ask("indicators", reader)["items"][0]["latest"]["rate"] == 100
        assert ask("indicator_series", reader, indicator="sorting")["points"][0]["rate"] == 100
    elsewhere = actors.worker(here.elsewhere)
    for stranger in (elsewhere, actors.actor(communities=[here.elsewhere]), here.water):
        for call, request in (("indicators", {}), ("indicator_series", {"indicator": "sorting"})):
            with pytest.raises(Forbidden) as refused:
                ask(call, stranger, **request)
            assert refused.value.code == "not_your_community"
    for person in (neighbour, elsewhere, here.water, here.lin):
        with pytest.raises(Forbidden):
            define(actor=person)
        with pytest.raises(Forbidden):
            enter(1, 100, actor=person)
        with pytest.raises(Forbidden):
            ask("indicator_entries", person, indicator="sorting")


def test_a_wrong_count_is_refused_whole(here: Neighbourhood, ask: Ask, define: Ask, enter: Ask) -> None:
    define()
    define("bag-use")
    other = enter(1, 10, indicator="bag-use")["entry_id"]
    tomorrow = str(today() + timedelta(days=1))
    for numbers, request, faults in (
        ((11, 10), {}, {"numerator": ["more_than_counted"]}),
        ((0, 0), {}, {"denominator": ["nothing_counted"]}),
        ((1, 0), {}, {"numerator": ["more_than_counted"], "denominator": ["nothing_counted"]}),
        ((1, 10), {"day": tomorrow}, {"counted_on": ["in_the_future"]}),
        ((1, 10), {"day": "March"}, {"counted_on": ["not_a_date"]}),
        ((-1, 10), {}, {"numerator": ["out_of_range:0,1000000000"]}),
        ((1, 10), {"corrects": other}, {"corrects": ["unknown"]}),
        ((1, 10), {"corrects": new_id()}, {"corrects": ["unknown"]}),
    ):
        with pytest.raises(Invalid) as refused:
            enter(*numbers, **request)
        assert refused.value.fields == faults
    assert ask("indicator_entries", indicator="sorting")["items"] == []
    for call in ("indicator_series", "indicator_entries"):
        with pytest.raises(NotFound) as missing:
            ask(call, indicator="nowhere")
        assert missing.value.about["what"] == "indicator"
    with pytest.raises(NotFound):
        enter(1, 10, indicator="nowhere")
    with pytest.raises(Invalid) as refused:
        ask("indicator_series", indicator="sorting", first="2024-02-01", last="2024-01-31")
    assert refused.value.fields == {"last": ["before_first"]}
    with pytest.raises(Invalid) as refused:
        define("x", here.admin, community="atlantis")
    assert refused.value.fields == {"community": ["unknown"]}
    with pytest.raises(Invalid) as refused:
        define(title={"zh": "只有中文"})
    assert refused.value.fields == {"title": {"en": ["required"]}}
