"""Stations: what they have, who stands duty, and who is near one."""

from __future__ import annotations

from contracts.requests import stations as ask

from .blueprint import Blueprint

stations = Blueprint(
    "stations",
    __name__,
    url_prefix="/api/v1",
    description="Stations: what they have, who stands duty, who is near one.",
)

stations.query(
    "/communities/<code:community>/stations",
    "volunteer",
    "stations",
    ask.StationsQuery,
    ask.Stations,
    path=("community",),
    summary="See a community's stations: their six haves, opening hours and duty roster.",
)
stations.command(
    "/communities/<code:community>/stations",
    "volunteer",
    "register_station",
    ask.RegisterStation,
    ask.StationRecord,
    path=("community",),
    summary="Register a station, or change its record.",
)
stations.query(
    "/communities/<code:community>/five-minute-circle",
    "volunteer",
    "five_minute_circle",
    ask.CircleQuery,
    ask.FiveMinuteCircle,
    path=("community",),
    summary="See which buildings have a station within a five-minute walk.",
)
stations.command(
    "/stations/<code:station>/checks",
    "volunteer",
    "check_station",
    ask.CheckStation,
    ask.Station,
    path=("station",),
    status=201,
    summary="Record whether a station was seen to have one of the six.",
)
stations.command(
    "/stations/<code:station>/duties",
    "volunteer",
    "roster_duty",
    ask.RosterDuty,
    ask.RosteredDuty,
    path=("station",),
    status=201,
    summary="Put a volunteer on a station's duty roster: a worker anyone, a volunteer oneself.",
)
stations.command(
    "/station-duties/<id:duty_id>/cancel",
    "volunteer",
    "cancel_duty",
    ask.CancelDuty,
    ask.RosteredDuty,
    path=("duty_id",),
    summary="Take a duty off the roster before it begins.",
)
