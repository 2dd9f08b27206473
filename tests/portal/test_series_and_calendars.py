"""Recurring activities and calendar feeds over the API: planned in words, shown in words, read by calendar programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from chassis.transaction import new_id
from portal import words

from tests.portal.conftest import ADMIN, bearer, open_account, portals, token_of

FRIDAY = {
    "kind": "environment",
    "title": "垃圾分类课",
    "place": "一区活动室",
    "recurrence": {"every": "week", "weekday": 5},
    "holidays": "skip",
    "starts": "09:30",
    "minutes": 90,
}


@pytest.fixture(scope="module")
def served(all_services: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("portal")
    with portals(all_services, folder) as make:
        yield make(f"sqlite:///{folder / 'portal'}.sqlite3")


@pytest.fixture
def community(served: Flask) -> str:
    mark = new_id()[-8:]
    places = [
        {"code": f"d-{mark}", "kind": "district", "name": "示范区"},
        {"code": f"c-{mark}", "kind": "community", "name": "协庄社区", "parent": f"d-{mark}"},
    ]
    post(served, "/places", {"places": places})
    return f"c-{mark}"


def post(app: Flask, path: str, body: dict[str, Any], **headers: str) -> Any:
    answer = app.test_client().post(f"/api/v1{path}", json=body, headers={**ADMIN, **headers})
    assert answer.status_code < 300, answer.text
    return answer.json


def feed(app: Flask, path: str, token: str) -> Calendar:
    answer = app.test_client().get(f"/api/v1{path}/calendar.ics", headers=bearer(token))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8"), answer.text
    found = Calendar.from_ical(answer.data)
    assert isinstance(found, Calendar)
    return found


def test_a_series_is_planned_listed_in_the_reader_s_words_and_stopped(served: Flask, community: str) -> None:
    (made,) = post(served, f"/communities/{community}/series", {"series": [FRIDAY]})["items"]
    assert made["rhythm"] == "每周五，节假日不办"
    headers = {**ADMIN, "Accept-Language": "en"}
    shown = served.test_client().get(f"/api/v1/communities/{community}/series", headers=headers).json
    assert [one["rhythm"] for one in shown["items"]] == ["every Friday, not on public holidays"]
    stop = f"/series/{made['series_id']}/stop"
    assert post(served, stop, {"reason": "装修"})["health"] == "stopped"
    again = served.test_client().post(f"/api/v1{stop}", json={"reason": "装修"}, headers=ADMIN)
    assert (again.status_code, again.json["detail"]) == (409, "这个系列已经停办（装修）。")


def test_calendar_programs_read_a_volunteer_s_a_team_s_and_a_community_s_feed(served: Flask, community: str) -> None:
    post(served, f"/communities/{community}/series", {"series": [FRIDAY]})
    activities = served.test_client().get(f"/api/v1/communities/{community}/activities", headers=ADMIN).json["items"]
    volunteer = post(served, "/volunteers", {"community": community, "name": "何平"})["volunteer_id"]
    team = f"{community}-t"
    formed = {"code": team, "kind": "service_team", "name": "服务队", "community": community, "members": [volunteer]}
    post(served, "/teams", {"teams": [formed]})
    about = {"volunteer_id": volunteer, "communities": [community]}
    token = token_of(served, open_account(served, f"he-{community}", "resident", "volunteer", **about))
    first = activities[0]
    post(served, f"/activities/{first['activity_id']}/sign-up", {}, **bearer(token))

    for path in (f"/volunteers/{volunteer}", f"/teams/{team}"):
        (event,) = feed(served, path, token).events
        assert (event["UID"], event["SUMMARY"], event["STATUS"]) == (first["activity_id"], "垃圾分类课", "CONFIRMED")
        assert event.start == datetime.fromisoformat(first["starts_at"])
        assert event.start.astimezone(UTC).strftime("%H:%M") == "01:30"
    every = feed(served, f"/communities/{community}", token).events
    assert [event["UID"] for event in every] == [one["activity_id"] for one in activities]

    post(served, f"/activities/{first['activity_id']}/cancel", {"reason": "大雨"})
    (off,) = feed(served, f"/volunteers/{volunteer}", token).events
    assert (off["UID"], off["STATUS"], off["DESCRIPTION"]) == (first["activity_id"], "CANCELLED", "大雨")
    assert off["SEQUENCE"] > event["SEQUENCE"]


def test_a_feed_is_for_whom_it_is(served: Flask, community: str) -> None:
    volunteer = post(served, "/volunteers", {"community": community, "name": "何平"})["volunteer_id"]
    path = f"/api/v1/volunteers/{volunteer}/calendar.ics"
    web = served.test_client()
    assert web.get(path).status_code == 401
    other = token_of(served, open_account(served, f"other-{community}", "volunteer", communities=[community]))
    refused = web.get(path, headers=bearer(other))
    assert (refused.status_code, refused.json["code"]) == (403, "not_your_calendar")
    assert web.get(f"{path}?token={other}").status_code == 401


@pytest.mark.parametrize(
    ("recurrence", "chinese", "english"),
    [
        ({"every": "day"}, "每天", "every day"),
        ({"every": "week", "weekday": 7}, "每周日", "every Sunday"),
        ({"every": "month", "day": 5}, "每月5日", "on the 5th of each month"),
        (
            {"every": "month", "day": 31},
            "每月31日（当月没有这一天时为最后一天）",
            "on the 31st of each month (the last day of a shorter month)",
        ),
        (
            {"every": "quarter", "month": 1, "day": 12},
            "每季度第1个月12日",
            "on the 12th of the first month of each quarter",
        ),
        (
            {"every": "quarter", "month": 3, "day": 22},
            "每季度第3个月22日",
            "on the 22nd of the third month of each quarter",
        ),
    ],
)
def test_rhythms_are_said_as_people_say_them(recurrence: dict[str, Any], chinese: str, english: str) -> None:
    whole = {"weekday": None, "month": None, "day": None, **recurrence}
    assert words.rhythm(whole, "keep", "zh") == f"{chinese}，节假日照常"
    assert words.rhythm(whole, "keep", "en") == f"{english}, also on public holidays"
