"""Activities: planned, signed up for, attended."""

from __future__ import annotations

from contracts.requests import activities as ask

from .blueprint import Blueprint

activities = Blueprint(
    "activities", __name__, url_prefix="/api/v1", description="Activities: planned, signed up for, attended."
)

activities.query(
    "/communities/<code:community>/activities",
    "volunteer",
    "activities",
    ask.ActivitiesQuery,
    ask.Activities,
    path=("community",),
    summary="List a community's activities, the earliest first.",
)
activities.command(
    "/communities/<code:community>/activities",
    "volunteer",
    "schedule_activity",
    ask.ScheduleActivity,
    ask.Activity,
    path=("community",),
    status=201,
    summary="Plan an activity.",
)
activities.query(
    "/activities/<id:activity_id>",
    "volunteer",
    "activity",
    ask.ActivityQuery,
    ask.ActivityInFull,
    path=("activity_id",),
    summary="Read one activity, with the people whom the reader may see.",
)

activities.actions(
    "/activities/<id:activity_id>",
    "volunteer",
    "activity_id",
    ("cancel", "cancel_activity", ask.CancelActivity, ask.Activity, "Call an activity off."),
    ("sign-up", "sign_up", ask.SignUp, ask.Activity, "Sign up, or wait when it is full."),
    ("withdraw", "withdraw_sign_up", ask.WithdrawSignUp, ask.Activity, "Take a sign-up back."),
    (
        "attendance",
        "record_attendance",
        ask.RecordAttendance,
        ask.RecordedAttendances,
        "Record or correct who was there, all or none.",
    ),
)
