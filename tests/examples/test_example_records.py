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
from contracts.requests.pairings import Pair
from contracts.requests.patrols import RegisterPatrolArea
from contracts.requests.series import NewSeries
from contracts.requests.squads import DecideProcedure
from contracts.requests.stations import CheckStation, RegisterStation
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
