"""Micro-projects, with their milestones, accounts, reports and history."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word
from .lists import NeedEntryRow


class ProjectRow(Base):
    """A micro-project as it stands now. `version`: of its latest step; `begun_on`: the day from which it counts, the
    planned or that of the proposal, whichever is earlier; `ended_on`: finished or withdrawn; `finished_by`: the person
    who told the result. What it came to (`problems_solved`, `person_times`, `result`) is null until then."""

    __tablename__ = "projects"
    __table_args__ = (sa.Index("projects_community", "community", "project_id"),)

    project_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code)
    title: Mapped[str] = mapped_column(sa.Text)
    problem: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str | None] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Word, index=True)
    organisation: Mapped[str | None] = mapped_column(Code, index=True)
    budget_fen: Mapped[int] = mapped_column(sa.BigInteger)
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date] = mapped_column(sa.Date)
    begun_on: Mapped[date] = mapped_column(sa.Date)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    finished_by: Mapped[str | None] = mapped_column(Id)
    problems_solved: Mapped[int | None]
    person_times: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(sa.Text)
    award_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    award_reason: Mapped[str | None] = mapped_column(sa.Text)
    awarded_on: Mapped[date | None] = mapped_column(sa.Date)
    version: Mapped[int] = mapped_column(sa.BigInteger)


class ProjectEntryRow(Base):
    """An entry of the need list that a project was made of."""

    __tablename__ = "project_entries"

    project_id: Mapped[str] = mapped_column(sa.ForeignKey(ProjectRow.project_id), primary_key=True)
    entry_id: Mapped[str] = mapped_column(sa.ForeignKey(NeedEntryRow.entry_id), primary_key=True, index=True)


class MilestoneRow(Base):
    __tablename__ = "milestones"

    milestone_id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str] = mapped_column(sa.ForeignKey(ProjectRow.project_id), index=True)
    title: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date] = mapped_column(sa.Date)
    reached_on: Mapped[date | None] = mapped_column(sa.Date)
    note: Mapped[str | None] = mapped_column(sa.Text)


class SpendingRow(Base):
    """An entry of a project's account, never changed. `corrects`: the entry whose amount this one takes back; there is
    one at most."""

    __tablename__ = "spending"

    spending_id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str] = mapped_column(sa.ForeignKey(ProjectRow.project_id), index=True)
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    receipt: Mapped[str] = mapped_column(sa.Text)
    purpose: Mapped[str] = mapped_column(sa.Text)
    spent_on: Mapped[date] = mapped_column(sa.Date)
    entered_by: Mapped[str] = mapped_column(Id)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    corrects: Mapped[str | None] = mapped_column(Id, unique=True)


class ReportRow(Base):
    """What was reported for a quarter; the highest version counts."""

    __tablename__ = "progress_reports"

    project_id: Mapped[str] = mapped_column(sa.ForeignKey(ProjectRow.project_id), primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(Code)
    words: Mapped[str] = mapped_column(sa.Text)
    percent: Mapped[int]
    problems_solved: Mapped[int]
    person_times: Mapped[int]
    reported_by: Mapped[str] = mapped_column(Id)
    reported_at: Mapped[datetime] = mapped_column(Moment)


class ProjectStepRow(Base):
    """One step of a project's life. `position`: the project's version after it; `organisation`: the unit that then had
    it in hand."""

    __tablename__ = "project_steps"

    project_id: Mapped[str] = mapped_column(sa.ForeignKey(ProjectRow.project_id), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    action: Mapped[str] = mapped_column(Word)
    from_state: Mapped[str | None] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Id)
    actor_role: Mapped[str] = mapped_column(Word)
    organisation: Mapped[str | None] = mapped_column(Code)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    amount_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
