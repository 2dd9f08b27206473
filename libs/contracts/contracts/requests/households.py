"""What may be asked about who lives in one household: volunteers and persons who sign in, by id alone."""

from __future__ import annotations

from .. import fields
from .base import Answer, Request

MOST_MEMBERS = 20


def _members() -> fields.ListOf:
    return fields.ListOf(fields.Id(), MOST_MEMBERS, distinct=True, load_default=[])


class RecordHousehold(Request):
    """These live in one household, two to twenty together and at least one of them a volunteer of the community.
    `volunteers`: ids of volunteers; `persons`: ids of persons who sign in, as VolunteerRegistered and ServiceRated
    tell them."""

    community = fields.Code(required=True)
    volunteers = _members()
    persons = _members()


class ChangeHousehold(Request):
    """Who lives in the household from now on, the whole anew. Nobody: it ends, for good."""

    household_id = fields.Id(required=True)
    volunteers = fields.ListOf(fields.Id(), MOST_MEMBERS, distinct=True, required=True)
    persons = fields.ListOf(fields.Id(), MOST_MEMBERS, distinct=True, required=True)


class VolunteerHouseholdQuery(Request):
    """The household of a volunteer, for themselves or a worker of their community."""

    volunteer_id = fields.Id(required=True)


class RecordedHousehold(Answer):
    """Who lives in a household. `sequence`: its version; `recorded_at`: when it was first recorded."""

    household_id = fields.Id()
    community = fields.Code()
    volunteers = fields.ListOf(fields.Id(), MOST_MEMBERS)
    persons = fields.ListOf(fields.Id(), MOST_MEMBERS)
    sequence = fields.Whole(1, 10**9)
    recorded_at = fields.Moment()


class VolunteerHousehold(Answer):
    """`household`: null where none was recorded."""

    household = fields.Nest(RecordedHousehold, allow_none=True)
