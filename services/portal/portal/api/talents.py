"""Talents: what volunteers can do, the talent pool, and who suits what is to be done."""

from __future__ import annotations

from contracts.requests import talents as ask

from .blueprint import Blueprint

talents = Blueprint(
    "talents",
    __name__,
    url_prefix="/api/v1",
    description="Talents: what volunteers can do, and who suits what is to be done.",
)

talents.query(
    "/volunteers/<id:volunteer_id>/description",
    "volunteer",
    "description",
    ask.DescriptionQuery,
    ask.Description,
    path=("volunteer_id",),
    summary="Read what a volunteer speaks, can do and wishes, and when they are free.",
)
talents.command(
    "/volunteers/<id:volunteer_id>/description",
    "volunteer",
    "describe_volunteer",
    ask.DescribeVolunteer,
    ask.Description,
    path=("volunteer_id",),
    summary="Say what a volunteer speaks, can prove and wishes, and when they are free; replaces what was said before.",
)
talents.query(
    "/communities/<code:community>/talents",
    "volunteer",
    "talents",
    ask.TalentsQuery,
    ask.Talents,
    path=("community",),
    summary="Search a community's talent pool.",
)
talents.query(
    "/communities/<code:community>/proposals",
    "volunteer",
    "propose",
    ask.ProposalsQuery,
    ask.Proposals,
    path=("community",),
    in_body=True,
    summary="See who would best do several things, and why; nothing is stored.",
)
