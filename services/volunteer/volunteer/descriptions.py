"""What volunteers are described by, kept and read: languages, weekly availability, wishes and credentials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import district

from . import availability, enrolment, skills, suitability
from .availability import Window
from .models import ActivityRow, AvailabilityRow, CertificationRow, CredentialRow, LanguageRow, VolunteerRow, WishRow

Among = Sequence[str] | sa.Select[str]
"""Volunteer ids, or the query that finds them."""


@dataclass(frozen=True)
class Credential:
    """`valid_until`: the last day on which it holds, None for always; `activity_id`: the training that it comes from,
    None for what was said."""

    skill: str
    evidence: str
    valid_until: date | None
    activity_id: str | None = None


@dataclass
class Description:
    """What one volunteer is described by; `languages` as written, by what they are sought by; `credentials`: what was
    said to stand behind their skills; `earned`: what trainings certify, for each skill what holds longest."""

    languages: dict[str, str] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    credentials: list[Credential] = field(default_factory=list)
    earned: dict[str, Credential] = field(default_factory=dict, compare=False)

    def skills(self, declared: Sequence[str]) -> frozenset[str]:
        """The skills `declared` as theirs, and those for which they have been certified at some time."""
        return frozenset(declared) | self.earned.keys()

    def standing(self, declared: Sequence[str]) -> list[Credential]:
        """Every credential that counts, on its days: what was said of skills no longer `declared` does not."""
        return [*(one for one in self.credentials if one.skill in declared), *self.earned.values()]

    def last_days(self, declared: Sequence[str]) -> dict[str, list[date | None]]:
        """The last day of each credential that counts, by skill."""
        found: defaultdict[str, list[date | None]] = defaultdict(list)
        for credential in self.standing(declared):
            found[credential.skill].append(credential.valid_until)
        return found


def describe(tx: Transaction, actor: Actor, request: dict[str, Any]) -> VolunteerRow:
    """Describe a volunteer, in place of what was said before: the volunteer, or a worker of the community.

    Raises `Invalid`: ``repeated`` (languages, wishes), ``not_after_start`` (a window), ``not_a_skill`` (a credential
    for a skill that the volunteer does not have), and `Conflict` already_withdrawn.
    """
    row = tx.session.get(VolunteerRow, request["volunteer_id"], with_for_update=True)
    if row is None:
        raise NotFound(what="volunteer", id=request["volunteer_id"])
    if not enrolment.is_own(row, actor):
        access.require_worker(actor, row.community)
    if not row.active:
        raise Conflict("already_withdrawn", state="withdrawn", possible=[])
    wanted = _checked(row, request)
    if read(tx.session, [row.volunteer_id])[row.volunteer_id] != wanted:
        store(tx.session, row.volunteer_id, wanted)
        enrolment.tell_change(tx, row)
    return row


def read(session: Session, among: Among) -> defaultdict[str, Description]:
    """The descriptions of volunteers, by id: five statements however many they are."""
    found: defaultdict[str, Description] = defaultdict(Description)
    spoken = sa.select(LanguageRow.volunteer_id, LanguageRow.sought, LanguageRow.language).order_by(LanguageRow.sought)
    for volunteer_id, sought, language in session.execute(spoken.where(LanguageRow.volunteer_id.in_(among))):
        found[volunteer_id].languages[sought] = language
    free = sa.select(
        AvailabilityRow.volunteer_id, AvailabilityRow.weekday, AvailabilityRow.starts, AvailabilityRow.ends
    ).order_by(AvailabilityRow.weekday, AvailabilityRow.starts)
    for volunteer_id, *window in session.execute(free.where(AvailabilityRow.volunteer_id.in_(among))):
        found[volunteer_id].windows.append(Window(*window))
    wished = sa.select(WishRow.volunteer_id, WishRow.kind).order_by(WishRow.kind)
    for volunteer_id, kind in session.execute(wished.where(WishRow.volunteer_id.in_(among))):
        found[volunteer_id].wishes.append(kind)
    evidenced = sa.select(
        CredentialRow.volunteer_id, CredentialRow.skill, CredentialRow.evidence, CredentialRow.valid_until
    ).order_by(CredentialRow.position)
    for row in session.execute(evidenced.where(CredentialRow.volunteer_id.in_(among))):
        found[row.volunteer_id].credentials.append(Credential(row.skill, row.evidence, row.valid_until))
    certified = (
        sa.select(CertificationRow, ActivityRow.title)
        .join(ActivityRow, ActivityRow.activity_id == CertificationRow.activity_id)
        .where(CertificationRow.volunteer_id.in_(among))
        .order_by(CertificationRow.valid_until, CertificationRow.attendance_id)
    )
    for earned, title in session.execute(certified):
        evidence = f"{title} {earned.earned_on.isoformat()}"
        known = found[earned.volunteer_id].earned
        known[earned.skill] = Credential(earned.skill, evidence, earned.valid_until, earned.activity_id)
    return found


def seen(session: Session, actor: Actor, volunteer_id: str, day: date) -> dict[str, Any]:
    """A volunteer's description for a reader on `day`: in full for the volunteer and for workers of the community, in
    part for workers of others. Raises `NotFound`, and `Forbidden` for anybody else."""
    row = session.get(VolunteerRow, volunteer_id)
    if row is None:
        raise NotFound(what="volunteer", id=volunteer_id)
    own = enrolment.is_own(row, actor)
    if not own and not actor.has("community_worker") and not actor.is_admin:
        raise Forbidden("not_your_community", community=row.community)
    known = read(session, [volunteer_id])[volunteer_id]
    answer = shown(row, known, day)
    return answer if own or actor.works_in(row.community) else _in_part(answer)


def shown(row: VolunteerRow, known: Description, day: date) -> dict[str, Any]:
    """A volunteer's description as an answer, with every word of it."""
    return {
        "volunteer_id": row.volunteer_id,
        "skills": row.skills,
        "languages": list(known.languages.values()),
        "availability": [
            {
                "weekday": window.weekday,
                "starts": availability.clock_of(window.starts),
                "ends": availability.clock_of(window.ends),
            }
            for window in known.windows
        ],
        "wishes": known.wishes,
        "credentials": [
            {
                "skill": credential.skill,
                "evidence": credential.evidence,
                "valid_until": credential.valid_until,
                "valid": suitability.is_valid([credential.valid_until], day),
                "activity_id": credential.activity_id,
            }
            for credential in known.standing(row.skills)
        ],
    }


