"""Benefit packages: offered by communities, redeemed with points, honoured at the counter by a code."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from contracts import fields
from contracts.requests import Request
from contracts.requests import benefits as ask

from ..accounts import digest_of
from ..asker import command_id
from ..benefit_codes import code_text, plain
from ..portal import portal
from . import schemas
from .blueprint import Blueprint

benefits = Blueprint("benefits", __name__, url_prefix="/api/v1", description="Benefit packages: what points buy.")


class RedemptionMade(ask.Redemption):
    """A redemption; its code is shown this once."""

    code = fields.Text(40)


class HonourRedemption(Request):
    """`code`: as the volunteer shows it; spaces, hyphens and small letters do not matter."""

    code = fields.Text(100, required=True)


benefits.command(
    "/communities/<code:community>/benefits",
    "scoring",
    "make_benefit",
    ask.MakeBenefit,
    ask.Benefit,
    path=("community",),
    status=201,
    summary="Offer a benefit package.",
)
benefits.query(
    "/communities/<code:community>/benefits",
    "scoring",
    "benefits",
    ask.BenefitsQuery,
    ask.Benefits,
    path=("community",),
    summary="A community's benefit packages, newest first; anybody with the points may redeem them.",
)
benefits.command(
    "/benefits/<id:benefit_id>/withdraw",
    "scoring",
    "withdraw_benefit",
    ask.WithdrawBenefit,
    ask.Benefit,
    path=("benefit_id",),
    summary="Offer a benefit package no longer; codes that were given out stay good.",
)
benefits.query(
    "/benefits/<id:benefit_id>/redemptions",
    "scoring",
    "benefit_redemptions",
    ask.BenefitRedemptionsQuery,
    ask.Redemptions,
    path=("benefit_id",),
    summary="The redemptions of a benefit package, newest first.",
)
benefits.query(
    "/volunteers/<id:volunteer_id>/redemptions",
    "scoring",
    "redemptions",
    ask.RedemptionsQuery,
    ask.Redemptions,
    path=("volunteer_id",),
    summary="A volunteer's redemptions, newest first.",
)


@benefits.route("/benefits/<id:benefit_id>/redeem", methods=["POST"])
@benefits.arguments(schemas.Request, required=False)
@benefits.response(201, RedemptionMade)
def redeem_benefit(_body: dict[str, Any], benefit_id: str) -> tuple[Response, int]:
    """Spend one's points on a benefit package; the code to take it with is shown this once."""
    command = command_id()
    code = code_text(portal().secret, command, benefit_id)
    asked = {"benefit_id": benefit_id, "digest": digest_of(plain(code))}
    made = portal().command("scoring", "redeem_benefit", asked, command)
    return jsonify({**made, "code": code}), 201


benefits.command(
    "/redemptions/<id:redemption_id>/cancel",
    "scoring",
    "cancel_redemption",
    ask.CancelRedemption,
    ask.Redemption,
    path=("redemption_id",),
    summary="Cancel one's redemption that was not taken: the points come back.",
)


@benefits.route("/redemptions/honour", methods=["POST"])
@benefits.arguments(HonourRedemption)
@benefits.response(200, ask.Redemption)
def honour_redemption(body: dict[str, Any]) -> Response:
    """Take the code of whoever comes to the counter, and hand the benefit over, once."""
    asked = {"digest": digest_of(plain(body["code"]))}
    return jsonify(portal().command("scoring", "honour_redemption", asked, command_id()))
