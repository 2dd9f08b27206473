"""Appeals of departments against single records in their appraisal."""

from __future__ import annotations

from contracts.requests import department_appeals as ask

from .blueprint import Blueprint

department_appeals = Blueprint(
    "department_appeals",
    __name__,
    url_prefix="/api/v1",
    description="Appeals of departments against single records in their appraisal.",
)

department_appeals.query(
    "/department-appeals",
    "scoring",
    "department_appeals",
    ask.DepartmentAppealsQuery,
    ask.DepartmentAppeals,
    summary="See appeals of departments about records: an officer those of the own department.",
)
department_appeals.command(
    "/department-appeals",
    "scoring",
    "file_department_appeal",
    ask.FileDepartmentAppeal,
    ask.DepartmentAppeal,
    status=201,
    summary="Appeal against a case, a whistle or a mark of the own department: an officer.",
)
department_appeals.command(
    "/department-appeals/<id:appeal_id>/decide",
    "scoring",
    "decide_department_appeal",
    ask.DecideDepartmentAppeal,
    ask.DepartmentAppeal,
    path=("appeal_id",),
    summary="Decide an appeal about a department's record in which one has no part: the district.",
)
