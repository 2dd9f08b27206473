"""The records and figures of the five places are those of the published reports.

The numbers are written out here once more, independently of the tables that the files are made from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest

from volunteer import hours

REPORTED = {
    "xiezhuang": {
        "compounds": 4,
        "buildings": 139,
        "households": 7218,
        "residents": 17230,
        "party_members": 956,
        "volunteers": 98,
        "volunteers_party_members": 54,
        "volunteers_residents": 44,
        "group_social_governance": 32,
        "group_convenience": 16,
        "group_liveable_city": 24,
        "group_culture_recreation": 26,
        "duty_buildings_least": 3,
        "duty_buildings_most": 5,
        "stations": 4,
        "general_stations": 1,
        "station_haves": 6,
        "five_star_2022": 12,
        "four_star_2022": 24,
        "trainings": 5,
        "themed_activities": 16,
        "free_clinics": 6,
        "film_showings": 4,
    },
    "mengyang": {
        "urban_communities": 4,
        "paired_departments": 34,
        "appraised_departments": 49,
        "appraisal_aspects": 8,
        "micro_projects": 49,
        "micro_project_funds": 1541000,
        "problems_solved": 132,
        "person_times_served": 10000,
        "rebuilt_estate_households": 34,
        "rebuilt_estate_funds": 100000,
        "children_station_since": 2020,
        "children_station_funds": 360000,
        "children_station_activities": 584,
        "children_station_attendances": 8475,
    },
    "qinglan": {
        "buildings": 9,
        "households": 858,
        "residents": 2000,
        "households_of_community": 96,
        "households_of_community_percent": 12,
        "party_branch_members": 15,
        "new_volunteers": 20,
        "micro_wishes_met": 20,
        "service_circle": 5,
    },
    "boli": {"industry_teams": 6, "kinds_of_service": 8, "deliveries": 6, "actions": 4},
    "yijiang": {
        "volunteers": 500,
        "person_times": 2196,
        "hours": 8975,
        "talent_pool": 378,
        "square_event_day": 5,
        "square_event_since": 2013,
        "waste_sorting_volunteers": 72,
        "waste_sorting_visits_per_quarter": 1,
        "waste_sorting_stalls_per_month": 2,
        "waste_sorting_lectures_per_week": 1,
        "waste_sorting_supervisions_per_day": 2,
        "waste_sorting_classes": 70,
        "waste_sorting_trained": 1800,
        "waste_sorting_awareness_percent": 100,
        "waste_sorting_bag_use_percent": 95,
        "waste_sorting_correct_percent": 70,
        "waste_sorting_support_at_start_percent": 5,
        "home_isolation": 100,
        "survey_households_visited": 200,
        "survey_briefings": 3,
        "survey_signed_percent": 85,
    },
}

NOT_EXACT = {
    "mengyang": {"person_times_served": "over", "rebuilt_estate_funds": "over"},
    "qinglan": {
        "residents": "over",
        "households_of_community_percent": "under",
        "new_volunteers": "over",
        "micro_wishes_met": "over",
    },
    "yijiang": {
        "volunteers": "over",
        "waste_sorting_classes": "over",
        "waste_sorting_trained": "over",
        "waste_sorting_support_at_start_percent": "about",
        "home_isolation": "over",
        "survey_households_visited": "over",
    },
}


def of_kind(rows, kind):
    return [row for row in rows if row["kind"] == kind]


@pytest.mark.parametrize("name", sorted(REPORTED))
def test_figures_are_the_reported_ones(places, name):
    figures = places[name]["figures"]
    assert {key: figure["value"] for key, figure in figures.items()} == REPORTED[name]
    bounds = {key: figure["bound"] for key, figure in figures.items() if figure["bound"] != "exact"}
    assert bounds == NOT_EXACT.get(name, {})
    assert all(figure["zh"] and figure["unit"] for figure in figures.values())


def test_qinglan_had_over_twenty_micro_wishes_come_true(places):
    wishes = places["qinglan"]["micro_wishes"]
    assert sum(one["volunteer"] is not None for one in wishes) > 20
    assert len({one["title"] for one in wishes}) == len(wishes)


def test_xiezhuang_has_its_compounds_buildings_and_people(places):
    tree = places["xiezhuang"]["places"]
    assert len(of_kind(tree, "compound")) == 4
    assert len(of_kind(tree, "building")) == 139
    (community,) = of_kind(tree, "community")
    assert (community["households"], community["residents"], community["party_members"]) == (7218, 17230, 956)


def test_xiezhuang_volunteers_are_98_in_four_groups(places):
    volunteers = places["xiezhuang"]["volunteers"]
    assert Counter(one["party_member"] for one in volunteers) == {True: 54, False: 44}
    assert Counter(one["group"] for one in volunteers) == {
        "social-governance": 32,
        "convenience": 16,
        "liveable-city": 24,
        "culture-recreation": 26,
    }
    (team,) = of_kind(places["xiezhuang"]["teams"], "community_team")
    assert len(team["members"]) == 98
    groups = of_kind(places["xiezhuang"]["teams"], "group")
    assert sorted(len(group["members"]) for group in groups) == [16, 24, 26, 32]
    assert {group["parent"] for group in groups} == {team["code"]}


def test_each_of_32_answers_for_three_to_five_buildings_and_all_139_are_answered_for(places):
    place = places["xiezhuang"]
    duties = place["building_duty"]
    governing = {one["reference"] for one in place["volunteers"] if one["group"] == "social-governance"}
    assert {duty["volunteer"] for duty in duties} == governing
    assert len(duties) == 32
    assert {len(duty["buildings"]) for duty in duties} == {3, 4, 5}
    answered = [building for duty in duties for building in duty["buildings"]]
    assert sorted(answered) == sorted(row["code"] for row in of_kind(place["places"], "building"))


def test_xiezhuang_has_a_station_per_compound_and_a_general_one_with_the_six_haves(places):
    place = places["xiezhuang"]
    stations = place["stations"]
    assert Counter(station["kind"] for station in stations) == {"compound": 4, "general": 1}
    assert {station["compound"] for station in of_kind(stations, "compound")} == {
        row["code"] for row in of_kind(place["places"], "compound")
    }
    for station in stations:
        seen = {check["have"] for check in station["checks"] if check["had"]}
        assert seen == {"sign", "rules", "staff", "facilities", "projects", "records"}
        assert station["amenities"] == ["umbrellas", "hot_water", "charging", "first_aid_kit"]


def test_xiezhuang_trained_and_held_clinics_and_films_as_often_as_reported(places):
    held = Counter(one["title"] for one in places["xiezhuang"]["activities"])
    assert held == {"志愿服务培训": 5, "主题活动": 16, "义诊": 6, "电影放映": 4}


def test_mengyang_pairs_34_departments_with_4_communities(places):
    place = places["mengyang"]
    communities = {row["code"] for row in of_kind(place["places"], "community")}
    assert len(communities) == 4
    paired = [unit for unit in of_kind(place["organisations"], "department") if unit["paired_with"]]
    assert len(paired) == 34
    assert {code for unit in paired for code in unit["paired_with"]} == communities
    assert {unit["code"].split("-")[0] for unit in paired} == {"yaan", "mingshan"}, "city and district departments"


def test_mengyang_communities_appraise_49_district_departments_on_8_aspects(places):
    place = places["mengyang"]
    appraised = [unit for unit in place["organisations"] if unit["appraised"]]
    assert len(appraised) == 49
    assert all(unit["kind"] == "department" and unit["name"].startswith("名山区") for unit in appraised)
    assert len({aspect["name"] for aspect in place["appraisal_aspects"]}) == 8


def test_mengyang_has_the_rebuilt_estate_of_34_households(places):
    (estate,) = of_kind(places["mengyang"]["places"], "compound")
    assert estate["households"] == 34


def last_told(project):
    return project["result"] or project["reports"][-1]


def test_mengyang_has_49_micro_projects_for_1541000_yuan_that_solved_132_problems(places):
    place = places["mengyang"]
    projects = place["projects"]
    assert len(projects) == 49
    assert sum(one["budget_fen"] for one in projects) == 1_541_000 * 100
    assert sum(last_told(one)["problems_solved"] for one in projects) == 132
    assert sum(last_told(one)["person_times"] for one in projects) > 10_000
    assert {one["community"] for one in projects} == {row["code"] for row in of_kind(place["places"], "community")}
    begun = {one["starts_on"][5:7] for one in projects if one["starts_on"].startswith("2025")}
    assert begun >= {"01", "04", "07", "10"}, "in every quarter"
    assert all(sum(spent["amount_fen"] for spent in one["spending"]) <= one["budget_fen"] for one in projects)
    assert [one for one in projects if one["award"]], "in lieu of subsidy"


def test_mengyang_rebuilt_the_estate_for_over_100000_yuan_and_keeps_a_station_for_children_since_2020(places):
    projects = {one["title"]: one for one in places["mengyang"]["projects"]}
    estate, station = projects["三十四户小区改造"], projects["儿童之家"]
    assert 100_000 * 100 < estate["budget_fen"] < 110_000 * 100
    assert (last_told(estate)["person_times"], estate["place"]) == (34, "mengyang-east-c1")
    assert (station["starts_on"][:4], station["budget_fen"]) == ("2020", 360_000 * 100)
    assert last_told(station)["person_times"] == 8475
    assert "584" in last_told(station)["words"]
    attended = [report["person_times"] for report in station["reports"]]
    assert attended == sorted(attended)


def test_mengyang_keeps_a_list_of_resources_and_meets_in_each_community(places):
    place = places["mengyang"]
    communities = {row["code"] for row in of_kind(place["places"], "community")}
    assert {one["community"] for one in place["resources"]} == communities
    assert {one["community"] for one in place["joint_meetings"]} == communities
    first_months = {one["held_on"][5:7] for one in place["joint_meetings"]}
    assert first_months <= {"01", "04", "07", "10"}, "the first month of each quarter is activity month"


def test_qinglan_has_9_buildings_858_households_and_a_branch_of_15(places):
    place = places["qinglan"]
    (compound,) = of_kind(place["places"], "compound")
    assert (compound["name"], compound["households"], compound["own_households"]) == ("晴岚家园", 858, 96)
    buildings = of_kind(place["places"], "building")
    assert (len(buildings), sum(building["households"] for building in buildings)) == (9, 858)
    assert [team for team in place["teams"] if "党支部" in team["name"] and len(team["members"]) == 15]
    assert sum(one["party_member"] for one in place["volunteers"]) == 15


def test_most_volunteers_of_qinglan_belong_elsewhere_and_over_20_are_new(places):
    volunteers = places["qinglan"]["volunteers"]
    homes = Counter(one["home_community"] for one in volunteers)
    assert set(homes) == {"yaozhou", "outside"}
    assert homes["yaozhou"] * 100 < 12 * len(volunteers)
    assert sum(one["group"] == "new-volunteers" for one in volunteers) > 20


def test_boli_has_a_team_per_township_and_street_six_industry_teams_and_squads(places):
    place = places["boli"]
    teams = Counter(team["kind"] for team in place["teams"])
    assert teams["community_team"] == len(of_kind(place["places"], "subdistrict"))
    assert {team["code"] for team in of_kind(place["teams"], "industry_team")} == {
        f"boli-industry-{code}" for code in ("science", "culture", "law", "health", "public-order", "environment")
    }
    industries = {team["industry"] for team in of_kind(place["teams"], "industry_team")}
    assert industries == {"science", "culture", "law", "health", "public_order", "environment"}
    assert teams["emergency_squad"] >= 2
    assert len(place["groups"]) == 8, "the eight kinds of service"
    assert {one["group"] for one in place["volunteers"]} == {group["code"] for group in place["groups"]}


def test_yijiang_has_over_500_volunteers_378_of_them_in_the_talent_pool(places):
    place = places["yijiang"]
    assert len(place["volunteers"]) > 500
    assert sum(bool(one["skills"]) for one in place["volunteers"]) == 378
    sorting = [team for team in place["teams"] if "垃圾分类" in team["name"]]
    assert [len(team["members"]) for team in sorting] == [72]
    assert of_kind(place["teams"], "survey_team")
    squad = [team for team in place["teams"] if "先锋" in team["name"]]
    party = {one["reference"] for one in place["volunteers"] if one["party_member"]}
    assert squad and set(squad[0]["members"]) <= party


def test_yijiang_served_2196_times_for_8975_hours_every_minute_of_which_counts(places):
    stays = defaultdict(list)
    for number, activity in enumerate(places["yijiang"]["activities"]):
        starts, ends = (datetime.fromisoformat(activity[key]) for key in ("starts_at", "ends_at"))
        for one in activity["attended"]:
            left = ends - timedelta(minutes=activity["left_early"].get(one, 0))
            stays[one].append(hours.Stay(str(number), starts, ends, starts, left))
    counted = [credit for own in stays.values() for credit in hours.credit(own).values()]
    assert len(counted) == 2196
    assert sum(credit.minutes for credit in counted) == 8975 * 60
    assert {credit.reasons for credit in counted} == {()}
    assert set(stays) == {one["reference"] for one in places["yijiang"]["volunteers"]}, "everybody served"


def test_yijiang_keeps_the_rhythm_of_1212_and_the_square_event_of_the_5th(places):
    series = places["yijiang"]["series"]
    rhythm = Counter(one["recurrence"]["every"] for one in series if "垃圾分类" in one["title"])
    assert rhythm == {"quarter": 1, "month": 2, "week": 1, "day": 2}
    assert [one["recurrence"] for one in series if "5号" in one["title"]] == [{"every": "month", "day": 5}]


def test_yijiang_has_over_a_hundred_people_to_hear_from_daily(places):
    (roll,) = places["yijiang"]["daily_rolls"]
    assert len(roll["people"]) > 100


def test_yijiang_asked_over_200_households_after_3_briefings_and_85_percent_signed(places):
    (survey,) = places["yijiang"]["consent_surveys"]
    answers = Counter(one["answer"] for one in survey["answers"])
    assert len(survey["households"]) > 200
    assert answers["yes"] * 100 == 85 * len(survey["households"])
    assert {one["evidence"] for one in survey["answers"] if one["answer"] == "yes"} == {"signature"}
    assert len(survey["briefings"]) == 3
    required = survey["threshold"]
    assert answers["yes"] * required["denominator"] > required["numerator"] * len(survey["households"])


def test_yijiang_took_each_step_against_the_falling_facade(places):
    (facade,) = [one for one in places["yijiang"]["hazards"] if one["template"] == "facade"]
    steps = [(one["step"], one["party"]) for one in facade["steps"] if one["done"]]
    assert steps == [
        ("cordon", "yijiang-property"),
        ("warn", "yijiang-pioneer-squad"),
        ("repair", "yijiang-property"),
        ("report_upward", None),
        ("inspect", "jiangbei-housing"),
        ("fund", "yijiang-owners"),
    ]


@pytest.mark.parametrize(("rate", "percent"), [("awareness", 100), ("bag-use", 95), ("correct", 70)])
def test_yijiang_waste_sorting_rose_from_5_percent_to_the_reported_rates(places, rate, percent):
    (indicator,) = [one for one in places["yijiang"]["indicators"] if one["indicator"] == f"waste-sorting-{rate}"]
    rates = [100 * one["numerator"] / one["denominator"] for one in indicator["counts"]]
    assert (rates[0], rates[-1], indicator["target"]) == (5, percent, percent * 10)
    assert rates == sorted(rates)


def test_boli_brings_each_of_the_six_deliveries_and_patrols_key_areas_more(places):
    place = places["boli"]
    assert sorted(one["delivery"] for one in place["pairings"]) == [
        "culture",
        "funds",
        "health",
        "jobs",
        "projects",
        "skills",
    ]
    rounds = {
        key: {area["rounds_a_day"] for area in place["patrol_areas"] if area["key"] is key} for key in (True, False)
    }
    assert min(rounds[True]) > max(rounds[False])
