"""What can be done to a need on its page: each action's remote call, its form, and how the form becomes a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..portal import portal
from . import forms


@dataclass(frozen=True)
class Step:
    """`call`: of the ticketing service, and of the API's access table; `form`: what else must be said; `main`:
    the step that is usually wanted; `fields`: of the request, as typed."""

    call: str
    form: type[forms.Form] = forms.StepForm
    main: bool = False
    fields: tuple[str, ...] = ()
    read: Callable[[forms.Form], dict[str, Any]] | None = None

    def request(self, form: forms.Form) -> dict[str, Any]:
        """The request that the filled form stands for."""
        return self.read(form) if self.read else form.sent(*self.fields)


def _minutes(form: forms.Form, *others: str) -> dict[str, Any]:
    sent = form.sent("minutes", *others)
    typed = str(sent.get("minutes", "")).strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 9:
        sent["minutes"] = int(typed)
    return sent


def _completed(form: forms.Form) -> dict[str, Any]:
    return _minutes(form, "note")


def _rated(form: forms.Form) -> dict[str, Any]:
    sent = form.sent("stars", "resolved", "comment")
    if sent.get("stars") in ("1", "2", "3", "4", "5"):
        sent["stars"] = int(sent["stars"])
    if sent.get("resolved") in ("yes", "no"):
        sent["resolved"] = sent["resolved"] == "yes"
    return sent


def _reasoned(call: str) -> Step:
    return Step(call, forms.ReasonForm, fields=("reason",))


STEPS: dict[str, Step] = {
    "claim": Step("claim_need", main=True),
    "join_in": Step("join_in", main=True),
    "report_in": Step("report_in", main=True),
    "complete": Step("complete_need", forms.CompleteForm, main=True, read=_completed),
    "confirm": Step("confirm_need", main=True),
    "rate": Step("rate_need", forms.RateForm, main=True, read=_rated),
    "triage": Step("triage_need", forms.TriageForm, main=True, fields=("kind", "urgency", "route")),
    "assign": Step("assign_need", forms.AssignForm, fields=("volunteer_id",)),
    "whistle": Step("blow_whistle", forms.WhistleForm, fields=("departments",)),
    "offer": Step("offer_need"),
    "resume": Step("resume_need"),
    "suspend": _reasoned("suspend_need"),
    "raise": _reasoned("raise_need"),
    "dispute": _reasoned("dispute_need"),
    "tell_minutes": Step("tell_minutes", forms.MinutesForm, read=_minutes),
    "step_out": Step("step_out"),
    "decline_assignment": Step("decline_assignment", forms.DeclineForm, fields=("reason", "words")),
    "hand_back": _reasoned("hand_back_need"),
    "reopen": _reasoned("reopen_need"),
    "close": Step("close_need"),
    "decline": _reasoned("decline_need"),
    "withdraw": Step("withdraw_need"),
}
"""In the order in which the page offers them."""


def form_for(action: str, need: dict[str, Any], typed: bool = False) -> forms.Form:
    """The form of `action` on `need`, with its choices; `typed`: filled with what was just sent."""
    settings: dict[str, Any] = {} if typed else {"formdata": None}
    form = STEPS[action].form(**settings)
    if isinstance(form, (forms.TriageForm, forms.RateForm, forms.DeclineForm)):
        form.offer()
    if isinstance(form, forms.TriageForm) and not typed:
        form.kind.data = need["kind"]
        form.urgency.data = need["urgency"]
    if isinstance(form, forms.AssignForm):
        asked = {"community": need["community"], "limit": 200}
        found = portal().query("volunteer", "volunteers", asked)["items"]
        form.volunteer_id.choices = [(one["volunteer_id"], one["name"]) for one in found if one["active"]]
    if isinstance(form, forms.WhistleForm):
        found = portal().query("volunteer", "organisations", {"kind": "department"})["items"]
        found.sort(key=lambda one: need["community"] not in one["paired_with"])
        form.departments.choices = [(one["code"], one["name"]) for one in found]
    return form
