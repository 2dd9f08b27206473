"""Consent surveys: who is asked, who collects, what is refused, and an end that is told once and final."""

from __future__ import annotations

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import ConsentSurveyClosed, VolunteerWithdrawn

from tests import actors
from tests.bus import eventually
from tests.ticketing.door_to_door import ask, collect, day, doors, opened, said
from tests.ticketing.neighbourhood import Neighbourhood, place


def test_the_result_is_published_as_figures_and_told_once(here: Neighbourhood) -> None:
    survey = opened(here, count=6, team="survey-team", then_service_team=True)
    assert (survey["progress"]["asked"], survey["progress"]["passed"], survey["may_collect"]) == (6, False, True)
    collect(here, survey, *(said(here, number, "yes") for number in range(4)), said(here, 4, "abstain"))
    ask(here, "log_briefing", survey, day=day(-2), came=40)
    ask(here, "log_briefing", survey, came=25)
    closed = ask(here, "close_survey", survey)
    assert closed["passed"] and closed["closed_at"] and not closed["may_collect"]
    assert closed["briefings"] == [{"day": day(-2), "came": 40}, {"day": day(0), "came": 25}]
    told = here.bus.wait_for(ConsentSurveyClosed, survey_id=survey["survey_id"])
    assert told.data == ConsentSurveyClosed(
        community=here.community,
        sequence=1,
        survey_id=survey["survey_id"],
        households=6,
        yes=4,
        no=0,
        abstain=1,
        threshold_numerator=2,
        threshold_denominator=3,
        passed=True,
        team="survey-team",
        then_service_team=True,
        collectors=[here.lin.volunteer_id],
    )
    resident = actors.actor(communities=[here.community])
    read = ask(here, "survey", survey, resident)
    assert read["progress"] == {
        "asked": 6,
        "reached": 5,
        "yes": 4,
        "no": 0,
        "abstain": 1,
        "not_reached": 1,
        "share": 6666,
        "passed": True,
        "buildings": [],
    }
    [listed] = here.rpc("ticketing", "surveys", {"community": here.community}, actor=resident)["items"]
    assert (listed["survey_id"], listed["passed"]) == (survey["survey_id"], True)
    here.bus.settle()
    assert len(here.told(ConsentSurveyClosed)) == 1


def test_those_not_reached_count_against_the_threshold(here: Neighbourhood) -> None:
    survey = opened(here, count=4)
    collect(here, survey, said(here, 0, "yes"), said(here, 1, "yes"))
    closed = ask(here, "close_survey", survey)
    assert (closed["passed"], closed["progress"]["not_reached"]) == (False, 2)
    assert here.bus.wait_for(ConsentSurveyClosed, survey_id=survey["survey_id"]).data.passed is False


def test_after_closing_nothing_changes(here: Neighbourhood) -> None:
    survey = opened(here)
    collect(here, survey, said(here, 0, "no"))
    closed = ask(here, "close_survey", survey)
    for call, facts in (
        ("collect_answers", {"answers": [said(here, 0, "yes")]}),
        ("add_households", {"households": doors(here.building, 9)}),
        ("name_collectors", {"collectors": []}),
        ("log_briefing", {"came": 3}),
        ("close_survey", {}),
    ):
        with pytest.raises(Conflict) as refused:
            ask(here, call, survey, **facts)
        assert (refused.value.code, refused.value.about) == ("survey_closed", {"day": day(0)})
    assert ask(here, "survey", survey) == closed
    assert (closed["progress"]["no"], closed["progress"]["asked"]) == (1, 3)


def test_before_its_last_day_a_survey_closes_only_when_everybody_was_reached(here: Neighbourhood) -> None:
    survey = opened(here, count=2, closes_on=day(3))
    collect(here, survey, said(here, 0, "yes"))
    with pytest.raises(Conflict) as early:
        ask(here, "close_survey", survey)
    assert (early.value.code, early.value.about) == ("survey_running", {"day": day(3)})
    collect(here, survey, said(here, 1, "no"))
    assert ask(here, "close_survey", survey)["passed"] is False
    assert ask(here, "close_survey", opened(here, closes_on=day(0)))["passed"] is False


def test_before_its_first_day_nothing_is_collected(here: Neighbourhood) -> None:
    survey = opened(here, opens_on=day(1))
    with pytest.raises(Invalid) as refused:
        collect(here, survey, said(here, 0, "yes"))
    assert refused.value.fields == {"answers": {"0": {"collected_at": ["before_first"]}}}


def test_households_are_added_to_the_list_once(here: Neighbourhood) -> None:
    survey = opened(here, count=2)
    collect(here, survey, said(here, 0, "yes"), said(here, 1, "yes"))
    more = ask(here, "add_households", survey, households=doors(here.building, 5))
    assert (more["progress"]["asked"], more["progress"]["yes"], more["progress"]["passed"]) == (5, 2, False)
    assert ask(here, "add_households", survey, households=doors(here.building, 5)) == more
    with pytest.raises(Invalid) as refused:
        ask(here, "add_households", survey, households=[*doors(here.building, 1), *doors(here.building, 1)])
    assert refused.value.fields == {"households": {"1": {"door": ["repeated"]}}}


