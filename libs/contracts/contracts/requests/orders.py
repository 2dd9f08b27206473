"""What may be asked of the ticketing service about how a need finds those who serve it: offers to named volunteers,
assignments declined, several helpers, an emergency squad."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

MOST_NAMED = 20
MOST_HELPERS = 20
"""On one need, who is responsible for it among them."""

LONGEST_WORDS = 500


class OrderCommand(Request):
    """Something done to one need."""

    need_id = fields.Id(required=True)


class OfferNeedTo(OrderCommand):
    """Offer a need to these volunteers only, who alone see and may claim it `until` then, at most 30 days ahead. Should
    nobody do so, a worker decides anew."""

    to = fields.ListOf(fields.Id(), MOST_NAMED, 1, distinct=True, required=True)
    until = fields.Moment(required=True)
    helpers_wanted = fields.Whole(1, MOST_HELPERS, load_default=None, allow_none=True)


class DeclineAssignment(OrderCommand):
    """A volunteer does not accept what a worker assigned. `words`: for the workers, required for another reason."""

    reason = fields.OneOf(vocabulary.DECLINE_REASONS, required=True)
    words = fields.Text(LONGEST_WORDS, load_default=None, allow_none=True)


class HelpWithNeed(OrderCommand):
    """A volunteer helps whoever is responsible for a need, or does so no longer."""


class AddHelper(OrderCommand):
    """A worker has a further volunteer help."""

    volunteer_id = fields.Id(required=True)


class ReleaseHelper(OrderCommand):
    """A worker has a helper help no longer."""

    volunteer_id = fields.Id(required=True)
    reason = fields.Text(LONGEST_WORDS, required=True)


class TellMinutes(OrderCommand):
    """A helper says how long he helped; whoever reports the service done may say otherwise."""

    minutes = fields.Whole(0, 1440, required=True)


class HelperMinutes(Request):
    """How long a helper helped; 0: did not, and has no service of his own."""

    volunteer_id = fields.Id(required=True)
    minutes = fields.Whole(0, 1440, required=True)


class SummonSquad(OrderCommand):
    """Have an emergency squad called out to an urgent or dangerous need. `respond_within`: minutes in which its members
    are to answer."""

    team = fields.Code(required=True)
    respond_within = fields.Whole(1, 1440, load_default=10)


class Helper(Answer):
    """A volunteer who helps whoever is responsible. `minutes`: how long, null while nobody has said."""

    volunteer_id = fields.Id()
    way = fields.OneOf(vocabulary.HELPING_WAYS)
    joined_at = fields.Moment()
    minutes = fields.Whole(0, 1440, allow_none=True)


class DeclinedAssignment(Answer):
    """An assignment that a volunteer did not accept, and why."""

    volunteer_id = fields.Id()
    round = fields.Whole(1, 1000)
    declined_at = fields.Moment()
    reason = fields.OneOf(vocabulary.DECLINE_REASONS)
    words = fields.Text(LONGEST_WORDS, allow_none=True)


class SquadSummons(Answer):
    """A squad summoned to a need. `call_out_id`: under which its members' answers are read; `called`: how many they
    are; `fault`: why it was not called out."""

    summons_id = fields.Id()
    team = fields.Code()
    summoned_at = fields.Moment()
    respond_within = fields.Whole(1, 1440)
    state = fields.OneOf(vocabulary.SUMMONS_STATES)
    call_out_id = fields.Id(allow_none=True)
    called = fields.Whole(0, 10_000, allow_none=True)
    called_at = fields.Moment(allow_none=True)
    ended_at = fields.Moment(allow_none=True)
    fault = fields.OneOf(vocabulary.SUMMONS_FAULTS, allow_none=True)


class DeclinedAssignments(Answer):
    """How many assignments were not accepted, by reason."""

    no_time = fields.Whole(0, 10**9)
    no_skill = fields.Whole(0, 10**9)
    too_far_away = fields.Whole(0, 10**9)
    unwell = fields.Whole(0, 10**9)
    other_reason = fields.Whole(0, 10**9)
