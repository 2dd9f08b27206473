"""The volunteer service: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from chassis import Database

from .calls.activities import Activities
from .calls.calendars import Calendars
from .calls.duty import Duty
from .calls.people import People
from .calls.series import Series
from .models import Base


class VolunteerService(People, Duty, Activities, Series, Calendars):
    name = "volunteer"
    db = Database(Base.metadata)
