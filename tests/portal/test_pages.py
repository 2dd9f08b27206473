"""The pages as people use them: forms, languages, sign-in, and the whole way of a need from report to star."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import portal
from notify.routing import ROUTES
from portal.pages import letters, progress

from tests.bus import eventually
from tests.portal.conftest import ADMIN, open_account

PLACES = [
    {"code": "district-1", "kind": "district", "name": "示范区"},
    {"code": "street-1", "kind": "subdistrict", "name": "示范街道", "parent": "district-1"},
    {"code": "east", "kind": "community", "name": "东社区", "parent": "street-1", "community": "east"},
    {"code": "east-b1", "kind": "building", "name": "1号楼", "parent": "east", "community": "east"},
]


@pytest.fixture
def database_url(sqlite_url: Callable[[str], str]) -> Callable[[str], str]:
    return sqlite_url


class Browser:
    """Somebody at the pages: follows redirects, and sends forms with what the page put into them."""

    def __init__(self, app: Flask, username: str | None = None, language: str = "zh") -> None:
        self.web: FlaskClient = app.test_client()
        self.language = {"Accept-Language": language}
        if username:
            self.send("/", "/demo-sign-in", username=username)

    def open(self, path: str) -> Any:
        return self.web.get(path, headers=self.language, follow_redirects=True)

    def send(self, page: str, action: str | None = None, **typed: Any) -> Any:
        """Fill in the form on `page` that goes to `action` (default: the page itself) and send it."""
        hidden = self.hidden(self.open(page).text, action or page)
        return self.post(action or page, {**hidden, **typed})

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self.web.post(path, data=data, headers=self.language, follow_redirects=True)

    @staticmethod
    def hidden(text: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that goes to `action`."""
        for form in re.findall(r"<form.*?</form>", text, re.S):
            goes_to = re.search(r'<form[^>]*action="([^"]+)"', form)
            posts = 'method="post"' in form
            if posts and (goes_to is None or unescape(goes_to[1]).partition("?")[0] == action.partition("?")[0]):
                found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
                return {name: unescape(value) for name, value in found}
        raise AssertionError(f"no form on the page goes to {action}")


@pytest.fixture
def services(running: Callable[..., Any]) -> None:
    for name in ("volunteer", "ticketing", "scoring", "notify"):
        running(name)


@pytest.fixture
def people(app: Flask, services: None) -> dict[str, Browser]:
    """A community with a building and a department, and one person in each role."""
    web = app.test_client()

    def post(path: str, body: dict[str, Any]) -> Any:
        answer = web.post(f"/api/v1{path}", json=body, headers=ADMIN)
        assert answer.status_code < 300, answer.text
        return answer.json

    post("/places", {"places": PLACES})
    post("/organisations", {"organisations": [{"code": "water", "kind": "department", "name": "供水中心"}]})
    volunteer = post("/volunteers", {"community": "east", "name": "何平"})["volunteer_id"]
    open_account(app, "resident-1", communities=["east"])
    open_account(app, "worker-1", "community_worker", communities=["east"])
    open_account(app, "volunteer-1", "volunteer", communities=["east"], volunteer_id=volunteer)
    open_account(app, "officer-1", "officer", organisation="water")
    names = {"resident": "resident-1", "worker": "worker-1", "volunteer": "volunteer-1", "officer": "officer-1"}
    eventually(lambda: _knows_places(web), what="ticketing to know the community")
    return {role: Browser(app, username) for role, username in names.items()}


def _knows_places(web: FlaskClient) -> bool:
    probe = {"community": "east", "building": "east-b1", "description": "试一试"}
    return web.post("/api/v1/needs", json=probe, headers=ADMIN).status_code == 201


