"""What is due at a joint meeting about a quarter, from what stands open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts import district, vocabulary


@dataclass(frozen=True)
class ProjectStanding:
    """A project. `organisation`: the unit that has it in hand, or finished it; `reported`: there is a report for the
    meeting's quarter."""

    project_id: str
    title: str
    state: str
    organisation: str | None
    begun_on: date
    starts_on: date
    ended_on: date | None
    reported: bool


@dataclass(frozen=True)
class MilestoneStanding:
    """A milestone of a project that the unit `organisation` has in hand; `reached_on`: None while it is not."""

    milestone_id: str
    project_id: str
    title: str
    organisation: str | None
    due_on: date
    reached_on: date | None


@dataclass(frozen=True)
class DecisionStanding:
    """A decision of the meeting about `quarter`."""

    decision_id: str
    decided: str
    organisation: str | None
    quarter: str
    due_on: date
    done: bool


@dataclass(frozen=True)
class Item:
    """Something due; the fields are those of `contracts.requests.meetings.AgendaItem`."""

    kind: str
    title: str
    organisation: str | None
    due_on: date | None
    project_id: str | None = None
    milestone_id: str | None = None
    decision_id: str | None = None


def build(
    quarter: str,
    held_on: date,
    projects: Iterable[ProjectStanding],
    milestones: Iterable[MilestoneStanding],
    decisions: Iterable[DecisionStanding],
) -> list[Item]:
    """The agenda of the meeting held on that day about `quarter`: projects in hand that have no report for it though
    they had begun by its end, milestones whose day is over, decisions of earlier meetings that are not done, projects
    that nobody has claimed, and finished ones to be confirmed. By these kinds, of each the earliest due first."""
    ends = district.last_day(quarter)
    items = []
    for project in projects:
        known = (project.title, project.organisation)
        if project.state == "in_hand" and project.begun_on <= ends and not project.reported:
            items.append(Item("report_missing", *known, ends, project.project_id))
        elif project.state == "proposed":
            items.append(Item("project_unclaimed", *known, project.starts_on, project.project_id))
        elif project.state == "finished":
            items.append(Item("project_to_confirm", *known, project.ended_on, project.project_id))
    for milestone in milestones:
        if milestone.reached_on is None and milestone.due_on < held_on:
            items.append(
                Item(
                    "milestone_overdue",
                    milestone.title,
                    milestone.organisation,
                    milestone.due_on,
                    milestone.project_id,
                    milestone.milestone_id,
                )
            )
    for decision in decisions:
        if decision.quarter < quarter and not decision.done:
            about = (decision.decided, decision.organisation, decision.due_on)
            items.append(Item("decision_open", *about, decision_id=decision.decision_id))
    return sorted(items, key=_place)


def concerns(item: Item, organisation: str | None) -> bool:
    """Whether an item is an officer's to see whose unit is `organisation`: of that unit, or to be claimed."""
    return item.kind == "project_unclaimed" or (organisation is not None and item.organisation == organisation)


def _place(item: Item) -> tuple[int, date, str]:
    record = item.milestone_id or item.decision_id or item.project_id or ""
    return vocabulary.AGENDA_KINDS.index(item.kind), item.due_on or date.max, record
