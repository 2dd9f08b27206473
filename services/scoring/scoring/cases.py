"""What counts of a department's service, of all that was said of it: the strongest.

One service is one case. The person served speaks at first hand by rating it; at a call-back a worker writes down what
that person said; a call-back that could not be made says nothing. So a rating stands above a call-back that was made,
and that above one that was not, whichever was told first. Of two alike the one about the later completion counts: a
service that was disputed is reported done again.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from contracts import Envelope
from contracts.events import CallBackFailed, CallBackMade, ServiceRated

from . import department_rulings, periods
from .department_rulings import CASE, Counting, Told

NOT_REACHED = "not_reached"

TOLD_BY = (ServiceRated, CallBackMade, CallBackFailed)
"""The events that say something of a service."""


class Case(NamedTuple):
    """What was said of a service, in the columns of `models.DepartmentCase`. `answer`: a field of
    `appraisal.Counts`."""

    service_id: str
    department: str
    completed_at: datetime
    answer: str
    resolved: bool
    event_id: str

    @property
    def strength(self) -> tuple[int, datetime]:
        """Of two about one service the one with more of it counts."""
        return _rank(self.answer), self.completed_at

    @property
    def told(self) -> Told:
        """As rulings see it."""
        counting = Counting(self.answer, self.resolved)
        return Told(CASE, self.service_id, self.department, periods.quarter_of(self.completed_at), counting)

    @property
    def counts(self) -> Counter[str]:
        """What it adds to the fields of `appraisal.Counts` by itself."""
        return department_rulings.adds(self.told)


def read(envelope: Envelope) -> Case | None:
    """What an event of `TOLD_BY` says of a department's service; None where it is of a volunteer's, or does not say
    whose it is."""
    event: Any = envelope.data
    if event.provider_kind != "department":
        return None
    match event:
        case ServiceRated():
            answer, resolved = f"rated_{event.stars}", event.resolved
        case CallBackMade():
            answer, resolved = f"called_{event.satisfaction}", event.resolved
        case _:
            answer, resolved = NOT_REACHED, False
    return Case(event.service_id, event.provider, event.completed_at, answer, resolved, envelope.id)


def _rank(answer: str) -> int:
    return 0 if answer == NOT_REACHED else 2 if answer.startswith("rated_") else 1
