"""Reporting a need, following it, and every step that can be taken with it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from chassis.rpc import ServiceFailed, ServiceUnavailable

from .. import boards, findings, suggestions
from ..access import ACCESS
from ..asker import asker, command_id, signed_in
from ..portal import portal
from ..problems import RoleRequired
from . import directory, progress
from .blueprint import attempt, go, pages, show, status_of
from .forms import Form, ReportForm
from .steps import STEPS, form_for


@pages.route("/report", methods=["GET", "POST"])
def report() -> Response:
    form = ReportForm()
    form.offer()
    community = request.values.get("community")
    if form.is_submitted():
        asked = form.sent("description", "kind", "urgency", "building", "place_words", "on_behalf_of")
        asked["community"] = community or ""
        need = attempt(form, lambda: portal().command("ticketing", "report_need", asked, command_id()))
        if need is not None:
            return go(url_for("pages.need", need_id=need["need_id"]), _("已经收到，我们会尽快处理。"))
    named, community, homes = _where(form, community)
    if community is None:
        return show("choose_community.html", communities=named, status=status_of(form))
    form.building.choices = [("", _("不在楼里，或不清楚")), *homes.items()]
    works = asker().has("community_worker", "district_admin")
    return show("report.html", form=form, community=community, communities=named, works=works, status=status_of(form))


def _where(form: ReportForm, wanted: str | None) -> tuple[dict[str, str], str | None, dict[str, str]]:
    """Communities by code, the one to report in (None: to be chosen) and its buildings. What somebody has typed
    outlives a service that is away: the form is shown again with the places named in it."""
    try:
        named = directory.communities()
        community = wanted or next((code for code in signed_in().communities if code in named), None)
        if community not in named:
            return named, None, {}
        return named, community, directory.buildings(community)
    except ServiceUnavailable:
        if form.problem is None or not wanted:
            raise
        typed = form.building.data
        return {wanted: wanted}, wanted, {typed: typed} if typed else {}


@pages.get("/needs")
def my_needs() -> Response:
    asked = {"mine": "true", "limit": "50", **_after()}
    return show(
        "my_needs.html",
        communities=directory.communities(),
        page=findings.page_with_words(portal().query("ticketing", "needs", asked)),
    )


@pages.get("/needs/<id:need_id>")
def need(need_id: str) -> Response:
    return _need_page(portal().query("ticketing", "need", {"need_id": need_id}))


@pages.post("/needs/<id:need_id>/<action>")
def step(need_id: str, action: str) -> Response:
    chosen = STEPS.get(action) or abort(404)
    rule = ACCESS[f"needs.{chosen.call}"]
    if not rule.allows(asker().roles):
        raise RoleRequired(sorted(rule.roles))
    form = chosen.form()
    asked = {"need_id": need_id, **chosen.request(form)}
    done = attempt(form, lambda: portal().command("ticketing", chosen.call, asked, command_id()))
    if done is not None:
        seen = done["possible"] or done["mine"] or asker().has("community_worker", "district_admin", "officer")
        return go(url_for("pages.need", need_id=need_id) if seen else url_for("pages.tasks"), _("好了，已经记下。"))
    found = portal().query("ticketing", "need", {"need_id": need_id})
    return _need_page(found, failed=action, form=form)


def _need_page(found: dict[str, Any], failed: str = "", form: Form | None = None) -> Response:
    """The page of one need; `failed`: the step that was refused just now, with its `form` as typed."""
    forms = {action: form_for(action, found) for action in STEPS if action in found["possible"]}
    if form is not None and failed in forms:
        fresh = forms[failed]
        for field in fresh:
            if hasattr(field, "choices"):
                form[field.name].choices = field.choices
        forms[failed] = form
    visited = [one["to_state"] for one in found["history"]]
    suggested = _suggested(found) if "triage" in forms and found["state"] == "reported" else []
    usual = any(one["departments"] for one in suggested)
    return show(
        "need.html",
        stops=progress.line(found["state"], found["route"], visited),
        forms=forms,
        steps=STEPS,
        failed=failed,
        failed_form=form,
        communities=directory.communities(),
        building=_building(found),
        departments=directory.departments() if usual or _names_departments(found) else {},
        suggested=suggested,
        provider=_provider(found),
        # Last: a volunteer service that is away has been waited for by then, and the page does not go without names.
        need=findings.with_words(found),
        status=status_of(form) if form is not None else 200,
    )


def _suggested(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The kinds suggested for a need that waits for its triage; none while that cannot be asked."""
    try:
        kinds: list[dict[str, Any]] = suggestions.for_need(dict(found))["kinds"]
        return kinds
    except (ServiceUnavailable, ServiceFailed):
        return []


def _building(found: dict[str, Any]) -> str | None:
    code = found["building"]
    return directory.buildings(found["community"]).get(code, code) if code else None


def _names_departments(found: dict[str, Any]) -> bool:
    provider = found["provider"]
    return bool(found["whistles"]) or (provider is not None and provider["kind"] == "department")


def _provider(found: dict[str, Any]) -> str | None:
    """The volunteer's name, where one serves."""
    provider = found["provider"]
    if provider is None or provider["kind"] != "volunteer":
        return None
    return boards.volunteer_names([provider["id"]]).get(provider["id"])


def _after() -> dict[str, str]:
    """The place in a list that the reader came to."""
    cursor = request.args.get("cursor")
    return {"cursor": cursor} if cursor else {}
