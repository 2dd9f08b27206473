"""What may be asked about micro-projects, from the proposal to the award, and what they come to."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE, roles
from chassis.database import utc_now
from contracts import district
from contracts.requests import projects as requests

from .. import project_accounts, project_figures, project_views, projects
from ..project_case import ProjectCase
from .rules import OFFICES, WORKERS, Answer

ADMIN = roles("district_admin")


class Projects:
    @command(requests.ProposeProject, requests.ProjectInFull, requires=WORKERS)
    def propose_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _answer(projects.propose(tx, actor, request))

    @command(requests.ReasonedProjectCommand, requests.ProjectInFull, requires=WORKERS)
    def withdraw_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.withdraw(case, request["reason"])
        return _answer(case)

    @command(requests.ClaimProject, requests.ProjectInFull, requires=OFFICES)
    def claim_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.claim(case, request["organisation"])
        return _answer(case)

    @command(requests.ReasonedProjectCommand, requests.ProjectInFull, requires=OFFICES)
    def give_up_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.give_up(case, request["reason"])
        return _answer(case)

    @command(requests.RaiseBudget, requests.ProjectInFull, requires=WORKERS)
    def raise_project_budget(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.raise_budget(case, request)
        return _answer(case)

    @command(requests.PlanMilestone, requests.ProjectInFull, requires=OFFICES)
    def plan_milestone(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.plan_milestone(case, request)
        return _answer(case)

    @command(requests.ReachMilestone, requests.ProjectInFull, requires=OFFICES)
    def reach_milestone(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.reach_milestone(case, request)
        return _answer(case)

    @command(requests.Spend, requests.ProjectInFull, requires=OFFICES)
    def spend(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        project_accounts.spend(case, request)
        return _answer(case)

    @command(requests.CorrectSpending, requests.ProjectInFull, requires=OFFICES)
    def correct_spending(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        project_accounts.correct_spending(case, request)
        return _answer(case)

    @command(requests.ReportProgress, requests.ProjectInFull, requires=OFFICES)
    def report_progress(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.report(case, request, "report_progress")
        return _answer(case)

    @command(requests.ReportProgress, requests.ProjectInFull, requires=OFFICES)
    def correct_report(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.report(case, request, "correct_report")
        return _answer(case)

    @command(requests.FinishProject, requests.ProjectInFull, requires=OFFICES)
    def finish_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.finish(case, request)
        return _answer(case)

    @command(requests.ReasonedProjectCommand, requests.ProjectInFull, requires=WORKERS)
    def send_back_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.send_back(case, request["reason"])
        return _answer(case)

    @command(requests.ProjectCommand, requests.ProjectInFull, requires=WORKERS)
    def confirm_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.confirm(case)
        return _answer(case)

    @command(requests.AwardProject, requests.ProjectInFull, requires=ADMIN)
    def award_project(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = ProjectCase.of(tx, actor, request)
        projects.award(case, request)
        return _answer(case)

    @query(requests.ProjectsQuery, requests.Projects, requires=ANYONE)
    def projects(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = project_views.page(session, request)
        return {"items": project_views.shown(session, rows, actor), "next_cursor": cursor}

    @query(requests.ProjectCommand, requests.ProjectInFull, requires=ANYONE)
    def project(self, session: Session, actor: Actor, request: Answer) -> Answer:
        found = projects.found(session, request["project_id"])
        return project_views.in_full(session, found, actor, district.day_of(utc_now()))

    @query(requests.ProjectFiguresQuery, requests.ProjectFigures, requires=ANYONE)
    def project_figures(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return project_figures.figures(session, request)


def _answer(case: ProjectCase) -> Answer:
    return project_views.in_full(case.tx.session, case.project, case.actor, district.day_of(case.tx.now))
