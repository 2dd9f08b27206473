"""What may be asked about benefit packages: what points buy. Only the hash of a redemption's code is ever sent."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_DIGEST = 64
MOST_PRICE = 10**6
MOST_STOCK = 10**6


class MakeBenefit(Request):
    """A community offers a benefit package. `points`: its price; `stock`: how many there are; `first_day`, `last_day`:
    when it can be redeemed and taken; `most_per_person`: null for any number; `organisation`: who honours it besides
    the community; `days_to_take`: how long a code is good, at most until `last_day`, null for until then."""

    community = fields.Code(required=True)
    title = fields.Text(100, required=True)
    description = fields.Text(2000, required=True)
    points = fields.Whole(1, MOST_PRICE, required=True)
    stock = fields.Whole(1, MOST_STOCK, required=True)
    first_day = fields.Day(required=True)
    last_day = fields.Day(required=True)
    most_per_person = fields.Whole(1, 1000, load_default=None, allow_none=True)
    organisation = fields.Code(load_default=None, allow_none=True)
    days_to_take = fields.Whole(1, 366, load_default=None, allow_none=True)


class Benefit(Answer):
    """A benefit package. `remaining`: how many can still be redeemed; `state`: whether it can be redeemed today."""

    benefit_id = fields.Id()
    community = fields.Code()
    title = fields.Text(100)
    description = fields.Text(2000)
    points = fields.Whole(1, MOST_PRICE)
    stock = fields.Whole(1, MOST_STOCK)
    remaining = fields.Whole(0, MOST_STOCK)
    first_day = fields.Day()
    last_day = fields.Day()
    most_per_person = fields.Whole(1, 1000, allow_none=True)
    organisation = fields.Code(allow_none=True)
    days_to_take = fields.Whole(1, 366, allow_none=True)
    state = fields.OneOf(vocabulary.BENEFIT_STATES)


class BenefitsQuery(PageQuery):
    """A community's benefit packages, newest first. `offered`: only those that can be redeemed today."""

    community = fields.Code(required=True)
    offered = fields.QueryFlag(load_default=False)


class Benefits(Page):
    items = fields.ListOf(fields.Nest(Benefit), 200)


class WithdrawBenefit(Request):
    """A benefit package is offered no longer. Codes that were given out stay good."""

    benefit_id = fields.Id(required=True)


class RedeemBenefit(Request):
    """A volunteer spends points on a benefit package. `digest`: the hash of the code to take it with."""

    benefit_id = fields.Id(required=True)
    digest = fields.Text(LONGEST_DIGEST, required=True)


class Redemption(Answer):
    """A redemption. `last_day`: until when it can be taken; `ended_at`: when it was honoured or cancelled or ran
    out; from the last two the points came back."""

    redemption_id = fields.Id()
    benefit_id = fields.Id()
    community = fields.Code()
    title = fields.Text(100)
    volunteer_id = fields.Id()
    points = fields.Whole(1, MOST_PRICE)
    state = fields.OneOf(vocabulary.REDEMPTION_STATES)
    redeemed_at = fields.Moment()
    last_day = fields.Day()
    ended_at = fields.Moment(allow_none=True)


class CancelRedemption(Request):
    """The volunteer does not want it any more: the points come back."""

    redemption_id = fields.Id(required=True)


class HonourRedemption(Request):
    """At the counter somebody takes the benefit with the code. `digest`: the code's hash."""

    digest = fields.Text(LONGEST_DIGEST, required=True)


class RedemptionsQuery(PageQuery):
    """A volunteer's redemptions, newest first."""

    volunteer_id = fields.Id(required=True)


class BenefitRedemptionsQuery(PageQuery):
    """The redemptions of a benefit package, newest first."""

    benefit_id = fields.Id(required=True)
    state = fields.OneOf(vocabulary.REDEMPTION_STATES, load_default=None)


class Redemptions(Page):
    items = fields.ListOf(fields.Nest(Redemption), 200)
