"""Deliberation and consent surveys over the API, as residents and workers meet them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from chassis.transaction import new_id

from tests.bus import eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of

Ask = Callable[..., Any]


@pytest.fixture
def resident(served: Flask, community: str) -> dict[str, str]:
    """Who asks as a resident of the community."""
    name = open_account(served, f"r-{new_id()[-8:]}", "resident", communities=[community])
    return bearer(token_of(served, name))


@pytest.fixture
def topic(served: Flask, community: str, resident: dict[str, str]) -> str:
    """A topic that the resident proposed, once ticketing knows the community."""

    def propose() -> str | None:
        asked = {"title": "加装充电桩", "words": "车棚里没有充电的地方"}
        answer = served.test_client().post(f"/api/v1/communities/{community}/topics", json=asked, headers=resident)
        assert answer.status_code in (201, 422), answer.text
        return answer.json["topic_id"] if answer.status_code == 201 else None

    return eventually(propose, what="ticketing to know the community")


def test_a_topic_goes_by_a_forum_to_its_conclusion(
    asked: Ask, community: str, topic: str, resident: dict[str, str]
) -> None:
    assert asked("POST", f"/topics/{topic}/take-up", {})["state"] == "taken_up"
    said = asked("POST", f"/topics/{topic}/opinions", {"words": "费用怎么出"}, 201, resident)
    assert (said["author"], said["mine"]) == (None, True)
    called = {"day": "2026-03-01", "place_words": "议事亭", "topics": [topic]}
    forum = asked("POST", f"/communities/{community}/forums", called, 201)["forum_id"]
    minutes = {"came": 31, "minutes": "都同意", "agreed": [{"words": "勘察车棚"}]}
    [point] = asked("POST", f"/forums/{forum}/minutes", minutes)["agreed"]
    asked("POST", f"/agreed-points/{point['point_id']}/settle", {"done_on": "2026-03-02"})
    asked("POST", f"/topics/{topic}/conclude", {"conclusion": "装八个"})
    read = asked("GET", f"/topics/{topic}", headers=resident)
    assert (read["state"], read["conclusion"], read["opinions"]) == ("concluded", "装八个", 1)
    [held] = asked("GET", f"/communities/{community}/forums", headers=resident)["items"]
    assert (held["came"], held["agreed"][0]["done_on"]) == (31, "2026-03-02")
    assert asked("GET", f"/forums/{forum}", headers=resident) == held
    assert asked("GET", f"/topics/{topic}/opinions", headers=resident)["items"] == [said]
    [listed] = asked("GET", f"/communities/{community}/topics?state=concluded", headers=resident)["items"]
    assert listed == read


def test_a_compact_is_read_and_consented_to(asked: Ask, community: str, topic: str, resident: dict[str, str]) -> None:
    drafted = {"text": "晚十点后不喧哗", "effective_on": "2026-03-01"}
    version = asked("POST", f"/places/{community}/compact", drafted, 201)
    path = f"/compact-versions/{version['version_id']}"
    assert asked("POST", f"{path}/consent", {}, headers=resident)["people"] == 1
    before = asked("GET", f"/places/{community}/compact?day=2026-02-28", headers=resident)
    now = asked("GET", f"/places/{community}/compact", headers=resident)
    assert (before["in_force"], now["in_force"], now["versions"][0]["mine"]) == (None, 1, True)
    back = asked("POST", f"{path}/take-back", {}, headers=resident)
    assert (back["people"], back["taken_back"]) == (0, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "这个议题现在是“已提出”，不能这样做。"),
        ("en", "The topic is now “Proposed”, so this cannot be done."),
    ],
)
def test_what_cannot_be_done_is_said_in_the_reader_s_language(asked: Ask, topic: str, language: str, said: str) -> None:
    headers = {**ADMIN, "Accept-Language": language}
    refused = asked("POST", f"/topics/{topic}/conclude", {"conclusion": "好"}, 409, headers)
    assert (refused["code"], refused["detail"]) == ("topic_state", said)


def test_somebody_of_another_community_is_told_so(served: Flask, asked: Ask, topic: str) -> None:
    stranger = bearer(token_of(served, open_account(served, f"s-{new_id()[-8:]}", communities=["elsewhere"])))
    refused = asked("GET", f"/topics/{topic}", status=403, headers={**stranger, "Accept-Language": "en"})
    assert (refused["code"], refused["detail"]) == (
        "not_of_community",
        "This is open to people of the community only.",
    )


def test_the_answers_of_a_whole_estate_go_in_one_request(served: Flask, asked: Ask, community: str, topic: str) -> None:
    building = f"{community}-b1"
    place = {"code": building, "kind": "building", "name": "1号楼", "parent": community, "community": community}
    asked("POST", "/places", {"places": [place]})
    households = [{"building": building, "door": str(number)} for number in range(2000)]
    asking = {"question": "是否改造", "threshold": {"numerator": 85, "denominator": 100}, "households": households}

    def open_survey() -> str | None:
        path = f"/api/v1/communities/{community}/consent-surveys"
        answer = served.test_client().post(path, json=asking, headers=ADMIN)
        return answer.json["survey_id"] if answer.status_code == 201 else None

    survey = eventually(open_survey, what="ticketing to know the building")
    shown = {"evidence": "signature", "reference": "整栋楼的签字表" * 10}
    answers = [{**one, **shown, "answer": "yes" if number < 1700 else "no"} for number, one in enumerate(households)]
    progress = asked("POST", f"/consent-surveys/{survey}/answers", {"answers": answers})["progress"]
    assert (progress["yes"], progress["no"], progress["share"], progress["passed"]) == (1700, 300, 8500, True)
