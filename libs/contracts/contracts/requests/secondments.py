"""What may be asked about secondments: volunteers whom organisations send to serve in another community."""

from __future__ import annotations

from .. import fields
from .base import Answer, Request


class Second(Request):
    """Second a volunteer to a community other than the own, from a day to a day (both counted; null: without end)."""

    organisation = fields.Code(required=True)
    volunteer_id = fields.Id(required=True)
    community = fields.Code(required=True)
    from_day = fields.Day(required=True)
    to_day = fields.Day(load_default=None, allow_none=True)


class EndSecondment(Request):
    """End a secondment; `last_day` (default: today) is the last on which it holds."""

    secondment_id = fields.Id(required=True)
    last_day = fields.Day(load_default=None, allow_none=True)


class SecondedQuery(Request):
    """Who is seconded on a day (default: today) to a community or by an organisation, as far as the reader may see it:
    officers their own organisation's, workers those of their community, going and coming."""

    community = fields.Code(load_default=None)
    organisation = fields.Code(load_default=None)
    day = fields.Day(load_default=None)


class Secondment(Answer):
    """A volunteer seconded. `home_community`: whose volunteer it is; `community`: where they serve too; `to_day`: the
    last day, null without end."""

    secondment_id = fields.Id()
    organisation = fields.Code()
    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    home_community = fields.Code()
    community = fields.Code()
    from_day = fields.Day()
    to_day = fields.Day(allow_none=True)


class Seconded(Answer):
    items = fields.ListOf(fields.Nest(Secondment), 10**5)
