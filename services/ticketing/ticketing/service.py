"""The ticketing service: who needs what, from the report to its rating."""

from __future__ import annotations

from chassis import Database, Transaction, subscribe
from contracts import Envelope
from contracts.events import CallOutEnded, NeedFound, SquadCalledOut, SquadSummonsRefused

from . import copies, found_needs, squad_summonses
from .calls.compacts import Compacts
from .calls.deliberation import Deliberation
from .calls.hazards import Hazards
from .calls.indicators import Indicators
from .calls.lists import Lists
from .calls.meetings import Meetings
from .calls.needs import Needs
from .calls.orders import Orders
from .calls.photos import Photos
from .calls.projects import Projects
from .calls.public_needs import PublicNeeds
from .calls.rating_links import RatingLinks
from .calls.reporting import Reporting
from .calls.services import Services
from .calls.surveys import Surveys
from .calls.triage import Triage
from .calls.whistles import Whistles
from .calls.wishes import Wishes
from .models import Base
from .time_limits_in_use import TimeLimits


class TicketingService(
    Needs,
    Orders,
    Reporting,
    Triage,
    Photos,
    Wishes,
    Whistles,
    Services,
    RatingLinks,
    PublicNeeds,
    Hazards,
    Indicators,
    Lists,
    Projects,
    Meetings,
    Deliberation,
    Compacts,
    Surveys,
):
    name = "ticketing"
    db = Database(Base.metadata)
    time_limits = TimeLimits()

    @subscribe(*copies.SOURCES, batch=500)
    def keep_copies(self, tx: Transaction, events: list[Envelope]) -> None:
        copies.keep(tx.session, events)

    @subscribe(NeedFound, batch=100)
    def open_found_needs(self, tx: Transaction, events: list[Envelope]) -> None:
        found_needs.open_all(tx, events)

    @subscribe(SquadCalledOut, CallOutEnded, SquadSummonsRefused, batch=100)
    def hear_of_squads(self, tx: Transaction, events: list[Envelope]) -> None:
        squad_summonses.keep_answers(tx, events)
