"""Resources, projects and joint meetings of a place come in through the public API, and again without harm."""

from __future__ import annotations

import pytest

from cli.loading import load_places
from cli.problem import Problem

from tests.cli.places import Small

FEN, DAY = 1_200_000, "2025-09-30"
REPORT = {"quarter": "2025-Q3", "words": "装完两栋。", "percent": 60, "problems_solved": 1, "person_times": 20}
RESULT = {"problems_solved": 2, "person_times": 45, "words": "三栋都亮了。", "finished_on": DAY}
SPENT = {"amount_fen": FEN, "receipt": "F-1", "purpose": "灯具", "spent_on": DAY}


def lamps(place: Small, **told):
    """A project of the place's unit, from the claim to the award."""
    return {
        "reference": "lamps",
        "community": place.code,
        "title": "楼道照明",
        "kind": "convenience",
        "problem": "楼道没有灯。",
        "on_behalf_of": "走访时的居民",
        "place": None,
        "organisation": place.unit,
        "budget_fen": FEN,
        "starts_on": "2025-07-07",
        "ends_on": "2025-12-31",
        "spending": [SPENT],
        "reports": [REPORT],
        "result": RESULT,
        "confirmed": True,
        "award": {"amount_fen": 100_000, "reason": "可推广。"},
        **told,
    }


def project_of(portal, place: Small):
    [project] = portal.get("/projects", community=place.code)["items"]
    return portal.get(f"/projects/{project['project_id']}")


def test_a_project_comes_from_its_need_to_its_award_and_once(portal, small):
    small["projects"] = [lamps(small)]
    told = []
    for _ in (1, 2):
        load_places(portal.url, portal.token, small.write(), told.append)
    assert told == [small.code, f"{small.code}: 1 of 1 projects"] * 2
    project = project_of(portal, small)
    steps = [step["action"] for step in project["history"]]
    assert steps == ["propose", "claim", "spend", "report_progress", "finish", "confirm", "award"]
    roles = {step["action"]: step["actor_role"] for step in project["history"]}
    assert (roles["finish"], roles["confirm"]) == ("district_admin", "community_worker")
    assert (project["organisation"], project["state"], project["person_times"]) == (small.unit, "confirmed", 45)
    [entry] = portal.get(f"/communities/{small.code}/need-entries")["items"]
    [need] = portal.get("/needs", community=small.code)["items"]
    assert (entry["state"], entry["needs"]) == ("settled", [need["need_id"]])
    assert (need["state"], need["reference"], need["description"]) == ("suspended", "lamps", "楼道没有灯。")


def test_a_project_at_which_a_load_broke_off_is_carried_on_by_the_next(portal, small):
    second = lamps(small, title="扶手", reference="rails")
    begun = {"spending": [], "reports": [], "result": None, "confirmed": False, "award": None}
    small["projects"] = [lamps(small, **begun)]
    load_places(portal.url, portal.token, small.write())
    before = project_of(portal, small)
    assert [step["action"] for step in before["history"]] == ["propose", "claim"]
    small["projects"] = [lamps(small), second]
    load_places(portal.url, portal.token, small.write())
    listed = portal.get("/projects", community=small.code)["items"]
    assert {one["title"]: one["state"] for one in listed} == {"楼道照明": "confirmed", "扶手": "confirmed"}
    assert before["project_id"] in {one["project_id"] for one in listed}


def test_what_people_did_since_stays_however_the_file_was_changed(portal, small):
    second = lamps(small, title="扶手", reference="rails")
    begun = {"spending": [], "reports": [], "result": None, "confirmed": False, "award": None}
    offered = {"community": small.code, "organisation": small.unit, "kind": "venue", "title": "会议室"}
    small["resources"] = [{**offered, "description": "晚上开放。", "from_day": "2025-01-01"}]
    small["projects"] = [lamps(small, **begun), second]
    small["joint_meetings"] = [
        {
            "community": small.code,
            "quarter": "2025-Q3",
            "held_on": "2025-10-10",
            "minutes": "逐项说明。",
            "decisions": [
                {
                    "decided": "检查照明。",
                    "organisation": small.unit,
                    "due_on": "2025-11-30",
                    "follow_up": {"done": False, "note": "查了一半。"},
                }
            ],
        }
    ]
    load_places(portal.url, portal.token, small.write())
    here = f"/communities/{small.code}"
    [resource] = portal.get(f"{here}/resources")["items"]
    first = next(one for one in portal.get("/projects", community=small.code)["items"] if one["title"] == "楼道照明")
    portal.post(f"/resources/{resource['resource_id']}/withdraw", reason="装修。")
    portal.post(f"/projects/{first['project_id']}/give-up", reason="人手不够。")
    small["resources"][0]["description"] = "白天开放。"
    small["projects"][0] |= {"problem": "楼道没有一盏灯。", "organisation": None}
    small["joint_meetings"][0]["minutes"] = "改了。"
    load_places(portal.url, portal.token, small.write())

    assert portal.get(f"{here}/resources")["items"] == []
    assert len(portal.get(f"{here}/resources", withdrawn="true")["items"]) == 1
    assert portal.get(f"/projects/{first['project_id']}")["state"] == "proposed"
    [meeting] = portal.get(f"{here}/joint-meetings")["items"]
    held = portal.get(f"/joint-meetings/{meeting['meeting_id']}")
    assert [one["words"] for one in held["minutes"]] == ["逐项说明。"]
    assert [[one["note"] for one in decision["follow_ups"]] for decision in held["decisions"]] == [["查了一半。"]]


def test_without_a_worker_who_confirms_it_is_said(portal, small):
    small["projects"] = [lamps(small)]
    small["accounts"] = [one for one in small["accounts"] if one["roles"] != ["community_worker"]]
    with pytest.raises(Problem, match=f"no account of a worker of {small.code}"):
        load_places(portal.url, portal.token, small.write())


def test_a_need_that_is_refused_is_said_with_its_reference(portal, small):
    small["projects"] = [lamps(small, kind="nonsense")]
    with pytest.raises(Problem, match="need lamps was refused"):
        load_places(portal.url, portal.token, small.write())
