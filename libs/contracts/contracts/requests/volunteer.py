"""What may be asked of the volunteer service."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

MOST_ROWS = 2000


class PlaceRow(Request):
    """One place of the district's tree. `community` and below carry the community they belong to. `own_households`:
    those of the `households` that belong to the community that the place is in, not to others or to elsewhere."""

    code = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.PLACE_KINDS, required=True)
    name = fields.Text(100, required=True)
    parent = fields.Code(load_default=None, allow_none=True)
    community = fields.Code(load_default=None, allow_none=True)
    households = fields.Whole(0, 10**7, load_default=None, allow_none=True)
    own_households = fields.Whole(0, 10**7, load_default=None, allow_none=True)
    residents = fields.Whole(0, 10**8, load_default=None, allow_none=True)
    party_members = fields.Whole(0, 10**7, load_default=None, allow_none=True)


class RegisterPlaces(Request):
    """Register or update places by code; parents before or among them. All or none. With `dry_run` nothing is
    stored."""

    places = fields.ListOf(fields.Nest(PlaceRow), MOST_ROWS, 1, required=True)
    dry_run = fields.Flag(load_default=False)


class OrganisationRow(Request):
    """One organisation. `community`: null for the whole district; `paired_with`: communities."""

    code = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.ORGANISATION_KINDS, required=True)
    name = fields.Text(100, required=True)
    community = fields.Code(load_default=None, allow_none=True)
    paired_with = fields.ListOf(fields.Code(), 200, distinct=True, load_default=list)
    appraised = fields.Flag(load_default=False)


class RegisterOrganisations(Request):
    """Register or update organisations by code. All or none. With `dry_run` nothing is stored."""

    organisations = fields.ListOf(fields.Nest(OrganisationRow), MOST_ROWS, 1, required=True)
    dry_run = fields.Flag(load_default=False)


class Phone(fields.Text):
    """A telephone number as people write it: 7 to 15 digits; spaces, hyphens and a leading + are allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(20, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        digits = text.replace(" ", "").replace("-", "").removeprefix("+")
        if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
            raise ValidationError("not_a_phone")
        return text


class VolunteerRow(Request):
    """One volunteer of an import. `reference`: the community's own mark, by which the row is known again; without
    one the phone is the mark."""

    reference = fields.Code(load_default=None, allow_none=True)
    name = fields.Text(100, required=True)
    phone = Phone(load_default=None, allow_none=True)
    group = fields.Code(load_default=None, allow_none=True)
    party_member = fields.Flag(load_default=False)
    skills = fields.ListOf(fields.Text(50), 50, distinct=True, load_default=list)
    home_community = fields.Code(load_default=None, allow_none=True)


class ImportVolunteers(Request):
    """Register or update a community's volunteers. With `dry_run` nothing is stored. Bad rows are reported, good ones
    are taken; the same import again changes nothing. Rows are objects of `VolunteerRow`, checked one by one."""

    community = fields.Code(required=True)
    rows = fields.ListOf(fields.Dict(), MOST_ROWS, 1, required=True)
    dry_run = fields.Flag(load_default=False)


class ImportedRow(Answer):
    """What became, or would become, of one row; `number` counts the sent rows from 1. `faults`: field to codes."""

    number = fields.Whole(1, MOST_ROWS)
    outcome = fields.OneOf(("added", "changed", "unchanged", "refused"))
    volunteer_id = fields.Id(allow_none=True)
    reference = fields.Code(allow_none=True)
    changes = fields.Dict()
    faults = fields.Dict()


class ImportedVolunteers(Answer):
    """The result of an import."""

    dry_run = fields.Flag()
    counts = fields.Dict()
    rows = fields.ListOf(fields.Nest(ImportedRow), MOST_ROWS)


class RegisterVolunteer(Request):
    """A person registers as a volunteer of a community, or a worker registers them."""

    community = fields.Code(required=True)
    name = fields.Text(100, required=True)
    phone = Phone(load_default=None, allow_none=True)
    group = fields.Code(load_default=None, allow_none=True)
    party_member = fields.Flag(load_default=False)
    skills = fields.ListOf(fields.Text(50), 50, distinct=True, load_default=list)


class WithdrawVolunteer(Request):
    """A volunteer stops serving."""

    volunteer_id = fields.Id(required=True)


class TeamRow(Request):
    """One team. Members by volunteer id or by the import's reference; those who stay keep their role and tier.
    `parent`: the team that it is a group of; `industry`: of an industry team. Left out, the two stay as they are."""

    code = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.TEAM_KINDS, required=True)
    name = fields.Text(100, required=True)
    community = fields.Code(required=True)
    leader = fields.Text(64, load_default=None, allow_none=True)
    members = fields.ListOf(fields.Text(64), 2000, distinct=True, load_default=list)
    parent = fields.Code(allow_none=True)
    industry = fields.OneOf(vocabulary.INDUSTRIES, allow_none=True)


