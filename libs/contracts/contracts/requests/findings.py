"""What may be asked about findings: what a visit or a round found, and the need that came of it."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

LONGEST_FINDING = 1000
MOST_FINDINGS = 200
"""As many as a page of needs has."""


class FoundNeed(Request):
    """What was found needs something done. `kind`: null where a worker is to say."""

    kind = fields.OneOf(vocabulary.NEED_KINDS, load_default=None, allow_none=True)
    urgency = fields.OneOf(vocabulary.URGENCIES, load_default="ordinary")


class NeedFoundOnRound(FoundNeed):
    """As `FoundNeed`. `building`: where; left out, the area's where it has only one."""

    building = fields.Code(load_default=None, allow_none=True)


class FindingsQuery(Request):
    """The findings that these needs came of: needs that the ticketing service shows the asker, since it alone knows who
    may see them."""

    need_ids = fields.ListOf(fields.Id(), MOST_FINDINGS, 1, distinct=True, required=True)


class Finding(Answer):
    """What was found, in the finder's words (null: they were erased); `place`: where a round was made, in words."""

    need_id = fields.Id()
    finding = fields.Text(LONGEST_FINDING, allow_none=True)
    place = fields.Text(200, allow_none=True)


class Findings(Answer):
    """Those of the findings asked for that the asker may read."""

    items = fields.ListOf(fields.Nest(Finding), MOST_FINDINGS)
