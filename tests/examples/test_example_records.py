"""The places load: what the API would refuse is not there, and nothing points to nowhere."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

import pytest

from contracts import vocabulary
from contracts.requests.activities import RecordAttendance, ScheduleActivity
from contracts.requests.daily_roll import OpenRoll
from contracts.requests.duty import AssignBuildingDuty
from contracts.requests.hazards import AssignHazardStep, DoHazardStep, OpenHazard
from contracts.requests.indicators import DefineIndicator, EnterCount
from contracts.requests.lists import OfferResource
from contracts.requests.meetings import CallMeeting, DecideAtMeeting, FollowUpDecision, RecordMinutes
from contracts.requests.need_imports import NeedRow
from contracts.requests.pairings import Pair
from contracts.requests.patrols import RegisterPatrolArea
from contracts.requests.projects import AwardProject, FinishProject, ProposeProject, ReportProgress, Spend
from contracts.requests.series import NewSeries
from contracts.requests.squads import DecideProcedure
from contracts.requests.stations import CheckStation, RegisterStation
from contracts.requests.surveys import CollectAnswers, LogBriefing, OpenSurvey
from contracts.requests.ticketing import CompleteNeed, RateNeed, ReportNeed, TriageNeed
from contracts.requests.volunteer import (
    FormTeams,
    RegisterOrganisations,
    RegisterPlaces,
    VolunteerRow,
)

NAMES = ("xiezhuang", "mengyang", "qinglan", "boli", "yijiang")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def every(places, *keys):
    return list(chain.from_iterable(place[key] for place in places.values() for key in keys))


def communities_of(place):
    return {row["code"] for row in place["places"] if row["kind"] == "community"}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_takes_every_record(places, name):
    place = places[name]
    assert place["place"] == name
    assert RegisterPlaces().validate({"places": place["places"]}) == {}
    assert RegisterOrganisations().validate({"organisations": place["organisations"]}) == {}
    assert FormTeams().validate({"teams": place["teams"]}) == {}
    rows = [{key: value for key, value in one.items() if key != "community"} for one in place["volunteers"]]
    assert VolunteerRow(many=True).validate(rows) == {}
    if place["building_duty"]:
        duty = {"community": name, "duties": place["building_duty"]}
        assert AssignBuildingDuty().validate(duty) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_takes_every_record_of_what_is_done(places, name):
    place = places[name]
    for station in place["stations"]:
        assert RegisterStation().validate(without(station, "checks")) == {}
        checks = [{**check, "station": station["code"]} for check in station["checks"]]
        assert CheckStation(many=True).validate(checks) == {}
    for section, takes, left_out in (
        ("patrol_areas", RegisterPatrolArea, ()),
        ("procedures", DecideProcedure, ()),
        ("pairings", Pair, ()),
        ("daily_rolls", OpenRoll, ()),
        ("series", NewSeries, ("community",)),
        ("activities", ScheduleActivity, ("attended", "left_early")),
    ):
        rows = [without(row, *left_out) for row in place.get(section, [])]
        assert takes(many=True).validate(rows) == {}, section
    for activity in place.get("activities", []):
        times = {"came_at": activity["starts_at"], "left_at": activity["ends_at"]}
        rows = [{"volunteer": one, **times} for one in activity["attended"]]
        assert RecordAttendance(exclude=("activity_id",)).validate({"rows": rows}) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_takes_every_record_of_lists_projects_and_meetings(places, name):
    place = places[name]
    assert OfferResource(many=True).validate(place.get("resources", [])) == {}
    for project in place.get("projects", []):
        need = {key: project[key] for key in ("reference", "kind", "on_behalf_of")}
        assert NeedRow().validate({**need, "description": project["problem"]}) == {}
        told = ("community", "title", "problem", "place", "budget_fen", "starts_on", "ends_on")
        assert ProposeProject(exclude=("entries",)).validate({key: project[key] for key in told}) == {}
        of_project = {"exclude": ("project_id",)}
        assert Spend(many=True, **of_project).validate(project["spending"]) == {}
        assert ReportProgress(many=True, **of_project).validate(project["reports"]) == {}
        assert project["result"] is None or FinishProject(**of_project).validate(project["result"]) == {}
        assert project["award"] is None or AwardProject(**of_project).validate(project["award"]) == {}
    for meeting in place.get("joint_meetings", []):
        assert CallMeeting().validate(without(meeting, "minutes", "decisions")) == {}
        assert RecordMinutes(exclude=("meeting_id",)).validate({"words": meeting["minutes"]}) == {}
        for decision in meeting["decisions"]:
            assert DecideAtMeeting(exclude=("meeting_id",)).validate(without(decision, "follow_up")) == {}
            followed = decision["follow_up"]
            assert followed is None or FollowUpDecision(exclude=("decision_id",)).validate(followed) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_takes_every_record_of_hazards_surveys_and_indicators(places, name):
    place = places[name]
    for hazard in place.get("hazards", []):
        assert OpenHazard().validate(without(hazard, "steps")) == {}
        for step in hazard["steps"]:
            assert AssignHazardStep(exclude=("hazard_id",)).validate(without(step, "done")) == {}
            assert DoHazardStep(exclude=("hazard_id", "step")).validate(step["done"] or {}) == {}
    for survey in place.get("consent_surveys", []):
        assert OpenSurvey().validate(without(survey, "briefings", "answers", "closed")) == {}
        assert LogBriefing(many=True, exclude=("survey_id",)).validate(survey["briefings"]) == {}
        assert CollectAnswers(exclude=("survey_id",)).validate({"answers": survey["answers"]}) == {}
    for indicator in place.get("indicators", []):
        assert DefineIndicator().validate(without(indicator, "counts")) == {}
        own = {name: indicator[name] for name in ("community", "indicator")}
        assert EnterCount(many=True).validate([{**own, **count} for count in indicator["counts"]]) == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_api_takes_every_micro_wish_of_people_who_sign_in(places, name):
    place = places[name]
    people = {one["username"]: one["roles"] for one in place["accounts"]}
    of_need = {"exclude": ("need_id",)}
    for wish in place.get("micro_wishes", []):
        wished = {key: wish[key] for key in ("community", "kind", "description")}
        assert ReportNeed().validate({**wished, "micro_wish": True}) == {}
        decided = {"kind": wish["kind"], "urgency": "ordinary", "route": "volunteer", "wish_title": wish["title"]}
        assert TriageNeed(**of_need).validate(decided) == {}
        assert people[wish["reporter"]] == ["resident"]
        if wish["volunteer"]:
            assert people[wish["volunteer"]] == ["volunteer"]
            assert CompleteNeed(**of_need).validate({"minutes": wish["minutes"]}) == {}
            assert RateNeed(**of_need).validate(wish["rating"]) == {}


def without(row, *names):
    return {key: value for key, value in row.items() if key not in names}


@pytest.mark.parametrize("name", NAMES)
def test_whoever_does_something_is_a_volunteer_of_the_place_and_where_it_is_done_a_place(places, name):
    place = places[name]
    references = {one["reference"] for one in place["volunteers"]}
    buildings = {row["code"] for row in place["places"] if row["kind"] == "building"}
    organisations = {unit["code"] for unit in place["organisations"]}
    for activity in place.get("activities", []):
        assert len(set(activity["attended"])) == len(activity["attended"])
        assert set(activity["attended"]) <= references
        assert set(activity["left_early"]) <= set(activity["attended"])
    for pairing in place.get("pairings", []):
        assert {pairing["volunteer"], pairing["organisation"]} <= references | organisations | {None}
        assert pairing["building"] in buildings
    for roll in place.get("daily_rolls", []):
        assert set(roll["callers"]) <= references
        assert {person["building"] for person in roll["people"]} <= buildings
    for area in place.get("patrol_areas", []):
        assert set(area.get("buildings", [])) <= buildings
    kept = [*place.get("projects", []), *place.get("resources", [])]
    decisions = [one for meeting in place.get("joint_meetings", []) for one in meeting["decisions"]]
    assert {one["organisation"] for one in [*kept, *decisions]} <= organisations | {None}
    compounds = {row["code"] for row in place["places"] if row["kind"] == "compound"}
    assert {project["place"] for project in place.get("projects", [])} <= compounds | {None}
    teams = {team["code"] for team in place["teams"]}
    for hazard in place.get("hazards", []):
        assert hazard["building"] in buildings
        assert {step["party"] for step in hazard["steps"]} <= organisations | teams | {None}
    for survey in place.get("consent_surveys", []):
        asked = {(one["building"], one["door"]) for one in survey["households"]}
        assert {building for building, _ in asked} <= buildings
        assert {(one["building"], one["door"]) for one in survey["answers"]} <= asked
        assert survey["team"] in teams
    squads = {team["code"] for team in place["teams"] if team["kind"] == "emergency_squad"}
    assert {one["team"] for one in place.get("procedures", [])} == squads


@pytest.mark.parametrize("name", NAMES)
def test_what_a_load_finds_again_is_told_apart(places, name):
    place = places[name]
    for section, told_by in (
        ("activities", ("community", "title", "starts_at")),
        ("series", ("community", "title")),
        ("daily_rolls", ("community", "title")),
        ("pairings", ("community", "volunteer", "organisation", "building", "called", "delivery")),
        ("resources", ("community", "title")),
        ("projects", ("community", "title")),
        ("projects", ("community", "reference")),
        ("joint_meetings", ("community", "quarter")),
        ("hazards", ("community", "template", "description")),
        ("consent_surveys", ("community", "question")),
        ("indicators", ("community", "indicator")),
    ):
        rows = [tuple(row[key] for key in told_by) for row in place.get(section, [])]
        assert len(set(rows)) == len(rows), section


def test_codes_references_and_usernames_are_well_formed_and_unique_over_all_places(places):
    codes = [row["code"] for row in every(places, "places", "organisations", "teams", "stations")]
    references = [one["reference"] for one in every(places, "volunteers")]
    usernames = [one["username"] for one in every(places, "accounts")]
    for marks in (codes, references, usernames):
        assert [mark for mark, times in Counter(marks).items() if times > 1] == []
        assert [mark for mark in marks if not CODE.fullmatch(mark)] == []


def test_people_are_told_apart_and_have_fictitious_telephones(places):
    volunteers = every(places, "volunteers")
    assert len({one["name"] for one in volunteers}) == len(volunteers)
    assert len({one["phone"] for one in volunteers}) == len(volunteers)
    assert all(re.fullmatch(r"1390000\d{4}", one["phone"]) for one in volunteers)
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", one["name"]) for one in volunteers)
    own = {one["name"] for one in volunteers}
    assert not own & {one["display_name"] for one in every(places, "accounts") if one["volunteer"] is None}


@pytest.mark.parametrize("name", NAMES)
def test_parents_come_first_and_lead_up_to_one_district(places, name):
    kinds = {}
    for row in places[name]["places"]:
        if row["kind"] == "district":
            assert row["parent"] is None
        else:
            above = vocabulary.PLACE_KINDS.index(kinds[row["parent"]])
            assert above < vocabulary.PLACE_KINDS.index(row["kind"])
        kinds[row["code"]] = row["kind"]
        assert (row["community"] is None) == (row["kind"] in ("district", "subdistrict"))
    assert list(kinds.values()).count("district") == 1
    assert {row["community"] for row in places[name]["places"]} - {None} == communities_of(places[name])


@pytest.mark.parametrize("name", NAMES)
def test_everything_pointed_to_is_there(places, name):
    place = places[name]
    communities, references = communities_of(place), {one["reference"] for one in place["volunteers"]}
    organisations = {unit["code"] for unit in place["organisations"]}
    groups, skills = ({entry["code"] for entry in place[key]} for key in ("groups", "skills"))
    for unit in place["organisations"]:
        assert set(unit["paired_with"]) | {unit["community"]} <= communities | {None}
    for one in place["volunteers"]:
        assert one["community"] in communities
        assert one["home_community"] in communities | {"outside"}
        assert one["group"] in groups
        assert set(one["skills"]) <= skills
    for team in place["teams"]:
        assert team["community"] in communities
        assert set(team["members"]) <= references
        assert team["leader"] in team["members"]
    for one in place["accounts"]:
        assert set(one["communities"]) <= communities
        assert one["organisation"] in organisations | {None}
        assert one["volunteer"] in references | {None}


@pytest.mark.parametrize("name", NAMES)
def test_sign_ins_say_who_somebody_is_as_far_as_the_role_needs(places, name):
    volunteers = {one["reference"]: one for one in places[name]["volunteers"]}
    roles = Counter()
    for one in places[name]["accounts"]:
        (role,) = one["roles"]
        roles[role] += 1
        assert role in vocabulary.ROLES
        assert (one["organisation"] is not None) == (role == "officer")
        assert (one["volunteer"] is not None) == (role == "volunteer")
        assert (one["communities"] == []) == (role == "district_admin")
        if one["volunteer"]:
            assert one["display_name"] == volunteers[one["volunteer"]]["name"]
            assert one["communities"] == [volunteers[one["volunteer"]]["community"]]
    assert roles.keys() >= {"resident", "volunteer", "community_worker", "officer"}


def test_xiezhuang_can_play_a_day(places):
    place = places["xiezhuang"]
    groups = {one["reference"]: one["group"] for one in place["volunteers"]}
    roles = Counter(one["roles"][0] for one in place["accounts"])
    assert roles["resident"] >= 6 and roles["community_worker"] >= 2 and roles["district_admin"] == 1
    playing = [groups[one["volunteer"]] for one in place["accounts"] if one["volunteer"]]
    assert len(playing) >= 8 and len(set(playing)) == 4
    departments = {unit["code"] for unit in place["organisations"] if unit["kind"] == "department"}
    assert len(departments) >= 5
    assert Counter(one["organisation"] for one in place["accounts"] if one["organisation"]) == dict.fromkeys(
        departments, 1
    )
    assert all(unit["appraised"] for unit in place["organisations"] if unit["code"] in departments)
