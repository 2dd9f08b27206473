"""Teams: who stands in them, and what they are and were for."""

from __future__ import annotations

from contracts.requests import teams as ask

from .blueprint import Blueprint

teams = Blueprint("teams", __name__, url_prefix="/api/v1", description="Teams: roles, history, conversion.")

teams.query(
    "/teams/<code:team>",
    "volunteer",
    "team",
    ask.TeamQuery,
    ask.TeamWithMembers,
    path=("team",),
    summary="Read a team with its members, as a worker, its leader or a deputy.",
)
teams.query(
    "/teams/<code:team>/history",
    "volunteer",
    "team_history",
    ask.TeamHistoryQuery,
    ask.TeamHistory,
    path=("team",),
    summary="Read what a team was for and who stood in it, each with its time.",
)

teams.actions(
    "/teams/<code:team>",
    "volunteer",
    "team",
    ("join", "join_team", ask.JoinTeam, ask.TeamWithMembers, "Let a volunteer join, or change role or tier."),
    ("leave", "leave_team", ask.LeaveTeam, ask.LeftTeam, "Leave: a worker takes anyone out, a volunteer oneself."),
    ("convert", "convert_team", ask.ConvertTeam, ask.TeamWithMembers, "Convert a team to another purpose."),
)
