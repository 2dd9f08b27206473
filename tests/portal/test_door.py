"""Coming in by the pages: signing in, one-click demonstrations, languages, and what keeps strangers out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.portal.browser import Browser
from tests.portal.conftest import open_account


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
