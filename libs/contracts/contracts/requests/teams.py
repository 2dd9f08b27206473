"""What may be asked about teams: who stands in them in which role, who did before, and what they were for."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request


class JoinTeam(Request):
    """A volunteer (id or the community's reference) joins a team, or stands in it in another role or tier from now on.
    A new leader follows the one before, who stays as a member."""

    team = fields.Code(required=True)
    volunteer = fields.Text(64, required=True)
    role = fields.OneOf(vocabulary.TEAM_ROLES, load_default="member")
    tier = fields.OneOf(vocabulary.TIERS, load_default=None, allow_none=True)


class LeaveTeam(Request):
    """A volunteer (id or reference; left out: oneself) leaves a team."""

    team = fields.Code(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)


class LeftTeam(Answer):
    """The team that was left, without its members: who leaves need not learn who stays."""

    code = fields.Code()
    kind = fields.OneOf(vocabulary.TEAM_KINDS)
    name = fields.Text(100)
    community = fields.Code()


class ConvertTeam(Request):
    """A team becomes one for another purpose and keeps its code, its members and its history."""

    team = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.TEAM_KINDS, required=True)
    name = fields.Text(100, required=True)
    industry = fields.OneOf(vocabulary.INDUSTRIES, load_default=None, allow_none=True)
    reason = fields.Text(500, required=True)


class TeamQuery(Request):
    """One team with its members, for workers of its community, its leader and deputies."""

    team = fields.Code(required=True)


class Member(Answer):
    """A volunteer in a team. `since`: in this role and tier, null from before it was kept. A leader need not be
    `listed` among the members."""

    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    number = fields.Text(20)
    role = fields.OneOf(vocabulary.TEAM_ROLES)
    tier = fields.OneOf(vocabulary.TIERS, allow_none=True)
    listed = fields.Flag()
    since = fields.Moment(allow_none=True)


class TeamWithMembers(Answer):
    """A team. `groups`: the codes of the teams that are groups of it."""

    code = fields.Code()
    kind = fields.OneOf(vocabulary.TEAM_KINDS)
    name = fields.Text(100)
    community = fields.Code()
    parent = fields.Code(allow_none=True)
    industry = fields.OneOf(vocabulary.INDUSTRIES, allow_none=True)
    groups = fields.ListOf(fields.Code(), 1000)
    members = fields.ListOf(fields.Nest(Member), 2001)


class TeamHistoryQuery(TeamQuery):
    """What a team was for and who stood in it, for workers of its community, its leader and deputies."""


class Purpose(Answer):
    """What the team was for from `since` (null: from before it was kept) to `until` (null: still); `reason`: why it
    became that, null where nobody said."""

    kind = fields.OneOf(vocabulary.TEAM_KINDS)
    name = fields.Text(100)
    industry = fields.OneOf(vocabulary.INDUSTRIES, allow_none=True)
    since = fields.Moment(allow_none=True)
    until = fields.Moment(allow_none=True)
    reason = fields.Text(500, allow_none=True)


class Membership(Answer):
    """How a volunteer stood in the team from `since` (null: from before it was kept) to `until` (null: still)."""

    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    role = fields.OneOf(vocabulary.TEAM_ROLES)
    tier = fields.OneOf(vocabulary.TIERS, allow_none=True)
    since = fields.Moment(allow_none=True)
    until = fields.Moment(allow_none=True)


class TeamHistory(Answer):
    """Purposes, the earliest first; memberships in the order in which they ended, those that still hold last."""

    code = fields.Code()
    purposes = fields.ListOf(fields.Nest(Purpose), 10**5)
    memberships = fields.ListOf(fields.Nest(Membership), 10**6)
