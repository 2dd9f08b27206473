"""Points of volunteers: earned by service, kept double, with the reason of each change."""

from __future__ import annotations

from contracts.requests import points as ask

from .blueprint import Blueprint

points = Blueprint("points", __name__, url_prefix="/api/v1", description="Points: what service earns.")

points.query(
    "/volunteers/<id:volunteer_id>/points",
    "scoring",
    "volunteer_points",
    ask.VolunteerPointsQuery,
    ask.VolunteerPoints,
    path=("volunteer_id",),
    summary="A volunteer's points by the year in which they were earned, and until when they are good.",
)
points.query(
    "/volunteers/<id:volunteer_id>/points/postings",
    "scoring",
    "points_postings",
    ask.PointsPostingsQuery,
    ask.PointsPostings,
    path=("volunteer_id",),
    summary="Every change of a volunteer's points with its reason, newest first.",
)
points.query(
    "/communities/<code:community>/points",
    "scoring",
    "community_points",
    ask.CommunityPointsQuery,
    ask.CommunityPoints,
    path=("community",),
    summary="What a community's volunteers earned and spent, and have.",
)
points.query(
    "/points/check",
    "scoring",
    "check_points",
    ask.PointsCheckQuery,
    ask.PointsCheck,
    summary="Whether the books of points are right: every posting and all of them sum to nothing.",
)
