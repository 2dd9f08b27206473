"""Whether a volunteer may be proposed for a job, and what speaks for and against it, line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts import district

from . import availability
from .availability import Window


@dataclass(frozen=True)
class Weights:
    """What each line of a proposal costs; the lower the sum, the better. An hour of service in 90 days weighs little
    beside a credential, so that load decides among those who suit alike."""

    self_declared: int = 20
    """For each needed skill without a credential valid on the job's first day."""

    same_compound: int = 5
    same_community: int = 10
    unknown_distance: int = 15
    """The same building costs nothing, and where no building is named, nothing costs anything."""

    availability_not_declared: int = 10
    wish_not_declared: int = 3
    not_wished: int = 6
    hour_of_load: int = 2
    most_load: int = 1000
    """Above, more load makes no difference."""


@dataclass(frozen=True)
class Engagement:
    """Something that somebody is to do already, by id."""

    id: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Job:
    """Something to be done by `places` people. `key`: tells it from others asked at once; `language`: to compare by, so
    whatever its case; `renews`: the skill that it certifies; `building` and `compound`: where it is, None where that is
    not named."""

    key: int
    community: str
    starts: datetime
    ends: datetime
    kind: str
    places: int
    skills: tuple[str, ...] = ()
    renews: str | None = None
    language: str | None = None
    building: str | None = None
    compound: str | None = None


@dataclass(frozen=True)
class Person:
    """A volunteer. `skills`: declared, or certified at some time; `credentials`: by skill the last day of each, None
    for always; `windows`: as settled; `places`: codes of the buildings for which they answer, of the compounds of
    these, and of their communities; `load`: minutes served of late."""

    serial: int
    volunteer_id: str
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    windows: tuple[Window, ...] = ()
    credentials: Mapping[str, Sequence[date | None]] | None = None
    places: frozenset[str] = frozenset()
    load: int = 0
    engagements: tuple[Engagement, ...] = ()


@dataclass(frozen=True)
class Costs:
    """The cost of a proposal by reason."""

    skills: int
    distance: int
    availability: int
    wish: int
    workload: int

    @property
    def total(self) -> int:
        return self.skills + self.distance + self.availability + self.wish + self.workload


@dataclass(frozen=True)
class Assessment:
    """What speaks for and against a person for a job, in the words of `contracts.vocabulary`. `grounds`: for each
    needed skill; `load`: minutes."""

    grounds: Mapping[str, str]
    distance: str | None
    availability: str
    wish: str
    load: int
    costs: Costs


def obstacle(job: Job, person: Person) -> str | None:
    """Why the person may not be proposed for the job, the first reason that holds; None when they may."""
    missing, expired = lacking(
        job.skills, person.skills, person.credentials or {}, district.day_of(job.starts), job.renews
    )
    if missing or expired:
        return "no_skill" if missing else "credential_expired"
    if job.language is not None and job.language not in person.languages:
        return "no_language"
    if availability.match(person.windows, job.starts, job.ends) == "declared_otherwise":
        return "not_available"
    return "busy" if engaged_in(job, person) else None


def lacking(
    needed: Sequence[str],
    skills: Collection[str],
    last_days: Mapping[str, Sequence[date | None]],
    day: date,
    renews: str | None = None,
) -> tuple[list[str], list[str]]:
    """Of the `needed` skills those that somebody with `skills` does not have, and those of which every credential
    (`last_days`, by skill) has run out by `day`. A skill that nothing was ever said to stand behind is believed; the
    one that the activity itself `renews` may have run out."""
    missing = [skill for skill in needed if skill not in skills]
    proved = [skill for skill in needed if skill in skills and last_days.get(skill) and skill != renews]
    return missing, [skill for skill in proved if not is_valid(last_days[skill], day)]


def engaged_in(job: Job, person: Person) -> list[Engagement]:
    """What keeps the person from the job."""
    return [one for one in person.engagements if one.starts < job.ends and one.ends > job.starts]


def assess(job: Job, person: Person, load: int, weights: Weights) -> Assessment:
    """How well the person, who has a `load` of so many minutes by then, suits the job."""
    day = district.day_of(job.starts)
    known = person.credentials or {}
    grounds = {
        skill: "credential_valid" if is_valid(known.get(skill, ()), day) else "self_declared" for skill in job.skills
    }
    distance = _distance(job, person.places)
    free = availability.match(person.windows, job.starts, job.ends)
    wish = "not_declared" if not person.wishes else "wished" if job.kind in person.wishes else "not_wished"
    costs = Costs(
        skills=weights.self_declared * list(grounds.values()).count("self_declared"),
        distance=_cost_of_distance(distance, weights),
        availability=weights.availability_not_declared if free == "not_declared" else 0,
        wish={"wished": 0, "not_declared": weights.wish_not_declared, "not_wished": weights.not_wished}[wish],
        workload=min(load * weights.hour_of_load // 60, weights.most_load),
    )
    return Assessment(grounds, distance, free, wish, load, costs)


def is_valid(last_days: Sequence[date | None], day: date) -> bool:
    """Whether a credential that holds until one of the days, None for always, holds on `day`."""
    return any(last is None or day <= last for last in last_days)


def _distance(job: Job, places: frozenset[str]) -> str | None:
    if job.building is None:
        return None
    if job.building in places:
        return "same_building"
    if job.compound is not None and job.compound in places:
        return "same_compound"
    return "same_community" if job.community in places else "unknown"


def _cost_of_distance(distance: str | None, weights: Weights) -> int:
    costs = {
        "same_compound": weights.same_compound,
        "same_community": weights.same_community,
        "unknown": weights.unknown_distance,
    }
    return costs.get(distance or "", 0)
