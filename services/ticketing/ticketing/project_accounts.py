"""What a project spent, and what was reported of it: entries that are corrected by further ones, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district

from . import progress
from .models import ReportRow, SpendingRow
from .progress import Counts
from .project_case import ProjectCase

LATER_THAN_ANY = "9999-Q4"


def spend(case: ProjectCase, request: dict[str, Any]) -> None:
    """Enter what was spent. Raises as `ProjectCase.may`, `Invalid` as `day_fault`, and `Conflict`
    ``receipt_entered_already`` and ``over_budget`` with what is left. A receipt may be entered in parts, but not the
    same amount of it twice."""
    project, tx = case.project, case.tx
    case.may("spend")
    spent_on = request["spent_on"] or district.day_of(tx.now)
    if fault := day_fault(case, spent_on):
        raise Invalid({"spent_on": [fault]})
    if _is_entered(case, request["receipt"], request["amount_fen"]):
        raise Conflict("receipt_entered_already", receipt=request["receipt"])
    left = project.budget_fen - spent_fen(tx.session, [project.project_id]).get(project.project_id, 0)
    if request["amount_fen"] > left:
        raise Conflict("over_budget", left_fen=left)
    _enter(case, request["amount_fen"], request["receipt"], request["purpose"], spent_on, None)
    case.take("spend", amount_fen=request["amount_fen"])


def _is_entered(case: ProjectCase, receipt: str, amount_fen: int) -> bool:
    """Whether that much of the receipt stands in the project's account, not taken back."""
    taken_back = sa.select(SpendingRow.corrects).where(SpendingRow.corrects.is_not(None))
    same = sa.select(SpendingRow.spending_id).where(
        SpendingRow.project_id == case.project.project_id,
        SpendingRow.receipt == receipt,
        SpendingRow.amount_fen == amount_fen,
        SpendingRow.spending_id.not_in(taken_back.where(SpendingRow.project_id == case.project.project_id)),
    )
    return case.tx.session.scalars(same.limit(1)).first() is not None


def correct_spending(case: ProjectCase, request: dict[str, Any]) -> None:
    """Take an entry back by another. Raises as `ProjectCase.may`, `NotFound`, and `Conflict` ``is_a_correction``,
    ``already_reversed``."""
    tx = case.tx
    case.may("correct_spending")
    wrong = tx.session.get(SpendingRow, request["spending_id"])
    if wrong is None or wrong.project_id != case.project.project_id:
        raise NotFound("spending", request["spending_id"])
    if wrong.corrects is not None:
        raise Conflict("is_a_correction")
    corrected = sa.select(SpendingRow).where(SpendingRow.corrects == wrong.spending_id)
    if tx.session.scalars(corrected).first() is not None:
        raise Conflict("already_reversed")
    _enter(case, -wrong.amount_fen, wrong.receipt, request["reason"], wrong.spent_on, wrong.spending_id)
    case.take("correct_spending", request["reason"], -wrong.amount_fen)


def report(case: ProjectCase, request: dict[str, Any], action: str) -> ReportRow:
    """Keep a quarter's first report (`report_progress`) or a further version of it (`correct_report`). Raises as
    `ProjectCase.may`, `Conflict` ``already_reported``, and `Invalid`: ``not_reported``, ``quarter_to_come``,
    ``before_start``, and the faults of `progress`."""
    project, tx, quarter = case.project, case.tx, request["quarter"]
    case.may(action)
    kept = reports(tx.session, [project.project_id]).get(project.project_id, {})
    faults: dict[str, list[str]] = {}
    if action == "report_progress" and quarter in kept:
        raise Conflict("already_reported", quarter=quarter)
    if action == "correct_report" and quarter not in kept:
        faults["quarter"] = ["not_reported"]
    elif quarter > district.quarter_of(district.day_of(tx.now)):
        faults["quarter"] = ["quarter_to_come"]
    elif quarter < district.quarter_of(project.begun_on):
        faults["quarter"] = ["before_start"]
    else:
        told = Counts(request["problems_solved"], request["person_times"])
        faults = progress.faults(told, quarter, {other: counts(row) for other, row in kept.items()})
    if faults:
        raise Invalid(faults)
    made = ReportRow(
        **request,
        version=kept[quarter].version + 1 if quarter in kept else 1,
        organisation=project.organisation,
        reported_by=case.actor.person_id,
        reported_at=tx.now,
    )
    tx.session.add(made)
    case.take(action)
    return made


def finish(case: ProjectCase, request: dict[str, Any]) -> None:
    """Keep what a project came to. Raises as `ProjectCase.may`, and `Invalid`: as `day_fault`, ``before_last_report``,
    and the faults of `progress`."""
    project, tx = case.project, case.tx
    case.may("finish")
    kept = reports(tx.session, [project.project_id]).get(project.project_id, {})
    finished_on = request["finished_on"] or district.day_of(tx.now)
    quarter = district.quarter_of(finished_on)
    faults: dict[str, list[str]] = {}
    if fault := day_fault(case, finished_on):
        faults["finished_on"] = [fault]
    elif kept and quarter < max(kept):
        faults["finished_on"] = ["before_last_report"]
    told = Counts(request["problems_solved"], request["person_times"])
    # The report of the quarter in which it ended binds the result, too.
    faults.update(progress.faults(told, LATER_THAN_ANY, {other: counts(row) for other, row in kept.items()}))
    if faults:
        raise Invalid(faults)
    case.take("finish")
    project.problems_solved, project.person_times = told
    project.result, project.ended_on, project.finished_by = request["words"], finished_on, case.actor.person_id


def day_fault(case: ProjectCase, day: date) -> str | None:
    """What is wrong with the day of something done in a project: ``in_the_future``, ``before_start``."""
    if day > district.day_of(case.tx.now):
        return "in_the_future"
    return "before_start" if day < case.project.begun_on else None


def counts(report: Any) -> Counts:
    """What a report told that has these columns."""
    return Counts(report.problems_solved, report.person_times)


def spent_fen(session: Session, projects: Sequence[str]) -> dict[str, int]:
    """What each of the projects spent in all; one that spent nothing is left out."""
    total = sa.func.sum(SpendingRow.amount_fen)
    found = sa.select(SpendingRow.project_id, total).where(SpendingRow.project_id.in_(projects))
    return {project: int(fen) for project, fen in session.execute(found.group_by(SpendingRow.project_id))}


def reports(session: Session, projects: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By project and quarter, the report that counts, without its words."""
    told = (ReportRow.project_id, ReportRow.quarter, ReportRow.version, ReportRow.percent)
    found = sa.select(*told, ReportRow.problems_solved, ReportRow.person_times)
    kept: dict[str, dict[str, Any]] = {}
    for row in session.execute(found.where(ReportRow.project_id.in_(projects)).order_by(ReportRow.version)):
        kept.setdefault(row.project_id, {})[row.quarter] = row
    return kept


def _enter(case: ProjectCase, amount: int, receipt: str, purpose: str, day: date, corrects: str | None) -> None:
    case.tx.session.add(
        SpendingRow(
            spending_id=case.tx.new_id(),
            project_id=case.project.project_id,
            amount_fen=amount,
            receipt=receipt,
            purpose=purpose,
            spent_on=day,
            entered_by=case.actor.person_id,
            entered_at=case.tx.now,
            corrects=corrects,
        )
    )
