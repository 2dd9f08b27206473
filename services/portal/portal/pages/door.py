"""The first page, signing in and out, signing up, the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from chassis.refusals import Invalid
from contracts import vocabulary

from .. import accounts, enrolment, sessions
from ..api import schemas
from ..asker import LANGUAGE_COOKIE, LANGUAGES, asker, signed_in
from ..limits import limit_sign_in
from ..models import Account
from ..portal import portal
from . import directory
from .blueprint import attempt, go, pages, show, status_of
from .forms import SignInForm, SignUpForm

_SHOWN_AT_FIRST = 4


@pages.get("/")
def home() -> Response:
    return show("home.html", people=_demonstrators() if portal().settings.demo else {}, shown=_SHOWN_AT_FIRST)


def _demonstrators() -> dict[str, list[Account]]:
    """Accounts to sign in as with one click, by their highest role."""
    with portal().database.reading() as session:
        known = accounts.without_password(session)
    ranked = list(reversed(vocabulary.ROLES))
    by_role: dict[str, list[Account]] = {role: [] for role in vocabulary.ROLES}
    for account in known:
        by_role[next(role for role in ranked if role in account.roles)].append(account)
    return {role: found for role, found in by_role.items() if found}


@pages.route("/sign-in", methods=["GET", "POST"])
@limit_sign_in
def sign_in() -> Response:
    form = SignInForm()
    if form.is_submitted():
        username = (form.username.data or "").strip().lower()
        account = attempt(form, lambda: enrolment.recognise(username, form.password.data or ""))
        if account is not None:
            sessions.begin(account)
            return go(_next(), _("您好，%(name)s。", name=account.display_name))
    return show("sign_in.html", form=form, next=request.values.get("next", ""), status=status_of(form))


def _next() -> str:
    """Where the person was going: an address of this portal, never another's."""
    wanted = request.form.get("next", "")
    parts = urlsplit(wanted)
    own = wanted.startswith("/") and not parts.scheme and not parts.netloc and "\\" not in wanted
    return wanted if own and not wanted.startswith("//") else url_for("pages.home")


@pages.route("/sign-up", methods=["GET", "POST"])
@limit_sign_in
def sign_up() -> Response:
    form = SignUpForm()
    if form.is_submitted():
        account = attempt(form, lambda: _open_account(form))
        if account is not None:
            sessions.begin(account)
            return go(url_for("pages.home"), _("注册好了，%(name)s。", name=account.display_name))
    form.community.choices = directory.community_choices()
    return show("sign_up.html", form=form, status=status_of(form))


def _open_account(form: SignUpForm) -> Account:
    typed = form.sent("display_name", "username", "password", "community")
    typed["username"] = typed.get("username", "").strip().lower()
    try:
        asked = schemas.OpenAccount().load({name: value for name, value in typed.items() if value})
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from None
    enrolment.open_account(asked, lambda account: schemas.AccountShown().dump(account))
    return enrolment.recognise(asked["username"], asked["password"])


@pages.post("/demo-sign-in")
def demo_sign_in() -> Response:
    if not portal().settings.demo:
        abort(404)
    with portal().database.reading() as session:
        account = accounts.get(session, request.form.get("username", ""))
    if account.password_hash is not None:
        abort(404)
    sessions.begin(account)
    return go(url_for("pages.home"), _("您现在以%(name)s的身份体验。", name=account.display_name))


@pages.post("/sign-out")
def sign_out() -> Response:
    signed_in()
    sessions.end()
    return go(url_for("pages.home"))


@pages.post("/language")
def choose_language() -> Response:
    chosen = request.form.get("language", "")
    response = go(_next())
    if chosen in LANGUAGES:
        secure = portal().settings.https
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=31_536_000, samesite="Lax", secure=secure, httponly=True)
    return response


@pages.app_context_processor
def _menu() -> dict[str, object]:
    """What the frame of every page shows."""
    return {"menu": _entries(), "account": asker().account}


def _entries() -> list[tuple[str, str, str]]:
    """Endpoint, words and icon of the pages that the asker needs, most wanted first."""
    me = asker()
    board = [("pages.stars", _("星级榜"), "award"), ("pages.appraisals", _("部门考核"), "bar-chart")]
    if me.account is None:
        return board
    own = []
    if me.has("community_worker", "district_admin"):
        own.append(("pages.desk", _("工作台"), "clipboard-check"))
    if me.has("officer"):
        own.append(("pages.whistles", _("吹哨单"), "megaphone"))
    if me.has("volunteer"):
        own.append(("pages.tasks", _("接单"), "list-check"))
    own.append(("pages.report", _("我要反映"), "plus-circle"))
    own.append(("pages.my_needs", _("我的事"), "chat-left-text"))
    own.append(("pages.inbox", _("消息"), "envelope"))
    return own + board
