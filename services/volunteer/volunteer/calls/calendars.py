"""What may be asked for calendar programs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from chassis.database import utc_now
from contracts.requests import calendars as requests

from .. import calendars
from .rules import Answer


class Calendars:
    @query(requests.CalendarQuery, requests.Calendar)
    def calendar(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return calendars.calendar(session, actor, utc_now(), **request)
