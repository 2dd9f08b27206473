"""Hours: how they count, checking in and out, what is set aside, no-shows, honour hours, service records."""

from __future__ import annotations

from contracts.requests import activities as activity
from contracts.requests import hours as ask

from .blueprint import Blueprint

hours = Blueprint(
    "hours", __name__, url_prefix="/api/v1", description="Hours: checking in and out, what counts and what does not."
)

hours.query(
    "/communities/<code:community>/hours-policies",
    "volunteer",
    "hours_policies",
    ask.HoursPoliciesQuery,
    ask.HoursPolicies,
    path=("community",),
    summary="Read how hours count in a community, and how they did and will.",
)
hours.command(
    "/places/<code:place>/hours-policies",
    "volunteer",
    "decide_hours_policy",
    ask.DecideHoursPolicy,
    ask.HoursPolicy,
    path=("place",),
    status=201,
    summary="Decide how hours count at a community or district, from a day to come on.",
)
hours.query(
    "/communities/<code:community>/attendances/set-aside",
    "volunteer",
    "set_aside",
    ask.SetAsideQuery,
    ask.SetAside,
    path=("community",),
    summary="List the attendances that look wrong and wait for a decision.",
)
hours.query(
    "/activities/<id:activity_id>/presences",
    "volunteer",
    "presences",
    ask.PresencesQuery,
    ask.Presences,
    path=("activity_id",),
    summary="See who has checked in.",
)
hours.query(
    "/volunteers/<id:volunteer_id>/record",
    "volunteer",
    "service_record",
    ask.ServiceRecordQuery,
    ask.ServiceRecord,
    path=("volunteer_id",),
    summary="Read a volunteer's service record, by default of this year.",
)
hours.query(
    "/communities/<code:community>/service-totals",
    "volunteer",
    "service_totals",
    ask.ServiceTotalsQuery,
    ask.ServiceTotals,
    path=("community",),
    summary="Read how many person-times and hours its people have served, by default this year.",
)
hours.command(
    "/volunteers/<id:volunteer_id>/honour-hours",
    "volunteer",
    "grant_honour_hours",
    ask.GrantHonourHours,
    ask.HonourHours,
    path=("volunteer_id",),
    status=201,
    summary="Grant a volunteer hours for a reason, apart from those attended.",
)
hours.command(
    "/honour-hours/<id:grant_id>/revoke",
    "volunteer",
    "revoke_honour_hours",
    ask.RevokeHonourHours,
    ask.HonourHours,
    path=("grant_id",),
    summary="Take granted hours back; the record of them stays.",
)

hours.actions(
    "/activities/<id:activity_id>",
    "volunteer",
    "activity_id",
    ("check-in-code", "show_check_in_code", ask.ShowCheckInCode, ask.CheckInCode, "Get the code to show there now."),
    ("check-in", "check_in", ask.CheckIn, ask.Presence, "Check in, with the code shown or as a worker."),
    ("check-out", "check_out", ask.CheckOut, ask.Presence, "Check out, whereby the attendance is recorded."),
    ("decide-doubt", "decide_doubt", ask.DecideDoubt, activity.Attendance, "Decide on an attendance set aside."),
    ("no-shows", "record_no_shows", ask.RecordNoShows, ask.NoShows, "Say who was going and did not come."),
    ("object", "object_to_no_show", ask.ObjectToNoShow, ask.NoShow, "Object to one's own no-show."),
    ("decide-no-show", "decide_no_show", ask.DecideNoShow, ask.NoShow, "Uphold a no-show or lift it."),
)