def test_a_need_goes_from_report_to_star_on_the_pages(people: dict[str, Browser]) -> None:
    resident, worker, volunteer = people["resident"], people["worker"], people["volunteer"]
    words = "楼道灯坏了 👵 𠮷 مرحبا\n晚上看不清"
    told = {"description": words, "kind": "convenience", "building": "east-b1", "urgency": "ordinary"}
    reported = resident.send("/report", **told)
    assert "已经收到" in reported.text
    assert words in unescape(reported.text) and "1号楼" in reported.text
    need = reported.request.path
    assert words.partition("\n")[0] in resident.open("/needs").text

    assert need in worker.open("/desk?state=reported").text
    routed = worker.send(need, f"{need}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    assert "等志愿者认领" in routed.text
    assert "有人在办" in volunteer.send("/tasks", f"{need}/claim").text
    assert "办完了" in volunteer.send(need, f"{need}/complete", minutes="45").text
    assert "已确认" in resident.send(need, f"{need}/confirm").text
    rated = resident.send(need, f"{need}/rate", stars="5", resolved="yes", comment="多谢")
    assert "多谢" in rated.text and 'aria-label="5 星"' in rated.text
    board = eventually(lambda: _rated(resident), what="the board to show the volunteer")
    assert "45 分钟" in board
    assert "<svg" in resident.open("/stars.svg?community=east").text
    assert eventually(lambda: "您的服务得了 5 星评价" in volunteer.open("/inbox").text)
    assert "条未读" not in volunteer.send("/inbox", "/inbox/read", message_ids=_messages(volunteer)).text


def _rated(browser: Browser) -> str | None:
    text = browser.open("/stars?community=east").text
    return text if "第 1 名" in text and "何平" in text else None


def _messages(browser: Browser) -> list[str]:
    return re.findall(r'name="message_ids" value="([^"]+)"', browser.open("/inbox").text)


def test_a_department_is_whistled_and_reports_in_on_its_page(people: dict[str, Browser]) -> None:
    worker, officer = people["worker"], people["officer"]
    need = worker.send("/report", description="水管漏了", urgency="utilities", on_behalf_of="王奶奶").request.path
    worker.send(need, f"{need}/triage", kind="public_order", urgency="utilities", route="department")
    assert "供水中心" in worker.send(need, f"{need}/whistle", departments=["water"]).text
    assert "等报到" in officer.open("/whistles").text
    assert "已报到" in officer.send("/whistles", f"{need}/report_in").text
    assert "办完了" in officer.send(need, f"{need}/complete", minutes="30").text
    assert "已确认" in worker.send(need, f"{need}/confirm").text


def test_a_form_sent_twice_is_done_once(people: dict[str, Browser]) -> None:
    resident = people["resident"]
    typed = {**resident.hidden(resident.open("/report").text, "/report"), "description": "只有一件事"}
    pages = [resident.post("/report", typed).request.path for _ in range(2)]
    assert pages[0] == pages[1]
    assert resident.open("/needs").text.count("只有一件事") == 1


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(people: dict[str, Browser]) -> None:
    resident = people["resident"]
    answer = resident.send("/report", description="  ", place_words="三楼", kind="environment", building="east-b1")
    assert answer.status_code == 422
    assert 'value="三楼"' in answer.text
    assert re.search(r'value="environment"[^>]*checked', answer.text)
    assert re.search(r'value="east-b1" selected', answer.text)
    assert re.search(r'id="f-description-fault">不能只有空格', answer.text)
    assert 'aria-describedby="f-description-hint f-description-fault"' in answer.text


def test_a_step_that_came_too_late_says_where_the_need_stands(people: dict[str, Browser]) -> None:
    resident, worker = people["resident"], people["worker"]
    need = resident.send("/report", description="一件小事").request.path
    withdrawing = resident.hidden(resident.open(need).text, f"{need}/withdraw")
    worker.send(need, f"{need}/decline", reason="重复了")
    answer = resident.post(f"{need}/withdraw", withdrawing)
    assert answer.status_code == 409
    assert "不予受理" in answer.text and "重复了" in answer.text


def test_a_number_typed_in_words_is_refused_at_its_field(people: dict[str, Browser]) -> None:
    resident, worker, volunteer = people["resident"], people["worker"], people["volunteer"]
    need = resident.send("/report", description="修水龙头").request.path
    worker.send(need, f"{need}/triage", kind="convenience", urgency="ordinary", route="volunteer")
    volunteer.send("/tasks", f"{need}/claim")
    answer = volunteer.send(need, f"{need}/complete", minutes="半小时")
    assert answer.status_code == 422
    assert 'value="半小时"' in answer.text and "这里要填整数" in answer.text


def test_a_resident_signs_up_on_the_page_and_becomes_a_volunteer(app: Flask, people: dict[str, Browser]) -> None:
    browser = Browser(app)
    typed = {"display_name": "王秀", "username": " Wang.Xiu ", "password": "short", "community": "east"}
    assert "太短了" in browser.send("/sign-up", **typed).text
    assert "王秀" in browser.send("/sign-up", **{**typed, "password": "long enough"}).text
    assert "现在可以接单了" in browser.send("/volunteering", name="王秀", community="east", skills="理发，书法").text
    assert browser.open("/tasks").status_code == 200


def test_signing_in_leads_back_to_where_one_was_going(app: Flask) -> None:
    open_account(app, "resident-1", password="long enough")
    browser = Browser(app)
    asked = browser.open("/inbox")
    assert asked.request.path == "/sign-in"
    wrong = browser.send("/sign-in?next=/inbox", username="resident-1", password="wrong")
    assert wrong.status_code == 401 and "用户名或密码不对" in wrong.text
    assert 'value="resident-1"' in wrong.text
    hidden = browser.hidden(asked.text, "/sign-in")
    answer = browser.post("/sign-in", {**hidden, "username": "Resident-1", "password": "long enough"})
    assert answer.request.path == "/inbox"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(app: Flask, away: str) -> None:
    open_account(app, "resident-1", password="long enough")
    browser = Browser(app)
    hidden = browser.hidden(browser.open("/sign-in").text, "/sign-in")
    typed = {**hidden, "username": "resident-1", "password": "long enough", "next": away}
    assert browser.web.post("/sign-in", data=typed).headers["Location"] == "/"


def test_a_form_from_elsewhere_is_refused(app: Flask) -> None:
    browser = Browser(app, open_account(app, "resident-1"))
    for path in ("/report", "/sign-out", "/demo-sign-in", "/language"):
        assert browser.post(path, {"description": "x"}).status_code == 400
    assert browser.open("/report").request.path == "/report"


def test_one_click_sign_in_is_for_demonstrations_and_accounts_without_password_only(
    app: Flask, make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str]
) -> None:
    open_account(app, "with-password", password="long enough")
    page = Browser(app).open("/").text
    assert 'value="district-admin"' in page and "with-password" not in page
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/demo-sign-in", data={"username": "with-password"}).status_code == 404
    earnest = make_portal(sqlite_url("portal"), demo=False)
    assert "district-admin" not in Browser(earnest).open("/").text
    earnest.config["WTF_CSRF_ENABLED"] = False
    assert earnest.test_client().post("/demo-sign-in", data={"username": "district-admin"}).status_code == 404


def test_the_language_can_be_chosen_and_stays(app: Flask) -> None:
    browser = Browser(app)
    assert "有事说一声" in browser.open("/").text
    browser.send("/", "/language", language="en")
    page = browser.open("/")
    assert "Say what you need" in page.text and '<html lang="en">' in page.text
    assert "Sign in" in Browser(app, language="en-US").open("/sign-in").text


def test_pages_send_no_scripts_and_forbid_them(app: Flask) -> None:
    browser = Browser(app, open_account(app, "resident-1"))
    for path in ("/", "/sign-in", "/volunteering"):
        answer = browser.open(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert "<script" not in answer.text and " style=" not in answer.text
        assert not re.search(r'(src|href)="(https?:)?//', answer.text)


def test_cookies_are_for_https_where_people_come_by_https(
    make_portal: Callable[..., Flask], sqlite_url: Callable[[str], str]
) -> None:
    web = make_portal(sqlite_url("portal"), https=True).test_client()
    assert web.get("/").headers["Location"].startswith("https://")
    answer = web.get("/sign-in", base_url="https://linli.example")
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Strict-Transport-Security" in answer.headers
    assert web.get("/live").status_code == 200


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
