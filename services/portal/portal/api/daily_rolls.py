"""Daily rolls: people who must be heard from every day."""

from __future__ import annotations

from contracts.requests import daily_roll as ask

from .blueprint import Blueprint

daily_rolls = Blueprint(
    "daily_rolls", __name__, url_prefix="/api/v1", description="Daily rolls: people who must be heard from every day."
)

daily_rolls.query(
    "/daily-rolls",
    "volunteer",
    "rolls",
    ask.RollsQuery,
    ask.Rolls,
    summary="List a community's daily rolls, or those that the reader calls for.",
)
daily_rolls.command(
    "/communities/<code:community>/daily-rolls",
    "volunteer",
    "open_roll",
    ask.OpenRoll,
    ask.ChangedRoll,
    path=("community",),
    status=201,
    summary="Open a daily roll.",
)
daily_rolls.query(
    "/daily-rolls/<id:roll_id>",
    "volunteer",
    "roll_day",
    ask.RollQuery,
    ask.RollDay,
    path=("roll_id",),
    summary="See who of a roll was heard from on a day, who was not, and who needs help.",
)

daily_rolls.actions(
    "/daily-rolls/<id:roll_id>",
    "volunteer",
    "roll_id",
    ("people", "add_to_roll", ask.AddToRoll, ask.ChangedRoll, "Put more people on a roll, all or none."),
    ("take-off", "take_off_roll", ask.TakeOffRoll, ask.ChangedRoll, "Take somebody off a roll, from today on."),
    ("callers", "name_callers", ask.NameCallers, ask.ChangedRoll, "Say who calls the people of a roll."),
    ("reports", "heard_from", ask.HeardFrom, ask.Report, "Record how somebody of a roll was found."),
    ("close", "close_roll", ask.CloseRoll, ask.ChangedRoll, "Close a roll."),
)
