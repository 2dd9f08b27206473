"""Calendar feeds for calendar programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from .. import feeds
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


def _feed(**whose: Any) -> Response:
    feed = feeds.icalendar(portal().query("volunteer", "calendar", whose))
    answer = Response(feed, content_type=f"{feeds.CONTENT_TYPE}; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer
