"""The pages for people: large, plain, one thing at a time, and without scripts."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from .. import api, moments, words
from ..asker import language
from ..problems import NotSignedIn, Problem
from . import boards, door, lists, needs, translations, verifying
from .blueprint import pages, show

__all__ = ["boards", "door", "install", "lists", "needs", "tell", "verifying"]


def install(app: Flask) -> None:
    """Add the pages to `app`."""
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, WTF_CSRF_TIME_LIMIT=None)
    Bootstrap5(app)
    translations.install(app)
    protection = CSRFProtect(app)
    for blueprint in api.BLUEPRINTS:
        protection.exempt(blueprint)
    app.register_blueprint(pages)
    app.jinja_env.filters.update(word=_word, moment=_moment, plain=_plain, period=_period)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_reading)


def tell(problem: Problem, error: Exception) -> Response:
    """A page that says what went wrong; somebody not signed in is asked to sign in and brought back."""
    if isinstance(error, NotSignedIn) and request.method == "GET":
        back = request.full_path.rstrip("?")
        return redirect(url_for("pages.sign_in", next=back), 303)  # type: ignore[return-value]
    response = show("problem.html", problem=problem, status=problem.status)
    response.headers.update(problem.headers)
    return response


def _reading() -> dict[str, Any]:
    english = language() == "en"
    hints = {kind: (drawn, en if english else zh) for kind, (drawn, zh, en) in words.KIND_HINTS.items()}
    return {"reading": language(), "kind_hints": hints}


def _word(code: str) -> str:
    return words.word(code, language())


def _moment(text: str) -> str:
    return moments.said(text, language())


def _plain(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict):
        return "，".join(f"{_word(str(name))} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(_plain(inner) for inner in value)
    return str(value)


def _period(code: str) -> str:
    """``2026`` or ``2026-Q4`` in words."""
    year, _dash, quarter = code.partition("-Q")
    if not quarter:
        return _("%(year)s 年全年", year=year)
    return _("%(year)s 年第 %(quarter)s 季度", year=year, quarter=quarter)
