"""Calendar feeds: what the volunteer service tells of a calendar, as an iCalendar object (RFC 5545) for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vText

CONTENT_TYPE = "text/calendar"

REFRESH = timedelta(hours=1)
"""How often a calendar program should ask again."""


def icalendar(calendar: Mapping[str, Any]) -> bytes:
    """The feed of a `contracts.requests.calendars.Calendar`, in times of UTC, which every program shows as its own."""
    feed = Calendar()
    feed.add("prodid", "-//Linli//Linli//ZH")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    # Programs know the one name or the other.
    feed.add("name", vText(calendar["name"]))
    feed.add("x-wr-calname", vText(calendar["name"]))
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    asked_at = datetime.fromisoformat(calendar["asked_at"])
    for entry in calendar["entries"]:
        feed.add_component(_event(entry, asked_at))
    return feed.to_ical()


def _event(entry: Mapping[str, Any], asked_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry["uid"])
    event.add("dtstamp", asked_at)
    event.add("sequence", entry["sequence"])
    event.add("dtstart", datetime.fromisoformat(entry["starts_at"]))
    event.add("dtend", datetime.fromisoformat(entry["ends_at"]))
    event.add("summary", entry["title"])
    event.add("location", entry["place"])
    event.add("status", entry["status"].upper())
    if entry["reason"] is not None:
        event.add("description", entry["reason"])
    return event
