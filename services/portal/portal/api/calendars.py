"""Calendar feeds for calendar programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from chassis.refusals import NotFound

from .. import feeds
from ..asker import asker
from ..limits import limit_feed_keys
from ..portal import portal
from .blueprint import Blueprint

calendars = Blueprint("calendars", __name__, url_prefix="/api/v1", description="Calendar feeds for calendar programs.")

ICALENDAR = {"type": "string", "description": "An iCalendar object (RFC 5545): activities from 30 days ago on."}


@calendars.route("/volunteers/<id:volunteer_id>/calendar.ics")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def volunteer_calendar(volunteer_id: str) -> Response:
    """Subscribe to the activities for which a volunteer signed up: one's own, or as a worker of the community."""
    return _feed(volunteer_id=volunteer_id)


@calendars.route("/teams/<code:team>/calendar.ics")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def team_calendar(team: str) -> Response:
    """Subscribe to the activities for which any member of a team signed up: as a member, or as a worker."""
    return _feed(team=team)


@calendars.route("/communities/<code:community>/calendar.ics")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def community_calendar(community: str) -> Response:
    """Subscribe to all activities of a community."""
    return _feed(community=community)


@calendars.route("/calendars/<string:key>/volunteers/<id:volunteer_id>.ics")
@limit_feed_keys
@calendars.alt_response(403, "FORBIDDEN")
@calendars.alt_response(429, "TOO_MANY_REQUESTS")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def feed_of_volunteer(key: str, volunteer_id: str) -> Response:
    """Subscribe to a volunteer's activities with a feed key instead of a token."""
    return _by_key(volunteer_id=volunteer_id)


@calendars.route("/calendars/<string:key>/teams/<code:team>.ics")
@limit_feed_keys
@calendars.alt_response(403, "FORBIDDEN")
@calendars.alt_response(429, "TOO_MANY_REQUESTS")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def feed_of_team(key: str, team: str) -> Response:
    """Subscribe to a team's activities with a feed key instead of a token."""
    return _by_key(team=team)


@calendars.route("/calendars/<string:key>/communities/<code:community>.ics")
@limit_feed_keys
@calendars.alt_response(403, "FORBIDDEN")
@calendars.alt_response(429, "TOO_MANY_REQUESTS")
@calendars.response(200, ICALENDAR, content_type=feeds.CONTENT_TYPE)
def feed_of_community(key: str, community: str) -> Response:
    """Subscribe to a community's activities with a feed key instead of a token."""
    return _by_key(community=community)


def _by_key(**whose: Any) -> Response:
    """The feed, where the key in the address is somebody's. Raises `NotFound`."""
    if asker().account is None:
        raise NotFound("feed_key", "")
    return _feed(**whose)


def _feed(**whose: Any) -> Response:
    feed = feeds.icalendar(portal().query("volunteer", "calendar", whose))
    answer = Response(feed, content_type=f"{feeds.CONTENT_TYPE}; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer
