"""Departments appraised on several aspects: marks of communities, results, appeals, classes and trends."""

from __future__ import annotations

from contracts.requests import aspects as ask

from .blueprint import Blueprint

aspects = Blueprint(
    "aspects",
    __name__,
    url_prefix="/api/v1",
    description="Departments appraised on several aspects: marks of communities, results, appeals, classes and trends.",
)

aspects.query(
    "/appraisals",
    "scoring",
    "aspect_board",
    ask.AspectBoardQuery,
    ask.AspectBoard,
    summary="See all departments of a period, by class, aspect by aspect.",
)
aspects.command(
    "/appraisals/freeze",
    "scoring",
    "freeze_appraisal",
    ask.FreezeAppraisal,
    ask.AspectBoard,
    summary="Freeze the appraisals of a period that is over and make them public: the district.",
)
aspects.command(
    "/appraisals/publish",
    "scoring",
    "publish_appraisal",
    ask.PublishAppraisal,
    ask.AspectBoard,
    summary="Sign off the appraisals of a period after their days of publicity: the district.",
)
aspects.query(
    "/appraisals/appeals",
    "scoring",
    "appraisal_appeals",
    ask.AppraisalAppealsQuery,
    ask.AppraisalAppeals,
    summary="See the appeals of departments against their results of a period: an officer the own department's.",
)
aspects.command(
    "/appraisals/appeals",
    "scoring",
    "file_appraisal_appeal",
    ask.FileAppraisalAppeal,
    ask.AppraisalAppeal,
    status=201,
    summary="Appeal against the own department's result while it is public: an officer.",
)
aspects.command(
    "/appraisal-appeals/<id:appeal_id>/decide",
    "scoring",
    "decide_appraisal_appeal",
    ask.DecideAppraisalAppeal,
    ask.AppraisalAppeal,
    path=("appeal_id",),
    summary="Decide an appeal of a department in which one has no part: the district.",
)
aspects.query(
    "/appraisals/marks",
    "scoring",
    "marks",
    ask.MarksQuery,
    ask.Marks,
    summary="See marks: a worker those of the own community, an officer those of the own department, the district all.",
)
aspects.command(
    "/communities/<code:community>/marks",
    "scoring",
    "mark_department",
    ask.MarkDepartment,
    ask.Mark,
    path=("community",),
    summary="Mark a department on an aspect of a quarter: a worker of the community.",
)
aspects.query(
    "/departments/<code:department>/trend",
    "scoring",
    "appraisal_trend",
    ask.AppraisalTrendQuery,
    ask.AppraisalTrend,
    path=("department",),
    summary="See a department's totals over eight quarters.",
)
aspects.command(
    "/departments/<code:department>/class",
    "scoring",
    "put_into_class",
    ask.PutIntoClass,
    ask.DepartmentClass,
    path=("department",),
    summary="Say with whom a department is compared: the district.",
)
