"""Who rated whom: kept for ratings of volunteers whose rater is told, and noted to be looked at for doubts.

A rating without a rater, by a link or from before raters were told, leaves nothing here and costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.sql import Rows, insert_new, upsert
from contracts import Envelope
from contracts.events import ServiceRated, VolunteerErased, VolunteerRegistered, VolunteerUpdated

from .ledger import RATED
from .models import MergedVolunteer, Rater, RatingToCheck, VolunteerPerson

RATERS: sa.Table = Rater.__table__  # type: ignore[assignment]
PERSONS: sa.Table = VolunteerPerson.__table__  # type: ignore[assignment]
TO_CHECK: sa.Table = RatingToCheck.__table__  # type: ignore[assignment]
_MERGED: sa.Table = MergedVolunteer.__table__  # type: ignore[assignment]

_NAMES = ("service_id", "rater", "rater_volunteer", "community", "on_behalf")


def record(session: Session, envelopes: Iterable[Envelope]) -> list[str]:
    """Keep who gave the ratings among the events; returns the services whose raters are new."""
    rows: dict[str, tuple[Any, ...]] = {}
    for envelope in envelopes:
        event: Any = envelope.data
        if type(event) is ServiceRated and event.rated_by is not None and event.provider_kind == "volunteer":
            told = (event.service_id, event.rated_by, event.rater_volunteer, event.community, event.on_behalf)
            rows.setdefault(event.service_id, told)
    return [key for (key,) in insert_new(session, RATERS, Rows(_NAMES, list(rows.values())), ["service_id"])]


def record_persons(session: Session, envelopes: Iterable[Envelope]) -> list[str]:
    """Keep who signs in as which volunteer; returns the volunteers of whom that is told. Of one who was erased nobody
    is kept."""
    told: dict[str, tuple[Any, ...]] = {}
    for envelope in sorted(envelopes, key=lambda envelope: envelope.sequence):
        event: Any = envelope.data
        if isinstance(event, VolunteerErased):
            told[event.volunteer_id] = (event.volunteer_id, None, event.sequence)
        elif isinstance(event, VolunteerRegistered | VolunteerUpdated) and event.person is not None:
            told[event.volunteer_id] = (event.volunteer_id, event.person, event.sequence)
    rows = Rows(("volunteer_id", "person", "sequence"), list(told.values()))
    upsert(session, PERSONS, rows, ["volunteer_id"], set=["person", "sequence"], newer="sequence")
    return [volunteer_id for volunteer_id, person, _ in told.values() if person is not None]


def note(session: Session, service_ids: Iterable[str]) -> None:
    """Note that the ratings of these services may be in doubt."""
    insert_new(session, TO_CHECK, Rows(("service_id",), [(one,) for one in service_ids]), ["service_id"])


def note_of(session: Session, volunteer_ids: Collection[str]) -> None:
    """Note the ratings that these volunteers gave, of whom something new is known. A rating that they got is in doubt
    by who gave it only together with one of those, or where they gave it themselves."""
    if volunteer_ids:
        persons = sa.select(PERSONS.c.person).where(PERSONS.c.volunteer_id.in_(volunteer_ids))
        by_them = sa.or_(RATERS.c.rater.in_(persons), RATERS.c.rater_volunteer.in_(volunteer_ids))
        note(session, session.scalars(sa.select(RATERS.c.service_id).where(by_them)))


def volunteers_of(session: Session, persons: Collection[str]) -> Mapping[str, set[str]]:
    """By person the volunteers that they are."""
    query = sa.select(PERSONS.c.person, PERSONS.c.volunteer_id).where(PERSONS.c.person.in_(persons))
    found: dict[str, set[str]] = {}
    for person, volunteer_id in session.execute(query):
        found.setdefault(person, set()).add(volunteer_id)
    return found


def standing_for(session: Session, volunteer_ids: Collection[str]) -> Mapping[str, str]:
    """For each id the record that stands for it, at the end of its chain of merges."""
    ends = {one: one for one in volunteer_ids}
    waiting = set(volunteer_ids)
    passed: set[str] = set()
    while waiting - passed:
        passed |= waiting
        query = sa.select(_MERGED.c.volunteer_id, _MERGED.c.into).where(_MERGED.c.volunteer_id.in_(waiting))
        into = {row.volunteer_id: row.into for row in session.execute(query)}
        ends = {one: into.get(end, end) for one, end in ends.items()}
        waiting = set(into.values())
    return ends


def merged_into(session: Session, volunteer_ids: Collection[str]) -> set[str]:
    """These records, and all that were merged into them."""
    found, waiting = set(volunteer_ids), set(volunteer_ids)
    while waiting:
        query = sa.select(_MERGED.c.volunteer_id).where(_MERGED.c.into.in_(waiting))
        waiting = set(session.scalars(query)) - found
        found |= waiting
    return found


def ratings(session: Session, condition: Any) -> list[Any]:
    """Ratings for which the `condition` on `RATERS` and `RATED` holds, with who gave and got them."""
    columns = (*RATERS.c, RATED.c.provider, RATED.c.stars, RATED.c.completed_at, RATED.c.told_at)
    both = RATERS.join(RATED, RATED.c.service_id == RATERS.c.service_id)
    return list(session.execute(sa.select(*columns).select_from(both).where(condition)).all())