def answered(tx: Transaction, row: VolunteerRow) -> dict[str, Any]:
    """A volunteer's description as the answer to a command, which is kept: evidence is kept in one place only."""
    tx.session.flush()
    answer = shown(row, read(tx.session, [row.volunteer_id])[row.volunteer_id], district.day_of(tx.now))
    return {**answer, "credentials": [{**one, "evidence": None} for one in answer["credentials"]]}


def sought(language: str) -> str:
    """What a language is found by, whatever its case and the space around it."""
    return language.strip().casefold()


def _in_part(answer: dict[str, Any]) -> dict[str, Any]:
    credentials = [{**one, "evidence": None, "valid_until": None, "activity_id": None} for one in answer["credentials"]]
    return {**answer, "availability": None, "wishes": None, "credentials": credentials}


def _checked(row: VolunteerRow, request: dict[str, Any]) -> Description:
    faults: dict[str, Any] = {}
    languages = {sought(language): language.strip() for language in request["languages"]}
    for name, distinct in (("languages", languages), ("wishes", set(request["wishes"]))):
        if len(distinct) < len(request[name]):
            faults[name] = ["repeated"]
    windows = [
        Window(one["weekday"], availability.minute_of(one["starts"]), availability.minute_of(one["ends"]))
        for one in request["availability"]
    ]
    backwards = [position for position, window in enumerate(windows) if window.ends <= window.starts]
    if backwards:
        faults["availability"] = {position: {"ends": ["not_after_start"]} for position in backwards}
    credentials = [
        Credential(skills.settle([one["skill"]])[0], one["evidence"], one["valid_until"])
        for one in request["credentials"]
    ]
    unknown = [position for position, credential in enumerate(credentials) if credential.skill not in row.skills]
    if unknown:
        faults["credentials"] = {position: {"skill": ["not_a_skill"]} for position in unknown}
    if faults:
        raise Invalid(faults)
    in_order = dict(sorted(languages.items()))
    return Description(in_order, availability.settle(windows), sorted(request["wishes"]), credentials)


def store(session: Session, volunteer_id: str, wanted: Description) -> None:
    """Keep a description in place of the one before."""
    for table in (LanguageRow, AvailabilityRow, WishRow, CredentialRow):
        session.execute(sa.delete(table).where(table.volunteer_id == volunteer_id))
    session.add_all(
        LanguageRow(volunteer_id=volunteer_id, sought=key, language=language)
        for key, language in wanted.languages.items()
    )
    session.add_all(AvailabilityRow(volunteer_id=volunteer_id, **window._asdict()) for window in wanted.windows)
    session.add_all(WishRow(volunteer_id=volunteer_id, kind=kind) for kind in wanted.wishes)
    session.add_all(
        CredentialRow(
            volunteer_id=volunteer_id,
            position=position,
            skill=credential.skill,
            evidence=credential.evidence,
            valid_until=credential.valid_until,
        )
        for position, credential in enumerate(wanted.credentials)
    )
