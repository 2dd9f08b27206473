"""Who hears of what: for each event type, the messages it leads to.

A message goes to an address, not to a person: ``person:<id>``, ``volunteer:<id>``, ``organisation:<code>`` (its
officers) or ``community:<code>`` (its workers). Whoever has the address reads it, today's worker as well as
tomorrow's. It carries ids and codes only; the portal says it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import Event, events
from contracts.fields import as_utc_text

Address = Callable[[Any], str]


@dataclass(frozen=True)
class Route:
    """One message that an event leads to: its `kind`, whom it goes to, and which of the event's fields it tells
    `about`. `when`: the events that lead to it, if not all."""

    kind: str
    to: Address
    about: tuple[str, ...]
    when: Callable[[Any], bool] = lambda event: True


@dataclass(frozen=True)
class Notice:
    """One message to one address."""

    kind: str
    address: str
    about: dict[str, Any]


def person(person_id: str) -> str:
    """The address of one signed-in person."""
    return f"person:{person_id}"


def volunteer(volunteer_id: str) -> str:
    """The address of one volunteer."""
    return f"volunteer:{volunteer_id}"


def organisation(code: str) -> str:
    """The address of an organisation's officers."""
    return f"organisation:{code}"


def community(code: str) -> str:
    """The address of a community's workers."""
    return f"community:{code}"


def _reporter(event: Any) -> str:
    return person(event.reporter)


def _provider(event: Any) -> str:
    return volunteer(event.provider) if event.provider_kind == "volunteer" else organisation(event.provider)


def _department(event: Any) -> str:
    return organisation(event.department)


def _workers(event: Any) -> str:
    return community(event.community)


def _volunteer(event: Any) -> str:
    return volunteer(event.volunteer_id)


def _volunteer_assigned(event: Any) -> bool:
    # Who claimed a need, or reported in to it, knows.
    return event.provider_kind == "volunteer" and event.way == "assigned"


_ESCALATION = ("need_id", "whistle_id", "department", "report_in_by")
_SERVICE = ("need_id", "service_id")

ROUTES: Mapping[type[Event], tuple[Route, ...]] = {
    events.NeedReported: (Route("need_reported", _workers, ("need_id", "urgency")),),
    events.WhistleBlown: (Route("whistle_blown", _department, ("need_id", "whistle_id", "report_in_by")),),
    events.DepartmentReportedIn: (
        Route("department_reported_in", _workers, ("need_id", "whistle_id", "department", "in_time")),
    ),
    events.NeedEscalated: (
        Route("need_escalated", _workers, _ESCALATION),
        Route("need_escalated", _department, _ESCALATION),
    ),
    events.NeedAssigned: (
        Route("need_assigned", _reporter, ("need_id", "provider_kind", "provider")),
        Route("need_assigned_to_you", _provider, ("need_id",), when=_volunteer_assigned),
    ),
    events.ServiceReported: (Route("service_to_confirm", _reporter, _SERVICE),),
    events.ServiceDisputed: (Route("service_disputed", _provider, _SERVICE),),
    events.ServiceCompleted: (Route("service_completed", _provider, (*_SERVICE, "minutes")),),
    events.ServiceRated: (Route("service_rated", _provider, (*_SERVICE, "stars")),),
    events.NeedClosed: (Route("need_closed", _reporter, ("need_id", "reason")),),
    events.NeedReopened: (Route("need_reopened", _workers, ("need_id",)),),
    events.StarRatingChanged: (
        Route("star_rating_changed", _volunteer, ("volunteer_id", "year", "stars", "previous_stars")),
    ),
    events.DepartmentAppraisalChanged: (
        Route("department_appraisal_changed", _department, ("department", "period", "cases")),
    ),
}
"""The table. Events that are not here concern nobody's inbox: offered needs, for one, are a list to look at."""


def notices(event: Event) -> list[Notice]:
    """The messages that `event` leads to."""
    return [
        Notice(route.kind, route.to(event), {name: _plain(getattr(event, name)) for name in route.about})
        for route in ROUTES.get(type(event), ())
        if route.when(event)
    ]


def _plain(value: Any) -> Any:
    return as_utc_text(value) if isinstance(value, datetime) else value
