"""Teams, squads and secondments over the API, as workers, leaders, members and officers meet them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.portal.conftest import ADMIN, bearer, open_account, portals, token_of


@pytest.fixture(scope="module")
def served(all_services: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("portal")
    with portals(all_services, folder) as make:
        yield make(f"sqlite:///{folder / 'portal'}.sqlite3")


@dataclass(frozen=True)
class Squad:
    """A squad `team` of a community led by the first of three volunteers `ids`, who sign in by their `tokens`."""

    community: str
    next: str
    organisation: str
    team: str
    ids: list[str]
    tokens: list[dict[str, str]]
    officer: dict[str, str]


@pytest.fixture
def squad(served: Flask) -> Squad:
    mark = new_id()[-8:]
    here, there, water = f"c-{mark}", f"n-{mark}", f"w-{mark}"
    places = [
        {"code": f"d-{mark}", "kind": "district", "name": "示范区"},
        {"code": here, "kind": "community", "name": "协庄社区", "parent": f"d-{mark}"},
        {"code": there, "kind": "community", "name": "邻近社区", "parent": f"d-{mark}"},
    ]
    post(served, "/places", {"places": places})
    post(served, "/organisations", {"organisations": [{"code": water, "kind": "department", "name": "供水"}]})
    ids, tokens = [], []
    for number in (1, 2, 3):
        ids.append(post(served, "/volunteers", {"community": here, "name": f"志愿者{number}"})["volunteer_id"])
        name = open_account(served, f"v{number}-{mark}", "resident", "volunteer", volunteer_id=ids[-1])
        tokens.append(bearer(token_of(served, name)))
    officer = bearer(token_of(served, open_account(served, f"o-{mark}", "officer", organisation=water)))
    team = {"code": f"t-{mark}", "kind": "emergency_squad", "name": "突击队", "community": here}
    post(served, "/teams", {"teams": [{**team, "leader": ids[0], "members": ids[:2]}]})
    return Squad(here, there, water, f"t-{mark}", ids, tokens, officer)


def post(app: Flask, path: str, body: dict[str, Any], headers: dict[str, str] = ADMIN) -> Any:
    answer = app.test_client().post(f"/api/v1{path}", json=body, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json


def get(app: Flask, path: str, headers: dict[str, str] = ADMIN) -> Any:
    answer = app.test_client().get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_team_is_joined_led_converted_and_its_history_read(served: Flask, squad: Squad) -> None:
    path = f"/teams/{squad.team}"
    third = {"volunteer": squad.ids[2], "role": "deputy", "tier": "resident"}
    joined = post(served, f"{path}/join", third)["members"]
    assert [(one["role"], one["tier"], one["name"]) for one in joined] == [
        ("leader", None, "志愿者1"),
        ("member", None, "志愿者2"),
        ("deputy", "resident", "志愿者3"),
    ]
    assert post(served, f"{path}/leave", {}, squad.tokens[1])["code"] == squad.team
    industry = {"kind": "industry_team", "name": "卫生队", "industry": "health", "reason": "汛期已过"}
    assert post(served, f"{path}/convert", industry)["industry"] == "health"
    found = get(served, f"{path}/history", squad.tokens[0])
    assert [(one["kind"], one["reason"]) for one in found["purposes"]] == [
        ("emergency_squad", None),
        ("industry_team", "汛期已过"),
    ]
    about = {one["volunteer_id"]: one["until"] for one in found["memberships"]}
    assert [about[one] is None for one in squad.ids] == [True, False, True]
    listed = get(served, f"/teams?community={squad.community}&industry=health&kind=industry_team")["items"]
    assert [(one["code"], one["members"]) for one in listed] == [(squad.team, [squad.ids[0], squad.ids[2]])]
    assert get(served, f"/teams?community={squad.community}&industry=law")["items"] == []


def test_who_does_not_lead_a_team_is_told_so(served: Flask, squad: Squad) -> None:
    path = f"/api/v1/teams/{squad.team}"
    refused = served.test_client().get(path, headers={**squad.tokens[1], "Accept-Language": "en"})
    assert (refused.status_code, refused.json["detail"]) == (403, "This team is not yours to see.")
    assert len(get(served, f"/teams/{squad.team}", squad.tokens[0])["members"]) == 2
    wrong = {"kind": "group", "name": "组", "reason": "改", "industry": "law"}
    refused = served.test_client().post(f"{path}/convert", json=wrong, headers=ADMIN)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "not_allowed")


def test_a_squad_is_called_out_answers_and_is_counted(served: Flask, squad: Squad) -> None:
    path = f"/teams/{squad.team}"
    assert post(served, f"{path}/procedures", {"steps": ["集合", "断电"]})["version"] == 1
    assert get(served, f"{path}/procedures", squad.tokens[1])["items"][0]["steps"] == ["集合", "断电"]
    made = post(served, f"{path}/call-outs", {"reason": "积水", "where": "车库", "respond_within": 30, "drill": True})
    one = f"/call-outs/{made['call_out_id']}"
    own = post(served, f"{one}/respond", {"answer": "coming", "minutes": 5}, squad.tokens[1])
    assert ([member["volunteer_id"] for member in own["members"]], own["steps"]) == ([squad.ids[1]], ["集合", "断电"])
    rolled = post(served, f"{one}/roll-calls", {"present": [squad.ids[1]]}, squad.tokens[0])
    assert [(roll["present"], roll["absent"]) for roll in rolled["roll_calls"]] == [([squad.ids[1]], [squad.ids[0]])]
    assert post(served, f"{one}/end", {})["ended_at"] is not None
    found = get(served, one)
    assert (found["drill"], found["unanswered"], found["half_answered"] is None) == (True, [squad.ids[0]], False)
    assert [item["call_out_id"] for item in get(served, f"{path}/call-outs")["items"]] == [made["call_out_id"]]
    late = served.test_client().post(f"/api/v1{one}/respond", json={"answer": "not_coming"}, headers=squad.tokens[0])
    assert (late.status_code, late.json["detail"]) == (409, "这次出动已经结束。")


def test_an_officer_seconds_a_volunteer_who_signs_up_there(served: Flask, squad: Squad) -> None:
    sent = {"organisation": squad.organisation, "volunteer_id": squad.ids[2], "from_day": "2026-01-01"}
    made = post(served, f"/communities/{squad.next}/secondments", sent, squad.officer)
    assert (made["home_community"], made["to_day"]) == (squad.community, None)
    listed = get(served, f"/secondments?organisation={squad.organisation}", squad.officer)["items"]
    assert [one["secondment_id"] for one in listed] == [made["secondment_id"]]
    plan = {
        "kind": "environment",
        "title": "清扫",
        "place": "广场",
        "starts_at": "2999-01-01T01:00:00Z",
        "ends_at": "2999-01-01T02:00:00Z",
    }
    activity = post(served, f"/communities/{squad.next}/activities", plan)["activity_id"]
    assert post(served, f"/activities/{activity}/sign-up", {}, squad.tokens[2])["own"] == "going"
    ended = post(served, f"/secondments/{made['secondment_id']}/end", {"last_day": "2026-01-02"}, squad.officer)
    assert ended["to_day"] == "2026-01-02"
    assert get(served, f"/secondments?organisation={squad.organisation}", squad.officer)["items"] == []
