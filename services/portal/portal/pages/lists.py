"""The lists of those who serve: the volunteer's orders, the worker's desk, the department's whistles; and the inbox."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from chassis.refusals import Invalid

from .. import findings
from ..api.volunteers import register
from ..asker import asker, command_id, signed_in
from ..portal import portal
from . import directory, letters
from .blueprint import attempt, go, pages, show, status_of
from .forms import StepForm, VolunteerForm

DESK_STATES = ("reported", "triaged", "offered", "whistled", "assigned", "completed", "confirmed", "closed")


@pages.get("/tasks")
def tasks() -> Response:
    """Needs to claim, and those claimed."""
    me, named = signed_in().volunteer_id, directory.communities()
    own = _needs({"mine": "true", "limit": "200"})["items"]
    served = [need for need in own if need["provider"] and need["provider"]["id"] == me]
    return show(
        "tasks.html",
        offered=_needs({"state": "offered", "limit": "100"})["items"],
        busy=[need for need in served if need["state"] == "assigned"],
        past=[need for need in served if need["state"] != "assigned"],
        communities=named,
        form=StepForm(formdata=None),
        me=me,
    )


@pages.get("/desk")
def desk() -> Response:
    """A community's needs by state."""
    named = directory.communities()
    own = named if asker().has("district_admin") else {c: named[c] for c in signed_in().communities if c in named}
    state = request.args.get("state", DESK_STATES[0])
    asked: dict[str, Any] = {"state": state, "limit": "50"}
    community = request.args.get("community") or (next(iter(own)) if len(own) == 1 else None)
    if community:
        asked["community"] = community
    if request.args.get("cursor"):
        asked["cursor"] = request.args["cursor"]
    return show(
        "desk.html",
        page=_needs(asked),
        states=DESK_STATES,
        state=state,
        own=own,
        community=community,
        communities=named,
    )


def _needs(asked: dict[str, Any]) -> dict[str, Any]:
    return findings.page_with_words(portal().query("ticketing", "needs", asked))


@pages.get("/whistles")
def whistles() -> Response:
    """Whistles to the asker's department, those still to be answered first."""
    asked = {"limit": "100", **({"cursor": request.args["cursor"]} if request.args.get("cursor") else {})}
    page = portal().query("ticketing", "whistles", asked)
    page["items"].sort(key=lambda one: one["reported_in_at"] is not None)
    return show(
        "whistles.html",
        page=page,
        communities=directory.communities(),
        departments=directory.departments(),
        form=StepForm(formdata=None),
    )


@pages.route("/volunteering", methods=["GET", "POST"])
def volunteering() -> Response:
    """A resident becomes a volunteer."""
    form = VolunteerForm()
    if form.is_submitted():
        asked = form.sent("name", "phone", "community")
        typed = (form.skills.data or "").replace("，", ",").replace("、", ",").replace("。", "").split(",")
        asked["skills"] = list(dict.fromkeys(skill.strip() for skill in typed if skill.strip()))
        if attempt(form, lambda: _register(asked)) is not None:
            return go(url_for("pages.tasks"), _("谢谢您！现在可以接单了。"))
    elif not form.name.data:
        form.name.data = signed_in().display_name
    form.community.choices = directory.community_choices()
    return show("volunteering.html", form=form, status=status_of(form))


def _register(asked: dict[str, Any]) -> dict[str, Any]:
    if not asked.get("community"):
        raise Invalid({"community": ["choose_one"]})
    return register(asked)


@pages.get("/inbox")
def inbox() -> Response:
    """The asker's messages."""
    asked = {"limit": "50", **({"cursor": request.args["cursor"]} if request.args.get("cursor") else {})}
    page = portal().query("notify", "inbox", asked)
    names = {**directory.communities(), **directory.departments()} if page["items"] else {}
    return show(
        "inbox.html",
        page=page,
        letters={message["message_id"]: letters.words_of(message, names) for message in page["items"]},
        form=StepForm(formdata=None),
    )


@pages.post("/inbox/read")
def mark_read() -> Response:
    """Mark the messages on the page as read."""
    asked = {"message_ids": request.form.getlist("message_ids")}
    portal().command("notify", "mark_read", asked, command_id())
    return go(url_for("pages.inbox"))
