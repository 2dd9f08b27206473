"""What the ticketing service tells of micro-projects, joint meetings and consent surveys."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields
from ...event import Code, Day, Event, Flag, Id, event
from .values import AssignmentWay, Ids

Codes = Annotated[list[str], lambda **settings: fields.ListOf(fields.Code(), 10_000, **settings)]
Quarter = Annotated[str, partial(fields.Text, 7)]
ReportVersion = Annotated[int, partial(fields.Whole, 1, 10**6)]
Percent = Annotated[int, partial(fields.Whole, 0, 100)]
Fen = Annotated[int, partial(fields.Whole, 0, 10**12)]
Count = Annotated[int, partial(fields.Whole, 0, 10**9)]
Households = Annotated[int, partial(fields.Whole, 0, 10**6)]
Share = Annotated[int, partial(fields.Whole, 1, 10_000)]


@event("ticketing", subject="project_id")
class ProjectProposed(Event):
    """A community has made a micro-project of entries of its need list; a unit may claim it. `budget_fen`: in fen;
    `starts_on`, `ends_on`: as planned."""

    project_id: Id
    budget_fen: Fen
    starts_on: Day
    ends_on: Day


@event("ticketing", subject="project_id")
class ProjectWithdrawn(Event):
    """A proposed micro-project was taken back before any unit had it in hand."""

    project_id: Id


@event("ticketing", subject="project_id")
class ProjectClaimed(Event):
    """A unit has the micro-project in hand now. `way`: whether it claimed the project itself, or a worker of the
    community named it."""

    project_id: Id
    organisation: Code
    way: AssignmentWay = "claimed"


@event("ticketing", subject="project_id")
class ProjectAbandoned(Event):
    """The unit has given the micro-project up; it may be claimed again."""

    project_id: Id
    organisation: Code


@event("ticketing", subject="project_id")
class ProjectProgressReported(Event):
    """The unit has told how far the micro-project is in a quarter (``2026-Q4``), or corrected what it told: then
    `version` is above 1. `problems_solved`, `person_times` (served): from the project's beginning on."""

    project_id: Id
    organisation: Code
    quarter: Quarter
    version: ReportVersion
    percent: Percent
    problems_solved: Count
    person_times: Count


@event("ticketing", subject="project_id")
class ProjectResultReported(Event):
    """The unit says that the micro-project was done on the day `finished_on`; the community has yet to confirm it."""

    project_id: Id
    organisation: Code
    finished_on: Day


@event("ticketing", subject="project_id")
class ProjectResultRefused(Event):
    """The community does not confirm the result of the micro-project; the unit has it in hand still."""

    project_id: Id
    organisation: Code


@event("ticketing", subject="project_id")
class ProjectFinished(Event):
    """The micro-project is done, and unit and community have both said so. `spent_fen`: of `budget_fen`, in fen;
    `finished_on` decides the quarter that the result counts in."""

    project_id: Id
    organisation: Code
    finished_on: Day
    budget_fen: Fen
    spent_fen: Fen
    problems_solved: Count
    person_times: Count


@event("ticketing", subject="project_id")
class ProjectAwarded(Event):
    """The micro-project was given an award in lieu of subsidy, in fen."""

    project_id: Id
    organisation: Code
    award_fen: Fen


@event("ticketing", subject="meeting_id")
class JointMeetingCalled(Event):
    """A community has called its joint meeting about a quarter (``2026-Q4``), to be held on the day `held_on`.
    `organisations`: units of which something is due at it, such as the quarter's report on a project."""

    meeting_id: Id
    quarter: Quarter
    held_on: Day
    organisations: Codes | None = None


@event("ticketing", subject="meeting_id")
class JointMeetingHeld(Event):
    """A community has held its joint meeting about a quarter (``2026-Q4``), on the day `held_on`. `present`: the units
    that were there. Told again where the minutes are corrected; only the last counts."""

    meeting_id: Id
    quarter: Quarter
    held_on: Day
    present: Codes


@event("ticketing", subject="decision_id")
class JointMeetingDecided(Event):
    """A joint meeting has decided what is to be done by the day `due_on`. `organisation`: the unit that is to do it,
    null for the community itself."""

    decision_id: Id
    meeting_id: Id
    due_on: Day
    organisation: Code | None = None


@event("ticketing", subject="survey_id")
class ConsentSurveyClosed(Event):
    """A consent survey was closed for good. Of all `households` asked, so many said yes, no, or abstained; the others
    were not reached. `passed`: yes × `threshold_denominator` ≥ `threshold_numerator` × `households`; `team`: the survey
    team; `then_service_team`: where the survey passed, that team becomes a service team; `collectors`: ids of the
    volunteers who collected answers."""

    survey_id: Id
    households: Households
    yes: Households
    no: Households
    abstain: Households
    threshold_numerator: Share
    threshold_denominator: Share
    passed: Flag
    team: Code | None = None
    then_service_team: Flag = False
    collectors: Ids | None = None
