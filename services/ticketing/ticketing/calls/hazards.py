"""What may be asked about hazards."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE, require_worker
from contracts.requests import hazards as requests

from .. import hazard_cases, hazards
from ..hazard_templates import TEMPLATES
from ..hazard_views import case_view, open_step_view
from .rules import OFFICES, WORKERS, Answer


class Hazards:
    @command(requests.OpenHazard, requests.Hazard, requires=WORKERS)
    def open_hazard(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return case_view(hazards.open_case(tx, actor, request))

    @command(requests.AssignHazardStep, requests.Hazard, requires=WORKERS)
    def assign_hazard_step(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return case_view(hazards.assign(tx, actor, request))

    @command(requests.DoHazardStep, requests.Hazard, requires=OFFICES)
    def do_hazard_step(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return case_view(hazards.do(tx, actor, request))

    @command(requests.WaiveHazardStep, requests.Hazard, requires=WORKERS)
    def waive_hazard_step(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return case_view(hazards.waive(tx, actor, request))

    @query(requests.HazardTemplatesQuery, requests.HazardTemplates, requires=ANYONE)
    def hazard_templates(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": list(TEMPLATES.values())}

    @query(requests.HazardsQuery, requests.Hazards, requires=OFFICES)
    def hazards(self, session: Session, actor: Actor, request: Answer) -> Answer:
        cases, cursor = hazard_cases.page(session, actor, request)
        return {"items": [case_view(case) for case in cases], "next_cursor": cursor}

    @query(requests.HazardQuery, requests.Hazard, requires=OFFICES)
    def hazard(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return case_view(hazard_cases.of(session, actor, request["hazard_id"]))

    @query(requests.OpenHazardStepsQuery, requests.OpenHazardSteps, requires=OFFICES)
    def open_hazard_steps(self, session: Session, actor: Actor, request: Answer) -> Answer:
        found, cursor = hazard_cases.page_of_open_steps(session, actor, request)
        return {"items": [open_step_view(case, row) for case, row in found], "next_cursor": cursor}
