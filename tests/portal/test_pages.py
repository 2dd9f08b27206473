"""The pages as people use them: forms, and the whole way of a need from report to star."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import portal
from chassis.transaction import new_id
from notify.routing import ROUTES
from portal.pages import letters, progress

from tests.bus import eventually
from tests.portal.browser import Browser
from tests.portal.conftest import ADMIN, bearer, open_account, token_of


@dataclass(frozen=True)
class Neighbourhood:
    """A community of one building with a department, each of its own code, and one person in each role."""

    app: Flask
    community: str
    building: str
    department: str
    resident: Browser
    worker: Browser
    volunteer: Browser
    officer: Browser


@pytest.fixture
def east(served: Flask) -> Neighbourhood:
    mark = new_id()[-8:]
    community, building, department = f"east-{mark}", f"east-{mark}-b1", f"water-{mark}"
    web = served.test_client()

    def post(path: str, body: dict[str, Any]) -> Any:
        answer = web.post(f"/api/v1{path}", json=body, headers=ADMIN)
        assert answer.status_code < 300, answer.text
        return answer.json

    places = [
        {"code": f"d-{mark}", "kind": "district", "name": "示范区"},
        {"code": f"s-{mark}", "kind": "subdistrict", "name": "示范街道", "parent": f"d-{mark}"},
        {"code": community, "kind": "community", "name": "东社区", "parent": f"s-{mark}", "community": community},
        {"code": building, "kind": "building", "name": "1号楼", "parent": community, "community": community},
    ]
    post("/places", {"places": places})
    post("/organisations", {"organisations": [{"code": department, "kind": "department", "name": "供水中心"}]})
    volunteer = post("/volunteers", {"community": community, "name": "何平"})["volunteer_id"]
    eventually(lambda: _knows(web, community, building, volunteer), what="ticketing to know the community")
    return Neighbourhood(
        served,
        community,
        building,
        department,
        Browser(served, open_account(served, f"resident-{mark}", communities=[community])),
        Browser(served, open_account(served, f"worker-{mark}", "community_worker", communities=[community])),
        Browser(served, open_account(served, f"volunteer-{mark}", "volunteer", volunteer_id=volunteer)),
        Browser(served, open_account(served, f"officer-{mark}", "officer", organisation=department)),
    )


def _knows(web: FlaskClient, community: str, building: str, volunteer: str) -> bool:
    probe = {"community": community, "building": building, "description": "试一试"}
    if web.post("/api/v1/needs", json=probe, headers=ADMIN).status_code != 201:
        return False
    return web.get(f"/api/v1/volunteers/{volunteer}/rating", headers=ADMIN).status_code == 200


def now(answer: Any) -> str:
    """Where the need on a page stands, as the line of steps says it."""
    return re.findall(r'aria-current="step">([^<]*)', answer.text)[0]


def test_a_need_goes_from_report_to_star_on_the_pages(east: Neighbourhood) -> None:
    resident, worker, volunteer = east.resident, east.worker, east.volunteer
    words = "楼道灯坏了 👵 𠮷 مرحبا\n晚上看不清"
    told = {"description": words, "kind": "convenience", "building": east.building, "urgency": "ordinary"}
    reported = resident.send("/report", **told)
    assert "已经收到" in reported.text
    assert words in unescape(reported.text) and "1号楼" in reported.text
    need = reported.request.path
    assert words.partition("\n")[0] in resident.open("/needs").text

    assert need in worker.open("/desk?state=reported").text
    routed = worker.send(need, f"{need}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    assert now(routed) == "等志愿者认领"
    assert now(volunteer.send("/tasks", f"{need}/claim")) == "有人在办"
    assert now(volunteer.send(need, f"{need}/complete", minutes="45")) == "办完了，等确认"
    assert now(resident.send(need, f"{need}/confirm")) == "已确认"
    rated = resident.send(need, f"{need}/rate", stars="5", resolved="yes", comment="多谢")
    assert "多谢" in rated.text and 'aria-label="5 星"' in rated.text
    board = eventually(lambda: _rated(resident, east.community), what="the board to show the volunteer")
    assert "1 次服务，共 45 分钟" in board
    assert "<svg" in resident.open(f"/stars.svg?community={east.community}").text
    assert eventually(lambda: "您的服务得了 5 星评价" in volunteer.open("/inbox").text)
    assert "条未读" not in volunteer.send("/inbox", "/inbox/read", message_ids=_messages(volunteer)).text


def test_a_worker_is_shown_what_a_need_seems_to_be_until_it_is_sorted(east: Neighbourhood) -> None:
    tap = {"description": "厨房水龙头关不紧，水漫了一地", "urgency": "ordinary"}
    for _ in range(2):
        need = east.resident.send("/report", **tap).request.path
        assert "看着像哪一类" not in east.resident.open(need).text
        shown = east.worker.open(need).text
        assert "便民服务" in shown and "提到了：" in shown and "水龙头" in shown and "这类事常吹哨" not in shown
        sorted_out = east.worker.send(
            need, f"{need}/triage", kind="convenience", urgency="ordinary", route="department"
        )
        assert "看着像哪一类" not in sorted_out.text
        east.worker.send(need, f"{need}/whistle", departments=[east.department])
    shown = east.worker.open(east.resident.send("/report", **tap).request.path).text
    assert re.search("这类事常吹哨：[^，]+，一年内 2 件", shown)
    unclear = east.resident.send("/report", description="请派人来看一下", urgency="ordinary").request.path
    assert "看着像哪一类" not in east.worker.open(unclear).text


def test_what_a_visit_found_is_read_on_the_page_of_its_need_in_both_languages(east: Neighbourhood) -> None:
    mark, found = east.community.removeprefix("east-"), "水管漏了 <b>两天</b>"
    by = bearer(token_of(east.app, f"volunteer-{mark}"))
    visit = {"building": east.building, "kind": "door_knock", "visited_on": "2026-03-01", "finding": found}
    logged = east.app.test_client().post(
        f"/api/v1/communities/{east.community}/visits", json={**visit, "need": {}}, headers=by
    )
    assert logged.status_code == 201, logged.text
    path = f"/needs/{logged.json['need_id']}"
    page = eventually(lambda: _shown(east.worker, path), what="the need on its page")
    assert found in unescape(page) and "<b>两天" not in page
    assert "<dt>由来</dt><dd>走访</dd>" in page
    assert "<dt>Came of</dt><dd>visit</dd>" in Browser(east.app, f"worker-{mark}", "en").open(path).text
    assert found in unescape(east.worker.open("/desk?state=reported").text)
    assert found in unescape(east.volunteer.open("/needs").text)
    east.worker.send(path, f"{path}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    assert found in unescape(east.volunteer.open("/tasks").text)


def _shown(browser: Browser, path: str) -> str | None:
    answer = browser.open(path)
    return answer.text if answer.status_code == 200 else None


def _rated(browser: Browser, community: str) -> str | None:
    text = browser.open(f"/stars?community={community}").text
    return text if "第 1 名" in text and "何平" in text else None


def _messages(browser: Browser) -> list[str]:
    return re.findall(r'name="message_ids" value="([^"]+)"', browser.open("/inbox").text)


def test_a_department_is_whistled_and_reports_in_on_its_page(east: Neighbourhood) -> None:
    worker, officer = east.worker, east.officer
    need = worker.send("/report", description="水管漏了", urgency="utilities", on_behalf_of="王奶奶").request.path
    worker.send(need, f"{need}/triage", kind="public_order", urgency="utilities", route="department")
    whistled = worker.send(need, f"{need}/whistle", departments=[east.department])
    assert now(whistled) == "已吹哨，等部门报到" and "供水中心" in whistled.text
    assert "等报到" in officer.open("/whistles").text
    assert now(officer.send("/whistles", f"{need}/report_in")) == "有人在办"
    waiting = officer.open("/whistles").text
    assert "已报到" in waiting and "等报到" not in waiting
    assert now(officer.send(need, f"{need}/complete", minutes="30")) == "办完了，等确认"
    assert now(worker.send(need, f"{need}/confirm")) == "已确认"


def test_a_form_sent_twice_is_done_once(east: Neighbourhood) -> None:
    resident = east.resident
    typed = {**resident.hidden(resident.open("/report").text, "/report"), "description": "只有一件事"}
    pages = [resident.post("/report", typed).request.path for _ in range(2)]
    assert pages[0] == pages[1]
    assert resident.open("/needs").text.count("只有一件事") == 1


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(east: Neighbourhood) -> None:
    resident = east.resident
    answer = resident.send("/report", description="  ", place_words="三楼", kind="environment", building=east.building)
    assert answer.status_code == 422
    assert 'value="三楼"' in answer.text
    assert re.search(r'value="environment"[^>]*checked', answer.text)
    assert re.search(f'value="{east.building}" selected', answer.text)
    assert re.search(r'id="f-description-fault">不能只有空格', answer.text)
    assert 'aria-describedby="f-description-hint f-description-fault"' in answer.text


def test_a_step_that_came_too_late_says_where_the_need_stands(east: Neighbourhood) -> None:
    resident, worker = east.resident, east.worker
    need = resident.send("/report", description="一件小事").request.path
    withdrawing = resident.hidden(resident.open(need).text, f"{need}/withdraw")
    worker.send(need, f"{need}/decline", reason="重复了")
    answer = resident.post(f"{need}/withdraw", withdrawing)
    assert answer.status_code == 409
    assert now(answer) == "不予受理" and "重复了" in answer.text
    assert "不能这样做" in answer.text


def test_a_number_typed_in_words_is_refused_at_its_field(east: Neighbourhood) -> None:
    resident, worker, volunteer = east.resident, east.worker, east.volunteer
    need = resident.send("/report", description="修水龙头").request.path
    worker.send(need, f"{need}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    volunteer.send("/tasks", f"{need}/claim")
    answer = volunteer.send(need, f"{need}/complete", minutes="半小时")
    assert answer.status_code == 422
    assert 'value="半小时"' in answer.text and "这里要填整数" in answer.text


def test_a_resident_signs_up_on_the_page_and_becomes_a_volunteer(east: Neighbourhood) -> None:
    browser = Browser(east.app)
    typed = {"display_name": "王秀", "username": " Wang.Xiu ", "password": "short", "community": east.community}
    assert "太短了" in browser.send("/sign-up", **typed).text
    assert "王秀" in browser.send("/sign-up", **{**typed, "password": "long enough"}).text
    assert (
        "现在可以接单了"
        in browser.send("/volunteering", name="王秀", community=east.community, skills="理发，书法").text
    )
    assert browser.open("/tasks").status_code == 200


def test_every_text_of_the_pages_has_its_english() -> None:
    folder = Path(str(portal.__file__)).parent
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    wanted = {message for _, _, message, _, _ in extract_from_dir(str(folder), methods)}
    with (folder / "translations" / "en" / "messages.po").open("rb") as source:
        english = {message.id: message.string for message in read_po(source) if message.id}
    assert len(wanted) > 100
    assert {text for text in wanted if not english.get(text)} == set()
    assert set(english) - wanted == set()
    for text, said in english.items():
        assert set(re.findall(r"%\((\w+)\)s", text)) == set(re.findall(r"%\((\w+)\)s", str(said))), text


def test_every_kind_of_message_has_words() -> None:
    kinds = {route.kind: set(route.about) for routes in ROUTES.values() for route in routes}
    assert set(kinds) <= set(letters.WORDS)
    for kind, told in kinds.items():
        for said in letters.WORDS[kind]:
            assert set(re.findall(r"{(\w+)}", said)) <= told | {"community"}, kind


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("zh", "你们在东社区办的一个微项目获得以奖代补 12,000.50 元。"),
        ("en", "A project of yours in 东社区 was given an award in lieu of subsidy: 12,000.50 yuan."),
    ],
)
def test_money_in_a_message_is_told_in_yuan(app: Flask, asked: str, said: str) -> None:
    about = {"project_id": new_id(), "organisation": "water", "award_fen": 1_200_050}
    message = {"kind": "project_awarded", "community": "east", "about": about}
    with app.test_request_context(headers={"Accept-Language": asked}):
        assert letters.words_of(message, {"east": "东社区"}).words == said


@pytest.mark.parametrize(
    ("state", "route", "visited", "now"),
    [
        ("reported", None, ["reported"], "reported"),
        ("assigned", "volunteer", ["reported", "offered", "assigned"], "assigned"),
        ("assigned", "department", ["reported", "triaged", "whistled", "assigned"], "assigned"),
        ("triaged", None, ["reported", "triaged"], "triaged"),
        ("closed", "volunteer", ["reported", "closed"], "closed"),
        ("declined", None, ["reported", "declined"], "declined"),
    ],
)
def test_the_line_of_steps_shows_where_a_need_is(state: str, route: str | None, visited: list[str], now: str) -> None:
    stops = progress.line(state, route, visited)
    standings = [stop.standing for stop in stops]
    assert [stop.state for stop in stops if stop.standing in ("now", "ended")] == [now]
    here = next(place for place, stop in enumerate(stops) if stop.state == now)
    assert set(standings[:here]) <= {"done"} and set(standings[here + 1 :]) <= {"ahead"}
    assert len({stop.state for stop in stops}) == len(stops)
