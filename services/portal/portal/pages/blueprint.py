"""The pages' blueprint, and what every page does alike: show a form, say what went wrong, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template
from werkzeug.exceptions import HTTPException

from chassis.refusals import Refusal
from chassis.rpc import ServiceFailed, ServiceUnavailable

from .. import problems
from .forms import Form

pages = Blueprint("pages", __name__)


def show(template: str, *, status: int = 200, **context: Any) -> Response:
    """The page, never kept by the browser: it is somebody's, and its forms are for one use."""
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def attempt(form: Form, do: Callable[[], Any]) -> Any:
    """What `do` returns; None when it was refused or a service is away, which `form` then says."""
    try:
        return do()
    except (Refusal, ServiceUnavailable, ServiceFailed, problems.NotSignedIn, HTTPException) as error:
        form.tell(problems.of(error))
        return None


def go(url: str, message: str | None = None) -> Response:
    """On to `url` after something was done; `message` is shown there."""
    if message:
        flash(message)
    return redirect(url, 303)  # type: ignore[return-value]


def status_of(form: Form) -> int:
    """The HTTP status of a page that shows `form`."""
    return form.problem.status if form.problem else 200
