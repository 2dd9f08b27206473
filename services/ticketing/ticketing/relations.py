"""What a person is to a need, and how much of it the person may see. Computed here once, asked everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chassis.refusals import Forbidden


class Person(Protocol):
    """The one who asks: what is read here of `chassis.Actor`."""

    @property
    def person_id(self) -> str: ...
    @property
    def communities(self) -> frozenset[str]: ...
    @property
    def organisation(self) -> str | None: ...
    @property
    def volunteer_id(self) -> str | None: ...
    @property
    def is_admin(self) -> bool: ...
    def has(self, role: str) -> bool: ...
    def works_in(self, community: str) -> bool: ...


class Relation(StrEnum):
    """Somebody may stand in several relations to a need at once.

    `SERVED` speaks for the person served: the reporter, or a worker of the community where the need was reported
    on somebody's behalf, or found, or the reporter serves it himself; never who did the service (`OWN`), since a
    service counts only when two parties say so. `CALLER`: a worker of the community who may ask the person served what
    came of it; never who did the service either. `FOLLOWER`: has the same need and did not report it anew.
    `VOLUNTEER`: one of those to whom the need is, or once was, offered, be they all or some; `WANTED`: one of them
    while further helpers are wanted; `HELPER`: helps whoever is responsible.
    """

    REPORTER = "reporter"
    WORKER = "worker"
    PROVIDER = "provider"
    OFFICER = "officer"
    VOLUNTEER = "volunteer"
    SERVED = "person_served"
    CALLER = "caller"
    FOLLOWER = "follower"
    WANTED = "wanted"
    HELPER = "helper"
    OWN = "own"


class Sight(StrEnum):
    """How much of a need somebody sees: all of it, what a volunteer must know to claim it, or, without a word of what
    was reported, where it stands and by when it is to be done."""

    FULL = "full"
    OFFER = "offer"
    FOLLOWED = "followed"


@dataclass(frozen=True)
class Parties:
    """The people and bodies around one need. `provider`: a volunteer's id or a department's code; `reporter_as`: the
    same of the reporter, who may serve too; `done_by`: the person who reported the service done; `whistled`:
    departments ever summoned; `followers`: persons; `helpers`: ids of volunteers; `offered_to`: the same, none: all
    volunteers; `wanting`: further helpers are wanted."""

    community: str
    reporter: str
    reporter_as: frozenset[str] = frozenset()
    on_behalf: bool = False
    provider_kind: str | None = None
    provider: str | None = None
    done_by: str | None = None
    whistled: frozenset[str] = frozenset()
    followers: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    offered_to: frozenset[str] = frozenset()
    wanting: bool = False


PERSONAL_KINDS = frozenset({"hardship_relief", "health_care"})
"""That somebody here is hard up, or ill, is nobody else's to know. Of needs of these kinds others learn nothing, and
nobody else has the same."""

SEES_ALL = frozenset({Relation.REPORTER, Relation.WORKER, Relation.PROVIDER, Relation.HELPER, Relation.OFFICER})


def is_volunteer(person: Person) -> bool:
    return person.has("volunteer") and person.volunteer_id is not None


def officer_of(person: Person) -> str | None:
    """The code of the organisation that the person is an officer of."""
    return person.organisation if person.has("officer") else None


def belongs(person: Person, community: str) -> bool:
    """Whether the person is of the community: lives or works there, as the account says, or works everywhere."""
    return person.works_in(community) or community in person.communities


def require_belonging(person: Person, community: str) -> None:
    """Raise `Forbidden` unless the person `belongs` to the community."""
    if not belongs(person, community):
        raise Forbidden("not_of_community", community=community)


def relations(person: Person, parties: Parties) -> frozenset[Relation]:
    """Every relation in which `person` stands to the need of `parties`."""
    volunteer_id = person.volunteer_id if is_volunteer(person) else None
    serves = {"volunteer": volunteer_id, "department": officer_of(person)}
    provides = parties.provider_kind is not None and serves[parties.provider_kind] == parties.provider
    helps = volunteer_id in parties.helpers
    offered = volunteer_id is not None and (not parties.offered_to or volunteer_id in parties.offered_to)
    own = provides or helps or (parties.done_by is not None and parties.done_by == person.person_id)
    reports = person.person_id == parties.reporter
    works = person.works_in(parties.community)
    serving = parties.helpers | {parties.provider}
    reporter_serves = bool(serving & parties.reporter_as) or parties.done_by == parties.reporter
    stands_for_another = works and (parties.on_behalf or reporter_serves)
    found = {
        Relation.REPORTER: reports,
        Relation.WORKER: works,
        Relation.PROVIDER: provides,
        Relation.OFFICER: officer_of(person) in parties.whistled,
        Relation.VOLUNTEER: offered,
        Relation.WANTED: offered and parties.wanting and not own,
        Relation.HELPER: helps,
        Relation.SERVED: (reports or stands_for_another) and not own,
        Relation.CALLER: works and not own,
        Relation.FOLLOWER: person.person_id in parties.followers,
        Relation.OWN: own,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def sight(held: frozenset[Relation], state: str) -> Sight | None:
    """How much of a need in `state` is seen by who stands in the relations `held`; None: nothing."""
    if held & SEES_ALL:
        return Sight.FULL
    if Relation.WANTED in held or (Relation.VOLUNTEER in held and state == "offered"):
        return Sight.OFFER
    if Relation.FOLLOWER in held:
        return Sight.FOLLOWED
    return None


def role_in(relation: Relation, held: frozenset[Relation], person: Person, provider_kind: str | None) -> str:
    """The role (`contracts.vocabulary.ROLES`) in which `person`, standing in `held`, acts by `relation` on a need
    served by a provider of `provider_kind`."""
    if relation in (Relation.REPORTER, Relation.SERVED):
        relation = Relation.WORKER if Relation.WORKER in held else Relation.REPORTER
    if relation in (Relation.WORKER, Relation.CALLER):
        return "community_worker" if person.has("community_worker") else "district_admin"
    if relation is Relation.PROVIDER:
        return "officer" if provider_kind == "department" else "volunteer"
    if relation in (Relation.VOLUNTEER, Relation.HELPER):
        return "volunteer"
    return "officer" if relation is Relation.OFFICER else "resident"
