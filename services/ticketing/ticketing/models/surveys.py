"""Consent surveys: the households asked, and every answer that was collected."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Code, Word


class SurveyRow(Base):
    """A survey of a community, of one `compound`, or of named `buildings`. `collectors`: volunteers' ids,
    `organisations`: codes of those whose officers collect too; `passed`: once it is closed."""

    __tablename__ = "consent_surveys"

    survey_id: Mapped[str] = mapped_column(Id, primary_key=True)
    community: Mapped[str] = mapped_column(Code, index=True)
    compound: Mapped[str | None] = mapped_column(Code)
    buildings: Mapped[list[str]] = mapped_column(sa.JSON)
    question: Mapped[str] = mapped_column(sa.Text)
    threshold_numerator: Mapped[int]
    threshold_denominator: Mapped[int]
    opens_on: Mapped[date] = mapped_column(sa.Date)
    closes_on: Mapped[date | None] = mapped_column(sa.Date)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(Id)
    passed: Mapped[bool | None]
    team: Mapped[str | None] = mapped_column(Code)
    then_service_team: Mapped[bool]
    collectors: Mapped[list[str]] = mapped_column(sa.JSON)
    organisations: Mapped[list[str]] = mapped_column(sa.JSON)
    opened_by: Mapped[str] = mapped_column(Id)
    opened_at: Mapped[datetime] = mapped_column(Moment)


class SurveyHouseholdRow(Base):
    """A household that is asked: it counts, whether it is reached or not."""

    __tablename__ = "survey_households"
    __table_args__ = (sa.UniqueConstraint("survey_id", "building", "door", name="survey_households_door"),)

    household_id: Mapped[str] = mapped_column(Id, primary_key=True)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey(SurveyRow.survey_id))
    building: Mapped[str] = mapped_column(Code)
    door: Mapped[str] = mapped_column(sa.String(20))


class SurveyAnswerRow(Base):
    """An answer as it was collected by a person (`collected_by`). None is ever changed or taken away."""

    __tablename__ = "survey_answers"

    answer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey(SurveyRow.survey_id), index=True)
    household_id: Mapped[str] = mapped_column(sa.ForeignKey(SurveyHouseholdRow.household_id), index=True)
    answer: Mapped[str] = mapped_column(Word)
    evidence: Mapped[str] = mapped_column(Word)
    reference: Mapped[str] = mapped_column(sa.Text)
    collected_by: Mapped[str] = mapped_column(Id)
    collected_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class SurveyBriefingRow(Base):
    """A briefing that was held on a survey."""

    __tablename__ = "survey_briefings"

    briefing_id: Mapped[str] = mapped_column(Id, primary_key=True)
    survey_id: Mapped[str] = mapped_column(sa.ForeignKey(SurveyRow.survey_id), index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    came: Mapped[int]
    logged_by: Mapped[str] = mapped_column(Id)
