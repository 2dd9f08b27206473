"""The volunteer service: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from chassis import Database, Transaction, subscribe
from contracts import Envelope
from contracts.events import ConsentSurveyClosed, SquadSummoned

from . import after_surveys, summonses
from .calls.activities import Activities
from .calls.calendars import Calendars
from .calls.daily_roll import DailyRoll
from .calls.duty import Duty
from .calls.findings import Findings
from .calls.hours import Hours
from .calls.households import Households
from .calls.pairings import Pairings
from .calls.patrols import Patrols
from .calls.people import People
from .calls.personal_data import PersonalData
from .calls.secondments import Secondments
from .calls.series import Series
from .calls.squads import Squads
from .calls.stations import Stations
from .calls.talents import Talents
from .calls.teams import Teams
from .calls.trainings import Trainings
from .models import Base


class VolunteerService(
    People,
    PersonalData,
    Teams,
    Squads,
    Secondments,
    Talents,
    Duty,
    Activities,
    Series,
    Trainings,
    Calendars,
    Hours,
    Stations,
    Pairings,
    Households,
    DailyRoll,
    Patrols,
    Findings,
):
    name = "volunteer"
    db = Database(Base.metadata)

    @subscribe(ConsentSurveyClosed, batch=100)
    def convert_survey_teams(self, tx: Transaction, events: list[Envelope]) -> None:
        after_surveys.convert_teams(tx, events)

    @subscribe(SquadSummoned, batch=100)
    def answer_summonses(self, tx: Transaction, events: list[Envelope]) -> None:
        summonses.answer(tx, events)
