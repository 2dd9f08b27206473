"""Cookie sessions for people on pages. The API takes tokens only, so a page's cookie opens nothing there."""

from __future__ import annotations

from flask import Flask, Request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, login_user, logout_user

from . import accounts
from .models import Account
from .portal import portal


class SessionUser(UserMixin):
    """An account as Flask-Login wants it."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        return self.account.person_id


class Sessions(SecureCookieSessionInterface):
    """As Flask's, but without a cookie nothing is made ready to read one: programs send none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        has_one = self.get_cookie_name(app) in request.cookies
        return super().open_session(app, request) if has_one else self.session_class()


def begin(account: Account) -> None:
    """This browser is the account's from now on."""
    end()
    session.permanent = True
    login_user(SessionUser(account))


def end() -> None:
    """This browser is nobody's."""
    logout_user()
    session.clear()


def install(app: Flask) -> None:
    """Have `app` know people by their sessions."""
    app.session_interface = Sessions()
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)


def _load(person_id: str) -> SessionUser | None:
    with portal().database.reading() as found:
        account = accounts.by_person(found, person_id)
    return SessionUser(account) if account else None
