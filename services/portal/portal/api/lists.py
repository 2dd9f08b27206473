"""The resource list, the need list, and what became of one need."""

from __future__ import annotations

from contracts.requests import lists as ask

from .blueprint import Blueprint

lists = Blueprint(
    "lists",
    __name__,
    url_prefix="/api/v1",
    description="The lists of resources and needs, and what became of one need.",
)

lists.query(
    "/communities/<code:community>/resources",
    "ticketing",
    "resource_list",
    ask.ResourcesQuery,
    ask.Resources,
    path=("community",),
    summary="Read the resource list: a worker of the community all of it, an officer what his unit offers.",
)
lists.command(
    "/communities/<code:community>/resources",
    "ticketing",
    "offer_resource",
    ask.OfferResource,
    ask.Resource,
    path=("community",),
    status=201,
    summary="Offer a resource: an officer for his unit, a worker for any unit or the community itself.",
)
lists.command(
    "/resources/<id:resource_id>/withdraw",
    "ticketing",
    "withdraw_resource",
    ask.WithdrawResource,
    ask.Resource,
    path=("resource_id",),
    summary="Withdraw a resource, with a reason: a worker of the community, or an officer of the unit.",
)
lists.query(
    "/communities/<code:community>/need-entries",
    "ticketing",
    "need_list",
    ask.NeedListQuery,
    ask.NeedList,
    path=("community",),
    summary="Read the need list: workers of the community.",
)
lists.command(
    "/communities/<code:community>/need-entries",
    "ticketing",
    "refine_needs",
    ask.RefineNeeds,
    ask.NeedEntry,
    path=("community",),
    status=201,
    summary="Refine needs into an entry of the need list: workers of the community.",
)
lists.actions(
    "/need-entries/<id:entry_id>",
    "ticketing",
    "entry_id",
    (
        "match",
        "match_resources",
        ask.MatchResources,
        ask.NeedEntry,
        "Say which resources meet an entry: workers of the community.",
    ),
    (
        "unmatch",
        "unmatch_resource",
        ask.UnmatchResource,
        ask.NeedEntry,
        "Say that a resource does not meet an entry after all, with a reason: workers of the community.",
    ),
    (
        "close",
        "close_entry",
        ask.CloseEntry,
        ask.NeedEntry,
        "Take an entry off the list, with a reason: workers of the community.",
    ),
)
lists.query(
    "/needs/<id:need_id>/chain",
    "ticketing",
    "need_chain",
    ask.NeedChainQuery,
    ask.NeedChain,
    path=("need_id",),
    summary="See what became of a need by way of the lists: those who may see the need in full.",
)
