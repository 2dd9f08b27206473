"""What may be asked about patrols: responsibility areas, the rounds made in them, and which areas lack rounds."""

from __future__ import annotations

from .. import fields
from .base import Answer, Request
from .findings import LONGEST_FINDING, NeedFoundOnRound

MOST_ROUNDS = 48
"""A day in one area: round the clock, every half hour."""

MOST_BUILDINGS = 200


class RegisterPatrolArea(Request):
    """Register a responsibility area, or change its record. It is told by `buildings`, by `place` in free words, or by
    both. `rounds_a_day`: left out, as usual for a key area or an ordinary one; 0: not patrolled for now."""

    code = fields.Code(required=True)
    community = fields.Code(required=True)
    name = fields.Text(100, required=True)
    buildings = fields.ListOf(fields.Code(), MOST_BUILDINGS, distinct=True, load_default=list)
    place = fields.Text(200, load_default=None, allow_none=True)
    key = fields.Flag(load_default=False)
    rounds_a_day = fields.Whole(0, MOST_ROUNDS, load_default=None, allow_none=True)


class LogRound(Request):
    """A volunteer (id or reference; left out: oneself) made a round in an area: from `came_at` to `left_at`, or passed
    at `came_at`. `finding`: what was found, null for nothing; `need`: it needs something done."""

    area = fields.Code(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)
    came_at = fields.Moment(required=True)
    left_at = fields.Moment(load_default=None, allow_none=True)
    finding = fields.Text(LONGEST_FINDING, load_default=None, allow_none=True)
    need = fields.Nest(NeedFoundOnRound, load_default=None, allow_none=True)


class PatrolsQuery(Request):
    """A community's areas on a day (left out: today)."""

    community = fields.Code(required=True)
    day = fields.Day(load_default=None)


class PatrolArea(Answer):
    code = fields.Code()
    community = fields.Code()
    name = fields.Text(100)
    buildings = fields.ListOf(fields.Code(), MOST_BUILDINGS)
    place = fields.Text(200, allow_none=True)
    key = fields.Flag()
    rounds_a_day = fields.Whole(0, MOST_ROUNDS)


class PatrolRound(Answer):
    """A round; it belongs to the day on which it began. `finding` and `need_id`, of the need that it raised, are null,
    too, for readers who may not read them: workers of the community and whoever made the round may."""

    round_id = fields.Id()
    area = fields.Code()
    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    came_at = fields.Moment()
    left_at = fields.Moment(allow_none=True)
    finding = fields.Text(LONGEST_FINDING, allow_none=True)
    need_id = fields.Id(allow_none=True)


class PatrolledArea(PatrolArea):
    """An area with the day's rounds; `missing`: how many are still to be made."""

    rounds = fields.ListOf(fields.Nest(PatrolRound), 10**6)
    missing = fields.Whole(0, MOST_ROUNDS)


class Patrols(Answer):
    """A community's areas on a day. `lacking`: those that lack rounds, key areas first, then by how many they lack."""

    community = fields.Code()
    day = fields.Day()
    areas = fields.ListOf(fields.Nest(PatrolledArea), 10**5)
    lacking = fields.ListOf(fields.Code(), 10**5)
