"""Micro-projects, from the proposal to the award, and what they come to."""

from __future__ import annotations

from contracts.requests import projects as ask

from .blueprint import Blueprint

projects = Blueprint(
    "projects",
    __name__,
    url_prefix="/api/v1",
    description="Micro-projects, from the proposal to the award, and what they come to.",
)

projects.query(
    "/projects",
    "ticketing",
    "projects",
    ask.ProjectsQuery,
    ask.Projects,
    summary="List projects: everybody signed in, without the words of those concerned.",
)
projects.query(
    "/project-figures",
    "ticketing",
    "project_figures",
    ask.ProjectFiguresQuery,
    ask.ProjectFigures,
    summary="See what projects come to, of communities, the district or one project: everybody signed in.",
)
projects.command(
    "/communities/<code:community>/projects",
    "ticketing",
    "propose_project",
    ask.ProposeProject,
    ask.ProjectInFull,
    path=("community",),
    status=201,
    summary="Propose a project from the need list: workers of the community.",
)
projects.query(
    "/projects/<id:project_id>",
    "ticketing",
    "project",
    ask.ProjectCommand,
    ask.ProjectInFull,
    path=("project_id",),
    summary="Read a project: its unit and workers all of it, officers what they may claim, others what is public.",
)

_OWN = "a worker of the community, or an officer of the unit that has it in hand"
_WORKER = "workers of the community"

for step, call, takes, summary in (
    ("withdraw", "withdraw_project", ask.ReasonedProjectCommand, f"Take a proposal back, with a reason: {_WORKER}."),
    ("claim", "claim_project", ask.ClaimProject, "Claim, first come: an officer for his unit, a worker naming a unit."),
    ("give-up", "give_up_project", ask.ReasonedProjectCommand, f"Give up, with a reason: {_OWN}."),
    ("raise-budget", "raise_project_budget", ask.RaiseBudget, f"Raise the budget, with a reason: {_WORKER}."),
    ("milestones", "plan_milestone", ask.PlanMilestone, f"Plan a milestone: {_OWN}."),
    ("reach-milestone", "reach_milestone", ask.ReachMilestone, f"Say that a milestone is done: {_OWN}."),
    ("spending", "spend", ask.Spend, f"Enter what was spent, within the budget: {_OWN}."),
    ("correct-spending", "correct_spending", ask.CorrectSpending, f"Take an entry back by another: {_OWN}."),
    ("reports", "report_progress", ask.ReportProgress, f"Report the progress of a quarter, once: {_OWN}."),
    ("correct-report", "correct_report", ask.ReportProgress, f"Correct a quarter's report by a new version: {_OWN}."),
    ("finish", "finish_project", ask.FinishProject, f"Say that a project is done, and what it came to: {_OWN}."),
    ("send-back", "send_back_project", ask.ReasonedProjectCommand, f"Refuse the result, with a reason: {_WORKER}."),
    ("confirm", "confirm_project", ask.ProjectCommand, f"Confirm a result that somebody else told: {_WORKER}."),
    ("award", "award_project", ask.AwardProject, "Award in lieu of subsidy: administrators, a confirmed project once."),
):
    projects.command(
        f"/projects/<id:project_id>/{step}",
        "ticketing",
        call,
        takes,
        ask.ProjectInFull,
        path=("project_id",),
        summary=summary,
    )
