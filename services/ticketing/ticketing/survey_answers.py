"""The answers of a survey: collected at the door, all kept, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Invalid
from chassis.sql import insert

from . import survey_days, tally
from .models import SurveyAnswerRow, SurveyHouseholdRow, SurveyRow
from .tally import Tally, Voice


def record(tx: Transaction, survey: SurveyRow, collector: str, answers: Sequence[dict[str, Any]]) -> None:
    """Keep answers that a person collected, of a survey that is locked and open.

    Raises `Invalid`: ``not_on_list`` for a household, and as `survey_days.fault`.
    """
    listed = households_by_door(tx.session, survey.survey_id)
    faults: dict[str, Any] = {}
    rows = []
    for position, answer in enumerate(answers):
        household_id = listed.get((answer["building"], answer["door"].strip()))
        at = answer["collected_at"] or tx.now
        if household_id is None:
            faults[str(position)] = {"door": ["not_on_list"]}
        elif wrong := survey_days.fault(at, tx.now, survey.opens_on, survey.closes_on):
            faults[str(position)] = {"collected_at": [wrong]}
        rows.append(
            {
                "answer_id": tx.new_id(),
                "survey_id": survey.survey_id,
                "household_id": household_id,
                "answer": answer["answer"],
                "evidence": answer["evidence"],
                "reference": answer["reference"],
                "collected_by": collector,
                "collected_at": at,
                "recorded_at": tx.now,
            }
        )
    if faults:
        raise Invalid({"answers": faults})
    table: Any = SurveyAnswerRow.__table__
    insert(tx.session, table, rows)


def households_by_door(session: Session, survey_id: str) -> dict[tuple[str, str], str]:
    """The ids of a survey's households, by building and door."""
    row = SurveyHouseholdRow
    found = sa.select(row.building, row.door, row.household_id).where(row.survey_id == survey_id)
    return {(building, door): household_id for building, door, household_id in session.execute(found)}


def voices(session: Session, survey_id: str, households: Sequence[str] | None = None) -> list[Voice]:
    """The answers of a survey, or those of some of its households."""
    row = SurveyAnswerRow
    found = sa.select(row.household_id, row.answer, row.collected_at, row.answer_id).where(row.survey_id == survey_id)
    if households is not None:
        found = found.where(row.household_id.in_(households))
    return [Voice(*told) for told in session.execute(found)]


def tally_of(session: Session, survey: SurveyRow) -> Tally:
    """How the survey stands."""
    return tally.whole(_asked(session, survey), voices(session, survey.survey_id))


def progress(session: Session, survey: SurveyRow, with_buildings: bool) -> dict[str, Any]:
    """How the survey stands, as an answer."""
    asked, told = _asked(session, survey), voices(session, survey.survey_id)
    counted = tally.whole(asked, told)
    buildings = tally.by_building(asked, told) if with_buildings else {}
    return {
        **_figures(counted),
        "passed": counted.reaches(survey.threshold_numerator, survey.threshold_denominator),
        "buildings": [{"building": building, **_figures(one)} for building, one in buildings.items()],
    }


def _asked(session: Session, survey: SurveyRow) -> dict[str, str]:
    listed = households_by_door(session, survey.survey_id)
    return {household_id: building for (building, _), household_id in listed.items()}


def _figures(counted: Tally) -> dict[str, int]:
    names = ("asked", "reached", "yes", "no", "abstain", "not_reached", "share")
    return {name: getattr(counted, name) for name in names}
