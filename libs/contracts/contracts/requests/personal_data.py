"""What may be asked about one person's records: verified, merged where there are two, taken away, erased."""

from __future__ import annotations

from .. import fields
from .base import Answer, Request


class VerifyVolunteer(Request):
    """The community has met who registered by themselves, and knows that the record is right."""

    volunteer_id = fields.Id(required=True)


class MergeVolunteers(Request):
    """Two records are of one person: `merged` goes into `kept`, for good."""

    kept = fields.Id(required=True)
    merged = fields.Id(required=True)
    reason = fields.Text(500, required=True)


class EraseVolunteer(Request):
    """Erase what is kept of a person. It cannot be undone, so `confirmed` must be true."""

    volunteer_id = fields.Id(required=True)
    reason = fields.Text(500, required=True)
    confirmed = fields.Flag(load_default=False)


class OwnDataQuery(Request):
    volunteer_id = fields.Id(required=True)


def _facts() -> fields.ListOf:
    return fields.ListOf(fields.Dict(), 10**6)


class OwnData(Answer):
    """Everything kept about a volunteer, by subject, and nothing about other people. `records`: the volunteer's own
    first, then those merged into it; `attendances`: all versions; `activities`: those that the rest names."""

    records = _facts()
    skills = _facts()
    languages = _facts()
    availability = _facts()
    wishes = _facts()
    credentials = _facts()
    certifications = _facts()
    teams = _facts()
    building_duty = _facts()
    sign_ups = _facts()
    presences = _facts()
    attendances = _facts()
    no_shows = _facts()
    honour_hours = _facts()
    visits = _facts()
    certificates = _facts()
    station_duties = _facts()
    pairings = _facts()
    rolls_called = _facts()
    roll_reports = _facts()
    patrol_rounds = _facts()
    past_teams = _facts()
    called_out = _facts()
    call_out_responses = _facts()
    secondments = _facts()
    household = _facts()
    activities = _facts()