def test_collectors_are_workers_and_those_named_for_the_survey(here: Neighbourhood) -> None:
    survey = opened(here, organisations=[here.water_works])
    for collector in (here.worker, here.admin, here.lin, here.water):
        assert collect(here, survey, said(here, 0, "yes"), by=collector)["progress"]["yes"] == 1
    for stranger in (here.mei, here.power, actors.worker(here.elsewhere)):
        with pytest.raises(Forbidden) as refused:
            collect(here, survey, said(here, 0, "no"), by=stranger)
        assert refused.value.code == "not_a_collector"
    with pytest.raises(Forbidden) as role:
        collect(here, survey, said(here, 0, "no"), by=actors.actor(communities=[here.community]))
    assert role.value.code == "role_required"
    changed = ask(here, "name_collectors", survey, collectors=[here.mei.volunteer_id])
    assert (changed["collectors"], changed["organisations"]) == ([here.mei.volunteer_id], [])
    collect(here, survey, said(here, 1, "no"), by=here.mei)
    for former in (here.lin, here.water):
        with pytest.raises(Forbidden):
            collect(here, survey, said(here, 0, "no"), by=former)


def test_only_a_worker_of_the_community_keeps_a_survey(here: Neighbourhood) -> None:
    survey = opened(here)
    for person, code in (
        (here.lin, "role_required"),
        (here.water, "role_required"),
        (actors.actor(communities=[here.community]), "role_required"),
        (actors.worker(here.elsewhere), "not_your_community"),
    ):
        with pytest.raises(Forbidden) as opening:
            opened(here, person)
        assert opening.value.code == code
        for call, facts in (
            ("add_households", {"households": doors(here.building, 9)}),
            ("name_collectors", {"collectors": []}),
            ("log_briefing", {"came": 3}),
            ("close_survey", {}),
        ):
            with pytest.raises(Forbidden) as refused:
                ask(here, call, survey, person, **facts)
            assert refused.value.code == code
    with pytest.raises(NotFound):
        ask(here, "close_survey", {"survey_id": new_id()})


def test_a_survey_asks_a_compound_or_named_buildings(here: Neighbourhood) -> None:
    compound, building = here.compound()
    assert opened(here, compound=compound, households=doors(building, 2))["compound"] == compound
    # Of this building it was never told in which compound it lies.
    assert opened(here, compound=compound, households=doors(here.building, 1))["progress"]["asked"] == 1
    other, elsewhere = here.compound()
    outside = [*doors(building, 1), *doors(elsewhere, 1)]
    with pytest.raises(Invalid) as refused:
        opened(here, compound=compound, households=outside)
    assert refused.value.fields == {"households": {"1": {"building": ["wrong_compound"]}}}
    named = opened(here, buildings=[building, elsewhere], households=outside)
    assert named["buildings"] == [building, elsewhere]
    with pytest.raises(Invalid) as unnamed:
        opened(here, buildings=[elsewhere], households=outside)
    assert unnamed.value.fields == {"households": {"0": {"building": ["not_asked"]}}}
    with pytest.raises(Invalid) as both:
        opened(here, compound=other, buildings=[elsewhere], households=doors(elsewhere, 1))
    assert both.value.fields == {"compound": ["choose_one"]}


def test_wrong_input_is_refused_whole_by_field(here: Neighbourhood) -> None:
    nobody = new_id()
    for facts, fields in (
        ({"threshold": {"numerator": 3, "denominator": 2}}, {"threshold": {"numerator": ["more_than_whole"]}}),
        (
            {"threshold": {"numerator": 0, "denominator": 3}},
            {"threshold": {"numerator": ["out_of_range:1,10000"]}},
        ),
        ({"threshold": {"numerator": 0.5, "denominator": 1}}, {"threshold": {"numerator": ["not_a_number"]}}),
        ({"households": []}, {"households": ["too_few:1"]}),
        ({"households": doors(here.building, 1) * 2}, {"households": {"1": {"door": ["repeated"]}}}),
        (
            {"households": doors(here.building_elsewhere, 1)},
            {"households": {"0": {"building": ["wrong_community"]}}},
        ),
        ({"households": doors("nowhere", 1)}, {"households": {"0": {"building": ["unknown"]}}}),
        ({"compound": here.building}, {"compound": ["not_a_compound"]}),
        ({"buildings": [here.community]}, None),
        ({"opens_on": day(-1)}, {"opens_on": ["in_the_past"]}),
        ({"opens_on": day(3), "closes_on": day(2)}, {"closes_on": ["before_first"]}),
        ({"then_service_team": True}, {"team": ["required"]}),
        ({"collectors": [nobody]}, {"collectors": {"0": ["unknown"]}}),
        ({"organisations": ["nobody"]}, {"organisations": {"0": ["unknown"]}}),
    ):
        with pytest.raises(Invalid) as refused:
            opened(here, **facts)
        if fields is not None:
            assert refused.value.fields == fields
        else:
            assert refused.value.fields["buildings"] == {"0": ["not_a_building"]}
    assert here.rpc("ticketing", "surveys", {"community": here.community}, actor=here.worker)["items"] == []


def test_a_volunteer_who_withdrew_is_not_named_and_collects_no_more(here: Neighbourhood) -> None:
    mei = str(here.mei.volunteer_id)
    survey = opened(here, collectors=[mei])
    here.bus.publish(
        VolunteerWithdrawn(community=here.community, sequence=9, volunteer_id=mei),
        place(last := f"{here.community}-b{new_id()[-6:]}", "building", here.community),
    )
    eventually(lambda: here.is_known(building=last), what="knowing what was told last")
    with pytest.raises(Invalid) as refused:
        opened(here, collectors=[here.lin.volunteer_id, mei])
    assert refused.value.fields == {"collectors": {"1": ["volunteer_withdrawn"]}}
    with pytest.raises(Forbidden) as collecting:
        collect(here, survey, said(here, 0, "yes"), by=here.mei)
    assert collecting.value.code == "volunteer_withdrawn"


def test_a_briefing_is_one_that_was_held(here: Neighbourhood) -> None:
    with pytest.raises(Invalid) as refused:
        ask(here, "log_briefing", opened(here), day=day(1), came=3)
    assert refused.value.fields == {"day": ["in_the_future"]}
