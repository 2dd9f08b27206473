"""A consent survey as one person sees it: figures for the community, single answers for few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor

from . import queries, survey_answers, surveys, tally
from .models import SurveyAnswerRow, SurveyHouseholdRow, SurveyRow
from .relations import belongs, require_belonging


def page(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """The surveys of a community, newest first. Raises `Forbidden` for who is not of it; who collects for one of its
    surveys sees those."""
    community = wanted["community"]
    found = sa.select(SurveyRow).where(SurveyRow.community == community)
    if not belongs(actor, community):
        own = [row.survey_id for row in session.scalars(found) if surveys.collects(actor, row)]
        if not own:
            require_belonging(actor, community)
        found = found.where(SurveyRow.survey_id.in_(own))
    rows, cursor = queries.page(session, found, SurveyRow.survey_id, wanted)
    return shown(session, actor, rows), cursor


def in_full(session: Session, actor: Actor, survey: SurveyRow) -> dict[str, Any]:
    """A survey with how it stands, as far as the actor may see that. Raises `Forbidden`."""
    works, collects = actor.works_in(survey.community), surveys.collects(actor, survey)
    if not collects:
        require_belonging(actor, survey.community)
    [answer] = shown(session, actor, [survey])
    sees = collects or survey.closed_at is not None
    return {
        **answer,
        "progress": survey_answers.progress(session, survey, with_buildings=collects) if sees else None,
        "collectors": survey.collectors if works else [],
        "organisations": survey.organisations if works else [],
    }


def shown(session: Session, actor: Actor, rows: Sequence[SurveyRow]) -> list[dict[str, Any]]:
    """Surveys as answers, without any figures."""
    held = surveys.briefings(session, [row.survey_id for row in rows])
    same = (
        "survey_id",
        "community",
        "compound",
        "buildings",
        "question",
        "opens_on",
        "closes_on",
        "closed_at",
        "passed",
        "team",
        "then_service_team",
    )
    return [
        {
            **{name: getattr(row, name) for name in same},
            "threshold": {"numerator": row.threshold_numerator, "denominator": row.threshold_denominator},
            "briefings": [{"day": one.day, "came": one.came} for one in held[row.survey_id]],
            "may_collect": row.closed_at is None and surveys.collects(actor, row),
        }
        for row in rows
    ]


def page_of_households(
    session: Session, actor: Actor, wanted: dict[str, Any]
) -> tuple[list[dict[str, Any]], str | None]:
    """The doors of a survey, for who collects its answers; what a household answered is for workers, and for who
    collected it. Raises `NotFound`, `Forbidden`."""
    survey = surveys.found(session, wanted["survey_id"])
    surveys.require_collecting(actor, survey)
    found = sa.select(SurveyHouseholdRow).where(SurveyHouseholdRow.survey_id == survey.survey_id)
    rows, cursor = queries.page(session, found, SurveyHouseholdRow.household_id, wanted, oldest_first=True)
    ids = [row.household_id for row in rows]
    last = tally.standing(survey_answers.voices(session, survey.survey_id, ids))
    own = _own(session, actor, [voice.number for voice in last.values()])
    works = actor.works_in(survey.community)
    items = []
    for row in rows:
        voice = last.get(row.household_id)
        told = voice is not None and (works or voice.number in own)
        items.append(
            {
                "building": row.building,
                "door": row.door,
                "reached": voice is not None,
                "answer": voice.answer if voice is not None and told else None,
            }
        )
    return items, cursor


def page_of_answers(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Newest first, every answer as it was collected: all for workers, the own for who collects, or did. Raises
    `NotFound`, and `Forbidden` for who never collected any."""
    survey = surveys.found(session, wanted["survey_id"])
    found = sa.select(SurveyAnswerRow).where(SurveyAnswerRow.survey_id == survey.survey_id)
    if not actor.works_in(survey.community):
        found = found.where(SurveyAnswerRow.collected_by == actor.person_id)
        if session.scalars(found.limit(1)).first() is None:
            surveys.require_collecting(actor, survey)
    rows, cursor = queries.page(session, found, SurveyAnswerRow.answer_id, wanted)
    ids = sorted({row.household_id for row in rows})
    last = tally.standing(survey_answers.voices(session, survey.survey_id, ids))
    listed = sa.select(SurveyHouseholdRow).where(SurveyHouseholdRow.household_id.in_(ids))
    doors = {row.household_id: row for row in session.scalars(listed)}
    return [_answer(row, doors[row.household_id], last[row.household_id].number) for row in rows], cursor


def _answer(row: SurveyAnswerRow, household: SurveyHouseholdRow, last: str) -> dict[str, Any]:
    return {
        "answer_id": row.answer_id,
        "building": household.building,
        "door": household.door,
        "answer": row.answer,
        "evidence": row.evidence,
        "reference": row.reference,
        "collected_by": row.collected_by,
        "collected_at": row.collected_at,
        "recorded_at": row.recorded_at,
        "counts": row.answer_id == last,
    }


def _own(session: Session, actor: Actor, answer_ids: list[str]) -> set[str]:
    """Those of the answers that the actor collected."""
    row = SurveyAnswerRow
    found = sa.select(row.answer_id).where(row.answer_id.in_(answer_ids), row.collected_by == actor.person_id)
    return set(session.scalars(found))
