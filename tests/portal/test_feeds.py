"""Calendar feeds: what calendar programs read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from contracts.fields import as_utc_text
from portal import feeds

ENTRY = {
    "uid": "01a00000-0000-7000-8000-000000000000",
    "sequence": 3,
    "starts_at": "2026-11-27T01:30:00.000000Z",
    "ends_at": "2026-11-27T03:00:00.000000Z",
    "title": "垃圾分类课; 第一讲, 入门\n带上本子",
    "place": "一区活动室",
    "status": "confirmed",
    "reason": None,
}


def read(*entries: dict[str, Any], name: str = "协庄社区; 甲, 乙") -> Calendar:
    text = feeds.icalendar({"name": name, "asked_at": "2026-11-26T09:00:00.000000Z", "entries": list(entries)})
    found = Calendar.from_ical(text)
    assert isinstance(found, Calendar)
    return found


def test_an_entry_is_read_back_as_it_was() -> None:
    feed = read(ENTRY)
    assert (feed["METHOD"], feed["VERSION"]) == ("PUBLISH", "2.0")
    # Of what it does not know, the library that reads here gives the text as it stands.
    assert feed["X-WR-CALNAME"] == feed["NAME"] == r"协庄社区\; 甲\, 乙"
    (event,) = feed.events
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (ENTRY["uid"], 3, "CONFIRMED")
    assert (event["SUMMARY"], event["LOCATION"]) == (ENTRY["title"], ENTRY["place"])
    assert event.start == datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    assert event.end - event.start == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert "DESCRIPTION" not in event


@pytest.mark.parametrize(("status", "told"), [("tentative", "TENTATIVE"), ("cancelled", "CANCELLED")])
def test_what_is_uncertain_or_called_off_says_so(status: str, told: str) -> None:
    reason = "大雨" if status == "cancelled" else None
    (event,) = read({**ENTRY, "status": status, "reason": reason}).events
    assert (event["STATUS"], event.get("DESCRIPTION")) == (told, reason)


printable = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=100)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda time: time.replace(microsecond=0))


@given(printable, printable, moments, st.integers(1, 1440))
def test_whatever_it_is_called_a_feed_can_be_read(title: str, place: str, starts: datetime, minutes: int) -> None:
    begins = starts.replace(tzinfo=UTC)
    ends = begins + timedelta(minutes=minutes)
    times = {"starts_at": as_utc_text(begins), "ends_at": as_utc_text(ends)}
    (event,) = read({**ENTRY, **times, "title": title, "place": place}, name=title).events
    assert (event["SUMMARY"], event["LOCATION"]) == (title, place)
    assert (event.start, event.end) == (begins, ends)