class FormTeams(Request):
    """Form or change teams by code. All or none. With `dry_run` nothing is stored."""

    teams = fields.ListOf(fields.Nest(TeamRow), MOST_ROWS, 1, required=True)
    dry_run = fields.Flag(load_default=False)


class PlacesQuery(Request):
    """Places, optionally of one kind or one community."""

    kind = fields.OneOf(vocabulary.PLACE_KINDS, load_default=None)
    community = fields.Code(load_default=None)


class Place(Answer):
    code = fields.Code()
    kind = fields.OneOf(vocabulary.PLACE_KINDS)
    name = fields.Text(100)
    parent = fields.Code(allow_none=True)
    community = fields.Code(allow_none=True)
    households = fields.Whole(0, 10**7, allow_none=True)
    own_households = fields.Whole(0, 10**7, allow_none=True)
    residents = fields.Whole(0, 10**8, allow_none=True)
    party_members = fields.Whole(0, 10**7, allow_none=True)


class Places(Answer):
    items = fields.ListOf(fields.Nest(Place), 10**6)


class OrganisationsQuery(Request):
    """Organisations, optionally of one kind or paired with one community."""

    kind = fields.OneOf(vocabulary.ORGANISATION_KINDS, load_default=None)
    paired_with = fields.Code(load_default=None)


class Organisation(Answer):
    code = fields.Code()
    kind = fields.OneOf(vocabulary.ORGANISATION_KINDS)
    name = fields.Text(100)
    community = fields.Code(allow_none=True)
    paired_with = fields.ListOf(fields.Code(), 200)
    appraised = fields.Flag()


class Organisations(Answer):
    items = fields.ListOf(fields.Nest(Organisation), 10**6)


class VolunteersQuery(PageQuery):
    """Volunteers, optionally of one community, group or skill, verified ones or those who wait for it."""

    community = fields.Code(load_default=None)
    group = fields.Code(load_default=None)
    skill = fields.Text(50, load_default=None)
    verified = fields.QueryFlag(load_default=None)


class VolunteerQuery(Request):
    volunteer_id = fields.Id(required=True)


class Volunteer(Answer):
    """A volunteer. `phone` is null unless the reader may see it (the volunteer, and workers of the community).
    `verified`: the community has confirmed who registered by themselves; `merged_into`: the record in which this one
    goes on, null for one that stands by itself; `erased`: nothing is kept of the person, and `name` is null."""

    volunteer_id = fields.Id()
    number = fields.Text(20)
    reference = fields.Code(allow_none=True)
    name = fields.Text(100, allow_none=True)
    phone = fields.Text(20, allow_none=True)
    community = fields.Code()
    home_community = fields.Code(allow_none=True)
    group = fields.Code(allow_none=True)
    party_member = fields.Flag()
    skills = fields.ListOf(fields.Text(50), 50)
    active = fields.Flag()
    verified = fields.Flag(load_default=True)
    merged_into = fields.Id(allow_none=True, load_default=None)
    erased = fields.Flag(load_default=False)
    buildings = fields.ListOf(fields.Code(), 200)
    teams = fields.ListOf(fields.Code(), 100)


class Volunteers(Page):
    items = fields.ListOf(fields.Nest(Volunteer), 200)


class NamesQuery(Request):
    """The names of volunteers by id, for pages that show results of people."""

    volunteer_ids = fields.ListOf(fields.Id(), 1000, required=True)


class Names(Answer):
    """Volunteer id to name; unknown ids are left out."""

    names = fields.Dict()


class TeamsQuery(Request):
    """Teams, optionally of one community, kind or industry, or the groups of one team."""

    community = fields.Code(load_default=None)
    kind = fields.OneOf(vocabulary.TEAM_KINDS, load_default=None)
    industry = fields.OneOf(vocabulary.INDUSTRIES, load_default=None)
    parent = fields.Code(load_default=None)


class Team(Answer):
    code = fields.Code()
    kind = fields.OneOf(vocabulary.TEAM_KINDS)
    name = fields.Text(100)
    community = fields.Code()
    leader = fields.Id(allow_none=True)
    members = fields.ListOf(fields.Id(), 2000)
    parent = fields.Code(allow_none=True)
    industry = fields.OneOf(vocabulary.INDUSTRIES, allow_none=True)


class Teams(Answer):
    items = fields.ListOf(fields.Nest(Team), 10**5)


class RegisteredCodes(Answer):
    """How many records were, or in a dry run would be, added, changed and left as they were."""

    added = fields.Whole(0, MOST_ROWS)
    changed = fields.Whole(0, MOST_ROWS)
    unchanged = fields.Whole(0, MOST_ROWS)
