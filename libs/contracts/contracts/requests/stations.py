"""What may be asked about stations: what each has and lacks, who stands duty in it, and who lives near one."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request

MOST_PERIODS = 50
"""Opening hours of one station, at most."""

MOST_SERVED = 1000
"""Compounds and buildings near one station, at most."""

MOST_ROOMS = 50


class OpeningPeriod(Request):
    """A station is open on this weekday (1 Monday to 7 Sunday) from `opens` to before `closes`."""

    weekday = fields.Whole(1, 7, required=True)
    opens = fields.ClockTimeToMidnight(required=True)
    closes = fields.ClockTimeToMidnight(required=True)


class RegisterStation(Request):
    """Register a community's station, or change its record. `compound`: of a station of that kind; `serves`: the
    compounds and buildings within a five-minute walk; `opening`: in the district's time."""

    code = fields.Code(required=True)
    community = fields.Code(required=True)
    kind = fields.OneOf(vocabulary.STATION_KINDS, required=True)
    name = fields.Text(100, required=True)
    compound = fields.Code(load_default=None, allow_none=True)
    serves = fields.ListOf(fields.Code(), MOST_SERVED, distinct=True, load_default=list)
    amenities = fields.ListOf(
        fields.OneOf(vocabulary.AMENITIES), len(vocabulary.AMENITIES), distinct=True, load_default=list
    )
    rooms = fields.ListOf(fields.Text(50), MOST_ROOMS, distinct=True, load_default=list)
    opening = fields.ListOf(fields.Nest(OpeningPeriod), MOST_PERIODS, load_default=list)


class CheckStation(Request):
    """Record that a station was seen to have, or not to have, one of the six. Earlier checks stay; the one of the last
    day counts."""

    station = fields.Code(required=True)
    have = fields.OneOf(vocabulary.STATION_HAVES, required=True)
    had = fields.Flag(required=True)
    seen_on = fields.Day(required=True)
    evidence = fields.Text(500, required=True)


class RosterDuty(Request):
    """Put a volunteer (id or the community's reference; left out: oneself) on a station's duty roster."""

    station = fields.Code(required=True)
    volunteer = fields.Text(64, load_default=None, allow_none=True)
    starts_at = fields.Moment(required=True)
    ends_at = fields.Moment(required=True)


class CancelDuty(Request):
    """Take a duty that has not begun off the roster."""

    duty_id = fields.Id(required=True)


class StationsQuery(Request):
    community = fields.Code(required=True)


class CircleQuery(Request):
    community = fields.Code(required=True)


class StationHave(Answer):
    """One of the six. `had`: as last seen, null where it was never looked for; `since`: the first day of an unbroken
    row of checks that all found it as the last did."""

    have = fields.OneOf(vocabulary.STATION_HAVES)
    had = fields.Flag(allow_none=True)
    since = fields.Day(allow_none=True)
    seen_on = fields.Day(allow_none=True)
    evidence = fields.Text(500, allow_none=True)


class RosteredDuty(Answer):
    """A volunteer's duty at a station."""

    duty_id = fields.Id()
    station = fields.Code()
    volunteer_id = fields.Id()
    name = fields.Text(100, allow_none=True)
    starts_at = fields.Moment()
    ends_at = fields.Moment()


class StationRecord(Answer):
    """A station as it is registered."""

    code = fields.Code()
    community = fields.Code()
    kind = fields.OneOf(vocabulary.STATION_KINDS)
    name = fields.Text(100)
    compound = fields.Code(allow_none=True)
    serves = fields.ListOf(fields.Code(), MOST_SERVED)
    amenities = fields.ListOf(fields.OneOf(vocabulary.AMENITIES), len(vocabulary.AMENITIES))
    rooms = fields.ListOf(fields.Text(50), MOST_ROOMS)
    opening = fields.ListOf(fields.Nest(OpeningPeriod), MOST_PERIODS)


class Station(StationRecord):
    """A station. `haves`: all six; `missing`: those that it was not seen to have; `on_duty`: now; `roster`: all duties
    that are not over and begin within two weeks; `next_opening`: when it next opens, null where it never does."""

    haves = fields.ListOf(fields.Nest(StationHave), 6)
    missing = fields.ListOf(fields.OneOf(vocabulary.STATION_HAVES), 6)
    open_now = fields.Flag()
    next_opening = fields.Moment(allow_none=True)
    on_duty = fields.ListOf(fields.Nest(RosteredDuty), 10**5)
    roster = fields.ListOf(fields.Nest(RosteredDuty), 10**5)


class Stations(Answer):
    """A community's stations, the general one first."""

    items = fields.ListOf(fields.Nest(Station), 10**5)


class CircledBuilding(Answer):
    """A building, and the `stations` within a five-minute walk of it. `households`: null where none were recorded."""

    building = fields.Code()
    name = fields.Text(100)
    households = fields.Whole(0, 10**7, allow_none=True)
    stations = fields.ListOf(fields.Code(), 10**5)


class CircleCount(Answer):
    """So many buildings with so many households; `without_figure`: those of the buildings for which no number of
    households is recorded, and which add none."""

    buildings = fields.Whole(0, 10**6)
    households = fields.Whole(0, 10**9)
    without_figure = fields.Whole(0, 10**6)


class FiveMinuteCircle(Answer):
    """Which of a community's buildings have a station within a five-minute walk (`within`), and which have none."""

    community = fields.Code()
    buildings = fields.ListOf(fields.Nest(CircledBuilding), 10**6)
    within = fields.Nest(CircleCount)
    outside = fields.Nest(CircleCount)
