"""The volunteer service: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from chassis import Database

from .calls.activities import Activities
from .calls.daily_roll import DailyRoll
from .calls.duty import Duty
from .calls.pairings import Pairings
from .calls.patrols import Patrols
from .calls.people import People
from .calls.stations import Stations
from .models import Base


class VolunteerService(People, Duty, Activities, Stations, Pairings, DailyRoll, Patrols):
    name = "volunteer"
    db = Database(Base.metadata)
