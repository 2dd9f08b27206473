"""What may be asked about the resource list and the need list of a community, and what became of one need."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .projects import LONGEST_RESULT, MOST_FEN, Project

LONGEST_TITLE = 100
LONGEST_DESCRIPTION = 1000
LONGEST_REASON = 500
MOST_NEEDS = 50
MOST_RESOURCES = 50


class OfferResource(Request):
    """Put on a community's resource list what a unit offers it, or what the community has itself (`organisation` left
    out). Of funds `amount_fen` is told, in fen; of anything else `quantity`, where it makes sense. `until_day`: the
    last one; left out: until it is withdrawn."""

    community = fields.Code(required=True)
    organisation = fields.Code(load_default=None, allow_none=True)
    kind = fields.OneOf(vocabulary.RESOURCE_KINDS, required=True)
    title = fields.Text(LONGEST_TITLE, required=True)
    description = fields.Text(LONGEST_DESCRIPTION, required=True)
    from_day = fields.Day(required=True)
    until_day = fields.Day(load_default=None, allow_none=True)
    quantity = fields.Whole(1, 10**6, load_default=None, allow_none=True)
    amount_fen = fields.Whole(1, MOST_FEN, load_default=None, allow_none=True)


class WithdrawResource(Request):
    """Take a resource off the list. What it met already stays told."""

    resource_id = fields.Id(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class ResourcesQuery(PageQuery):
    """A community's resources, the newest first: all of them for its workers, those of his own unit for an officer.
    `withdrawn`: those that were withdrawn instead of those that stand."""

    community = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.RESOURCE_KINDS, load_default=None)
    withdrawn = fields.QueryFlag(load_default=False)


class Resource(Answer):
    resource_id = fields.Id()
    community = fields.Code()
    organisation = fields.Code(allow_none=True)
    kind = fields.OneOf(vocabulary.RESOURCE_KINDS)
    title = fields.Text(LONGEST_TITLE)
    description = fields.Text(LONGEST_DESCRIPTION)
    from_day = fields.Day()
    until_day = fields.Day(allow_none=True)
    quantity = fields.Whole(1, 10**6, allow_none=True)
    amount_fen = fields.Whole(1, MOST_FEN, allow_none=True)
    offered_at = fields.Moment()
    withdrawn_at = fields.Moment(allow_none=True)
    withdraw_reason = fields.Text(LONGEST_REASON, allow_none=True)


class Resources(Page):
    items = fields.ListOf(fields.Nest(Resource), 200)


class RefineNeeds(Request):
    """Make one entry of the need list of one or several needs of the community. A need is in one open entry at most."""

    community = fields.Code(required=True)
    needs = fields.ListOf(fields.Id(), MOST_NEEDS, 1, distinct=True, required=True)
    title = fields.Text(LONGEST_TITLE, required=True)
    kind = fields.OneOf(vocabulary.NEED_KINDS, required=True)


class MatchResources(Request):
    """Say that these resources of the community meet an open entry."""

    entry_id = fields.Id(required=True)
    resources = fields.ListOf(fields.Id(), MOST_RESOURCES, 1, distinct=True, required=True)


class UnmatchResource(Request):
    """Say that a resource does not meet an open entry after all."""

    entry_id = fields.Id(required=True)
    resource_id = fields.Id(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class CloseEntry(Request):
    """Take an entry that is in no project off the need list: `settled` without one, or dropped."""

    entry_id = fields.Id(required=True)
    settled = fields.Flag(required=True)
    reason = fields.Text(LONGEST_REASON, required=True)


class NeedListQuery(PageQuery):
    """A community's need list, the newest entries first."""

    community = fields.Code(required=True)
    state = fields.OneOf(vocabulary.ENTRY_STATES, load_default=None)


class NeedEntry(Answer):
    """An entry of the need list. `resources`: those that meet it; `projects`: those it became, the last one first."""

    entry_id = fields.Id()
    community = fields.Code()
    title = fields.Text(LONGEST_TITLE)
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    state = fields.OneOf(vocabulary.ENTRY_STATES)
    needs = fields.ListOf(fields.Id(), MOST_NEEDS)
    resources = fields.ListOf(fields.Id(), 10**4)
    projects = fields.ListOf(fields.Id(), 10**4)
    refined_at = fields.Moment()
    close_reason = fields.Text(LONGEST_REASON, allow_none=True)


class NeedList(Page):
    items = fields.ListOf(fields.Nest(NeedEntry), 200)


class NeedChainQuery(Request):
    need_id = fields.Id(required=True)


class ChainResource(Answer):
    """A resource that meets an entry."""

    resource_id = fields.Id()
    organisation = fields.Code(allow_none=True)
    kind = fields.OneOf(vocabulary.RESOURCE_KINDS)
    title = fields.Text(LONGEST_TITLE)
    matched_at = fields.Moment()


class ChainProject(Project):
    """A project that an entry became. `result`: in words, for workers of the community and the unit that has it."""

    result = fields.Text(LONGEST_RESULT, allow_none=True)


class ChainEntry(Answer):
    """An entry that a need was refined into, with what came of it."""

    entry_id = fields.Id()
    title = fields.Text(LONGEST_TITLE)
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    state = fields.OneOf(vocabulary.ENTRY_STATES)
    refined_at = fields.Moment()
    resources = fields.ListOf(fields.Nest(ChainResource), 10**4)
    projects = fields.ListOf(fields.Nest(ChainProject), 10**4)


class NeedChain(Answer):
    """A need, the entries it was refined into (the newest first), what met it, the projects it became, and their
    results."""

    need_id = fields.Id()
    number = fields.Text(40)
    community = fields.Code()
    kind = fields.OneOf(vocabulary.NEED_KINDS, allow_none=True)
    state = fields.OneOf(vocabulary.NEED_STATES)
    reported_at = fields.Moment()
    entries = fields.ListOf(fields.Nest(ChainEntry), 10**4)
