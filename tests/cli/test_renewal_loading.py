"""Hazards, consent surveys and indicators of a place come in through the public API, and again without harm."""

from __future__ import annotations

import pytest

from cli.loading import load_places


@pytest.fixture
def renewed(small):
    """The small place with a hazard half dealt with, a survey that is over, and a rate counted twice."""
    building = small["places"][2]["code"]
    households = [{"building": building, "door": str(door)} for door in (101, 102, 201, 202)]
    signed = {"answer": "yes", "evidence": "signature", "reference": "第1页"}
    small["hazards"] = [
        {
            "community": small.code,
            "template": "facade",
            "building": building,
            "description": "外墙掉块。",
            "steps": [
                {
                    "step": "cordon",
                    "party_kind": "organisation",
                    "party": small.unit,
                    "done": {"done_on": "2025-03-03", "words": "围好了。"},
                },
                {"step": "repair", "party_kind": "organisation", "party": small.unit, "done": None},
            ],
        }
    ]
    small["consent_surveys"] = [
        {
            "community": small.code,
            "compound": None,
            "question": "是否同意改造?",
            "threshold": {"numerator": 2, "denominator": 3},
            "team": f"{small.code}-team",
            "briefings": [{"day": "2025-04-09", "came": 3}],
            "households": households,
            "answers": [{**one, **signed} for one in households[:3]],
            "closed": True,
        }
    ]
    small["indicators"] = [
        {
            "community": small.code,
            "indicator": "sorting",
            "title": {"zh": "分类正确率", "en": "Correct sorting"},
            "unit": "per_mille",
            "target": 700,
            "target_from": "2025-01-01",
            "counts": [
                {"counted_on": "2025-01-15", "numerator": 5, "denominator": 100},
                {"counted_on": "2025-12-15", "numerator": 70, "denominator": 100},
            ],
        }
    ]
    return small


def there(portal, place):
    here = f"/communities/{place.code}"
    [hazard] = portal.get("/hazards", community=place.code)["items"]
    [survey] = portal.get(f"{here}/consent-surveys")["items"]
    entries = portal.get(f"{here}/indicators/sorting/entries")["items"]
    return hazard, portal.get(f"/consent-surveys/{survey['survey_id']}"), entries


def test_they_are_loaded_whole(portal, renewed):
    load_places(portal.url, portal.token, renewed.write())
    hazard, survey, entries = there(portal, renewed)
    steps = {step["code"]: (step["state"], step["party"]) for step in hazard["steps"]}
    assert steps["cordon"] == ("done", renewed.unit)
    assert steps["repair"] == ("open", renewed.unit)
    assert steps["warn"] == ("open", None)
    assert (survey["passed"], survey["progress"]["share"], len(survey["briefings"])) == (True, 7500, 1)
    series = portal.get(f"/communities/{renewed.code}/indicators/sorting/series", by="entry")
    assert [(one["rate"], one["reached"]) for one in series["points"]] == [(50, False), (700, True)]
    assert len(entries) == 2


def test_they_stay_as_they_are_however_the_file_was_changed_since(portal, renewed):
    load_places(portal.url, portal.token, renewed.write())
    hazard, *_ = there(portal, renewed)
    warn = {"step": "warn", "reason": "夜里没有人经过。"}
    portal.post(f"/hazards/{hazard['hazard_id']}/steps/waive", **warn)
    before = there(portal, renewed)
    renewed["hazards"][0]["steps"].append(
        {"step": "warn", "party_kind": "team", "party": f"{renewed.code}-team", "done": {"words": "站岗。"}}
    )
    renewed["consent_surveys"][0]["threshold"] = {"numerator": 1, "denominator": 2}
    renewed["indicators"][0]["target"] = 900
    renewed["indicators"][0]["counts"][0]["numerator"] = 6
    load_places(portal.url, portal.token, renewed.write())
    assert there(portal, renewed) == before


def test_where_a_load_broke_off_the_next_goes_on(portal, renewed):
    whole = {name: renewed[name][0] for name in ("hazards", "consent_surveys", "indicators")}
    [survey], [hazard], [indicator] = (renewed[name] for name in ("consent_surveys", "hazards", "indicators"))
    renewed["consent_surveys"] = [{**survey, "briefings": [], "answers": [], "closed": False}]
    renewed["hazards"] = [{**hazard, "steps": []}]
    renewed["indicators"] = [{**indicator, "counts": indicator["counts"][:1]}]
    load_places(portal.url, portal.token, renewed.write())
    before = there(portal, renewed)
    assert (before[1]["closed_at"], before[1]["progress"]["reached"], len(before[2])) == (None, 0, 1)
    for name, row in whole.items():
        renewed[name] = [row]
    load_places(portal.url, portal.token, renewed.write())
    after = there(portal, renewed)
    assert [one["hazard_id"] for one in (before[0], after[0])] == [before[0]["hazard_id"]] * 2
    assert {step["code"] for step in after[0]["steps"] if step["state"] == "done"} == {"cordon"}
    assert (after[1]["survey_id"], after[1]["passed"]) == (before[1]["survey_id"], True)
    assert len(after[2]) == 2
