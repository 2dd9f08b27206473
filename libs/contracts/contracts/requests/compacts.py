"""What may be asked about the compact (小区公约) of a compound or community: its versions, and who consents to them."""

from __future__ import annotations

from .. import fields
from .base import Answer, Request

LONGEST_COMPACT = 20_000
LONGEST_DOOR = 20
MOST_VERSIONS = 1000


class DraftCompact(Request):
    """Write the next version of the compact of a place, a compound or community, in force from a day on. What was
    written before stays as it is."""

    place = fields.Code(required=True)
    text = fields.Text(LONGEST_COMPACT, required=True)
    effective_on = fields.Day(required=True)


class Consent(Request):
    """Consent to a version, or take that back: for oneself, or as a worker for a household that said so (`building` and
    `door`, both or neither)."""

    version_id = fields.Id(required=True)
    building = fields.Code(load_default=None, allow_none=True)
    door = fields.Text(LONGEST_DOOR, load_default=None, allow_none=True)


class CompactQuery(Request):
    """The compact of a place as it is in force on a day (left out: today)."""

    place = fields.Code(required=True)
    day = fields.Day(load_default=None)


class CompactVersion(Answer):
    """A version. `people`, `households`: how many consent to it now; `taken_back`: how many no longer do; `mine`:
    whether the reader consents."""

    version_id = fields.Id()
    place = fields.Code()
    community = fields.Code()
    version = fields.Whole(1, MOST_VERSIONS)
    text = fields.Text(LONGEST_COMPACT)
    effective_on = fields.Day()
    drafted_at = fields.Moment()
    people = fields.Whole(0, 10**6)
    households = fields.Whole(0, 10**6)
    taken_back = fields.Whole(0, 10**6)
    mine = fields.Flag()


class Compact(Answer):
    """All versions of a compact, the latest first. `in_force`: the number of the one in force on the `day`, null before
    the first."""

    place = fields.Code()
    day = fields.Day()
    in_force = fields.Whole(1, MOST_VERSIONS, allow_none=True)
    versions = fields.ListOf(fields.Nest(CompactVersion), MOST_VERSIONS)
