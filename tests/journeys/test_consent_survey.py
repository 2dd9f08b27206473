"""怡江社区's consent survey: over 200 households, three briefings, 85 % sign, and the survey team becomes the service
team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from contracts.events import ConsentSurveyClosed, TeamConverted

from tests.bus import Bus, eventually
from tests.days import today
from tests.system import System

BUILDINGS, FLOORS, DOORS = 6, 17, 2
HOUSEHOLDS = BUILDINGS * FLOORS * DOORS
SIGNED, AGAINST, ABSTAINED = 174, 10, 4
MEMBERS = 12


@dataclass
class Estate:
    """An old compound of a community, its people signed in, and its survey team of volunteers `ids`."""

    community: str
    compound: str
    team: str
    ids: list[str]
    people: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def households(self) -> list[dict[str, str]]:
        return [
            {"building": f"{self.compound}-b{building}", "door": f"{floor}0{door}"}
            for building in range(1, BUILDINGS + 1)
            for floor in range(1, FLOORS + 1)
            for door in range(1, DOORS + 1)
        ]


@pytest.fixture
def bus(system: System) -> Iterator[Bus]:
    watching = Bus(system.amqp_url)
    yield watching
    watching.close()


@pytest.fixture
def estate(system: System) -> Iterator[Estate]:
    mark = uuid4().hex[:8]
    here = f"yijiang-{mark}"
    compound, team = f"{here}-c1", f"{here}-survey"
    places: list[dict[str, Any]] = [
        {"code": f"d-{mark}", "kind": "district", "name": "江北区"},
        {"code": here, "kind": "community", "name": "怡江社区", "parent": f"d-{mark}"},
        {"code": compound, "kind": "compound", "name": "怡江一区", "parent": here, "community": here},
        *(
            {
                "code": f"{compound}-b{number}",
                "kind": "building",
                "name": f"{number}号楼",
                "parent": compound,
                "community": here,
            }
            for number in range(1, BUILDINGS + 1)
        ),
    ]
    with system.as_admin() as admin:
        done(admin.post("/places", json={"places": places}))
        rows = [{"reference": f"yj-{number}", "name": f"征询员{number}"} for number in range(MEMBERS)]
        roll = done(admin.post(f"/communities/{here}/volunteers/import", json={"rows": rows, "dry_run": False}))
        ids = [row["volunteer_id"] for row in roll["rows"]]
        formed = {"code": team, "kind": "survey_team", "name": "老旧小区改造意愿征询组", "community": here}
        done(admin.post("/teams", json={"teams": [{**formed, "leader": ids[0], "members": ids}]}))
        made = Estate(here, compound, team, ids)
        for name, about in (
            ("worker", {"roles": ["community_worker"]}),
            ("resident", {"roles": ["resident"]}),
            ("first", {"roles": ["resident", "volunteer"], "volunteer_id": ids[0]}),
            ("second", {"roles": ["resident", "volunteer"], "volunteer_id": ids[1]}),
            ("outsider", {"roles": ["resident"], "communities": ["xiezhuang"]}),
        ):
            account = {"username": f"{name}-{mark}", "display_name": name, "communities": [here], **about}
            done(admin.post("/accounts", json=account))
            made.people[name] = system.as_person(f"{name}-{mark}")
    yield made
    for client in made.people.values():
        client.close()


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def opened(estate: Estate) -> dict[str, Any]:
    """The survey, once the news of the place and its people has come to ticketing."""
    asked = {
        "compound": estate.compound,
        "question": "是否同意小区整体改造",
        "threshold": {"numerator": 2, "denominator": 3},
        "households": estate.households,
        "team": estate.team,
        "then_service_team": True,
        "collectors": estate.ids[:2],
    }
    path = f"/communities/{estate.community}/consent-surveys"

    def attempt() -> httpx.Response | None:
        answer = estate.people["worker"].post(path, json=asked)
        return None if answer.status_code == 422 else answer

    return done(eventually(attempt, what="ticketing to know the place and its volunteers"))


def said(household: dict[str, str], answer: str) -> dict[str, str]:
    return {**household, "answer": answer, "evidence": "signature", "reference": f"签字表{household['door']}"}


def test_a_survey_passes_and_its_team_goes_on_as_the_service_team(estate: Estate, bus: Bus) -> None:
    worker, resident = estate.people["worker"], estate.people["resident"]
    survey = opened(estate)
    path = f"/consent-surveys/{survey['survey_id']}"
    assert (survey["progress"]["asked"], HOUSEHOLDS) == (204, 204)
    for days, came in ((2, 61), (1, 48), (0, 73)):
        held = {"day": (today() - timedelta(days=days)).isoformat(), "came": came}
        done(worker.post(f"{path}/briefings", json=held))

    households = estate.households
    half = len(households) // 2
    doubters = [said(household, "no") for household in households[:3]]
    done(estate.people["first"].post(f"{path}/answers", json={"answers": doubters}))
    signed = [said(household, "yes") for household in households[:SIGNED]]
    others = [said(household, "no") for household in households[SIGNED : SIGNED + AGAINST]]
    neither = [said(household, "abstain") for household in households[SIGNED + AGAINST :][:ABSTAINED]]
    done(estate.people["first"].post(f"{path}/answers", json={"answers": signed[:half]}))
    done(estate.people["second"].post(f"{path}/answers", json={"answers": [*signed[half:], *others, *neither]}))

    assert done(resident.get(path))["progress"] is None
    assert resident.get(f"{path}/answers").status_code == 403
    assert resident.post(f"{path}/answers", json={"answers": signed[:1]}).status_code == 403
    assert len(done(estate.people["first"].get(f"{path}/answers?limit=200"))["items"]) == half + 3
    assert len(done(worker.get(f"{path}/households?limit=200"))["items"]) == 200

    done(worker.post(f"{path}/close"))
    result = done(resident.get(path))
    assert [briefing["came"] for briefing in result["briefings"]] == [61, 48, 73]
    assert (result["passed"], result["progress"]["share"]) == (True, 8529)
    figures = {name: result["progress"][name] for name in ("yes", "no", "abstain", "not_reached")}
    assert figures == {"yes": SIGNED, "no": AGAINST, "abstain": ABSTAINED, "not_reached": 16}
    outsider = estate.people["outsider"].get(path)
    assert (outsider.status_code, outsider.json()["code"]) == (403, "not_of_community")
    late = worker.post(f"{path}/answers", json={"answers": signed[:1]})
    assert (late.status_code, late.json()["code"]) == (409, "survey_closed")

    converted = bus.wait_for(TeamConverted, team=estate.team)
    team = done(worker.get(f"/teams/{estate.team}"))
    assert (team["kind"], [one["volunteer_id"] for one in team["members"]]) == ("service_team", estate.ids)
    history = done(worker.get(f"/teams/{estate.team}/history"))
    assert [one["kind"] for one in history["purposes"]] == ["survey_team", "service_team"]
    assert [one["until"] for one in history["memberships"]] == [None] * MEMBERS

    bus.settle()
    [told] = bus.seen(ConsentSurveyClosed, survey_id=survey["survey_id"])
    assert (converted.causationid, converted.correlationid) == (told.id, told.correlationid)
    assert not [seen for seen in bus.seen() if "签字表" in seen.to_json().decode()]
    assert len(bus.seen(TeamConverted, team=estate.team)) == 1
