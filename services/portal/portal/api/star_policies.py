"""Star policies: which there are, checking, trying and adopting one."""

from __future__ import annotations

from typing import Any

from contracts import fields
from contracts.requests import star_policies as ask

from .. import messages
from ..asker import language
from .blueprint import Blueprint

star_policies = Blueprint(
    "star_policies",
    __name__,
    url_prefix="/api/v1",
    description="Star policies: which there are, checking, trying and adopting one.",
)


class SaidFault(ask.PolicyFault):
    """`place`: in the document, as ``clauses.2.target``, null for all of it; a code for programs, and `fault` for
    people."""

    fault = fields.Text(500)


class CheckedStarPolicy(ask.CheckedStarPolicy):
    """`rule`: how the score becomes stars, in words; null with faults."""

    faults = fields.ListOf(fields.Nest(SaidFault), 1000)


def _said(checked: dict[str, Any]) -> dict[str, Any]:
    for fault in checked["faults"]:
        fault["fault"] = messages.say(fault["code"], language())
        fault["code"] = fault["code"].partition(":")[0]
    return checked


star_policies.query(
    "/star-policies",
    "scoring",
    "star_policies",
    ask.StarPoliciesQuery,
    ask.StarPolicies,
    summary="See the policies by which volunteers are rated, and those ready to be adopted.",
)
star_policies.command(
    "/star-policies",
    "scoring",
    "adopt_star_policy",
    ask.AdoptStarPolicy,
    ask.KnownStarPolicy,
    summary="Adopt a policy from a day to come on: the district.",
)
star_policies.command(
    "/star-policies/check",
    "scoring",
    "check_star_policy",
    ask.StarPolicyCheck,
    CheckedStarPolicy,
    complete=_said,
    summary="See whether a document is a policy that can be used, and each fault with its place: the district.",
)
star_policies.command(
    "/star-trials",
    "scoring",
    "start_star_trial",
    ask.StartStarTrial,
    ask.StarTrial,
    summary="Try what a policy would make of a year; no rating changes: the district.",
)
star_policies.query(
    "/star-trials/<id:trial_id>",
    "scoring",
    "star_trial",
    ask.StarTrialQuery,
    ask.StarTrial,
    path=("trial_id",),
    summary="See how far a trial is, and who would have other stars and why: the district.",
)
