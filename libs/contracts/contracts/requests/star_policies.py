"""What may be asked about star policies: which there are, whether a document is one, trying and adopting it.

A policy is one JSON document (docs/ratings.md says what may stand in it).
"""

from __future__ import annotations

from .. import fields
from .base import Answer, Request
from .scoring import Year

MOST_NAMES = 50
"""So many fields a document may have at its top."""

LONGEST_PLACE = 300
"""A place is told no longer: unknown fields are named as they came."""


def document() -> fields.Dict:
    return fields.Dict(MOST_NAMES, required=True)


class StarPoliciesQuery(Request):
    """The policies that rate or will rate, and those in use elsewhere that are ready to be adopted."""


class KnownStarPolicy(Answer):
    """`owner`: `national`, `district` or a community; `comes_with_linli`: it was not adopted by the district."""

    policy = fields.Text(64)
    owner = fields.Text(64)
    effective_from = fields.Day()
    comes_with_linli = fields.Flag()
    adopted_by = fields.Id(allow_none=True)
    adopted_at = fields.Moment(allow_none=True)
    document = fields.Dict()
    rule = fields.Text(600)


class StarPolicies(Answer):
    items = fields.ListOf(fields.Nest(KnownStarPolicy), 10_000)
    ready = fields.ListOf(fields.Dict(), 100)


class StarPolicyCheck(Request):
    """Whether a document is a policy that can be used."""

    document = document()


class PolicyFault(Answer):
    """`place`: in the document, as ``clauses.2.target``, null for all of it; `code`: what is wrong there, as a code or
    ``code:argument,argument``."""

    place = fields.Text(LONGEST_PLACE, allow_none=True)
    code = fields.Text(500)


class CheckedStarPolicy(Answer):
    """`rule`: how the score becomes stars, in words; null with faults."""

    usable = fields.Flag()
    faults = fields.ListOf(fields.Nest(PolicyFault), 1000)
    rule = fields.Text(600, allow_none=True)


class AdoptStarPolicy(Request):
    """From the policy's day on, which lies ahead, its owner's volunteers are rated by it."""

    document = document()


class StartStarTrial(Request):
    """Try what a policy would make of a year, of a community's volunteers or (left out) of all."""

    document = document()
    year = Year(required=True)
    community = fields.Code(load_default=None, allow_none=True)


class StarTrialQuery(Request):
    """A trial, and of those who would have other stars the ones after volunteer `after` by id."""

    trial_id = fields.Id(required=True)
    after = fields.Id(load_default=None)


class StarOutcome(Answer):
    stars = fields.Whole(0, 5)
    would = fields.Whole(0, 5)
    volunteers = fields.Whole(0, 10**9)


class StarMove(Answer):
    """`now`, `then`: the rating as it is and as it would be, in words (zh, en)."""

    volunteer_id = fields.Id()
    stars = fields.Whole(0, 5)
    would = fields.Whole(0, 5)
    now = fields.Dict()
    then = fields.Dict()


class StarTrial(Answer):
    """`looked_at` of `people` have been rated. `outcomes`: how many have so many stars and would have so many."""

    trial_id = fields.Id()
    policy = fields.Text(64)
    year = Year()
    community = fields.Code(allow_none=True)
    asked_by = fields.Id()
    asked_at = fields.Moment()
    ended_at = fields.Moment(allow_none=True)
    people = fields.Whole(0, 10**9)
    looked_at = fields.Whole(0, 10**9)
    outcomes = fields.ListOf(fields.Nest(StarOutcome), 36)
    moves = fields.ListOf(fields.Nest(StarMove), 100)
    next_after = fields.Id(allow_none=True)
