"""Emergency squads: response procedures, call-outs, answers and roll calls."""

from __future__ import annotations

from contracts.requests import squads as ask

from .blueprint import Blueprint

squads = Blueprint(
    "squads", __name__, url_prefix="/api/v1", description="Emergency squads: procedures, call-outs and drills."
)

squads.query(
    "/teams/<code:team>/procedures",
    "volunteer",
    "procedures",
    ask.ProceduresQuery,
    ask.Procedures,
    path=("team",),
    summary="Read a squad's response procedure, the version that holds first.",
)
squads.command(
    "/teams/<code:team>/procedures",
    "volunteer",
    "decide_procedure",
    ask.DecideProcedure,
    ask.Procedure,
    path=("team",),
    status=201,
    summary="Give a squad a new version of its response procedure.",
)
squads.query(
    "/teams/<code:team>/call-outs",
    "volunteer",
    "call_outs",
    ask.CallOutsQuery,
    ask.CallOuts,
    path=("team",),
    summary="List a squad's call-outs, the latest first.",
)
squads.command(
    "/teams/<code:team>/call-outs",
    "volunteer",
    "call_out",
    ask.CallOut,
    ask.CallOutShown,
    path=("team",),
    status=201,
    summary="Call a squad out, or for a drill.",
)
squads.query(
    "/call-outs/<id:call_out_id>",
    "volunteer",
    "call_out_record",
    ask.CallOutQuery,
    ask.CallOutInFull,
    path=("call_out_id",),
    summary="Read a call-out, with the people whom the reader may see.",
)

squads.actions(
    "/call-outs/<id:call_out_id>",
    "volunteer",
    "call_out_id",
    ("respond", "respond_to_call_out", ask.RespondToCallOut, ask.CallOutInFull, "Say whether one comes, and when."),
    ("roll-calls", "call_roll", ask.CallRoll, ask.CallOutInFull, "Record who is there."),
    ("end", "end_call_out", ask.EndCallOut, ask.CallOutShown, "End a call-out."),
)
