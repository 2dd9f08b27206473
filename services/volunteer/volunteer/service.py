"""The volunteer service: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from chassis import Database

from .calls.activities import Activities
from .calls.duty import Duty
from .calls.people import People
from .calls.stations import Stations
from .models import Base


class VolunteerService(People, Duty, Activities, Stations):
    name = "volunteer"
    db = Database(Base.metadata)
