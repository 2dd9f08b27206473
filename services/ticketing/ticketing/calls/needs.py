"""What may be asked about needs: reporting, triage, who serves them, their end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import ANYONE, require_worker, roles
from chassis.database import utc_now
from chassis.refusals import Forbidden, Invalid
from contracts.events import (
    NeedReopened,
    NeedResumed,
    NeedSuspended,
    NeedTriaged,
)
from contracts.requests import need_imports as imports
from contracts.requests import questions
from contracts.requests import ticketing as requests

from .. import figures, helpers, micro_wishes, need_imports, need_lists, need_questions, offers, queries, reports, views
from ..case import Case
from .rules import WORKERS, Answer


class Needs:
    @command(requests.ReportNeed, requests.Need, requires=ANYONE)
    def report_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        community, on_behalf = request["community"], request["on_behalf_of"] is not None
        faults = queries.place_faults(tx.session, community, request["building"])
        if faults:
            raise Invalid(faults)
        answers = need_questions.answered(request["kind"], request["answers"])
        if on_behalf and not actor.works_in(community):
            raise Forbidden("on_behalf_by_workers_only", community=community)
        return reports.report(tx, actor, {**request, "answers": answers}).answer()

    @command(imports.ImportNeeds, imports.ImportedNeeds, requires=WORKERS)
    def import_needs(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        rows = need_imports.take(tx, actor, request["community"], request["rows"], request["dry_run"])
        return {"dry_run": request["dry_run"], "rows": rows}

    @command(requests.TriageNeed, requests.Need, requires=WORKERS)
    def triage_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("triage", request["route"])
        if request["complex"] and request["urgency"] != "ordinary":
            raise Invalid({"complex": ["ordinary_only"]})
        need = case.need
        if request["to"] is not None and request["route"] != "volunteer":
            raise Invalid({"to": ["not_allowed"]})
        offers.check(case, request)
        micro_wishes.decide(need, request["micro_wish"], request["wish_title"])
        need.kind, need.urgency, need.complex = request["kind"], request["urgency"], request["complex"]
        need.route = request["route"]
        helpers.want(case, request["helpers_wanted"])
        if request["to"] is not None:
            offers.to_named(case, request["to"], request["until"])
        case.take("triage", route=need.route)
        case.tell(NeedTriaged, kind=need.kind, urgency=need.urgency, route=need.route)
        if need.state == "offered":
            offers.tell(case)
        return case.answer()

    @command(requests.ReasonedNeedCommand, requests.Need, requires=WORKERS)
    def decline_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("decline", request["reason"])
        case.close("declined")
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=ANYONE)
    def withdraw_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("withdraw")
        case.close("withdrawn")
        return case.answer()

    @command(requests.OfferNeed, requests.Need, requires=WORKERS)
    def offer_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("offer")
        offers.to_all(case)
        helpers.want(case, request["helpers_wanted"])
        offers.tell(case)
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=roles("volunteer"))
    def claim_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("claim")
        # The portal vouches for who is a volunteer; news of somebody new may arrive here after the claim.
        if queries.is_active_volunteer(tx.session, str(actor.volunteer_id)) is False:
            raise Forbidden("volunteer_withdrawn")
        case.assign("volunteer", str(actor.volunteer_id), way="claimed")
        return case.answer()

    @command(requests.AssignNeed, requests.Need, requires=WORKERS)
    def assign_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("assign")
        active = queries.is_active_volunteer(tx.session, request["volunteer_id"])
        if not active:
            raise Invalid({"volunteer_id": ["unknown" if active is None else "volunteer_withdrawn"]})
        case.assign("volunteer", request["volunteer_id"], way="assigned")
        return case.answer()

    @command(requests.ReasonedNeedCommand, requests.Need, requires=ANYONE)
    def hand_back_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("hand_back", request["reason"])
        need = case.need
        case.release()
        if need.state == "offered":
            offers.tell(case)
        else:
            case.tell(NeedTriaged, kind=need.kind, urgency=need.urgency, route="department")
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=ANYONE)
    def close_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("close")
        case.close("served")
        return case.answer()

    @command(requests.ReasonedNeedCommand, requests.Need, requires=ANYONE)
    def reopen_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("reopen")
        # Before the step is taken: the clock that it starts is the new round's.
        case.need.round += 1
        case.record.helpers = []
        offers.to_all(case)
        case.take("reopen", request["reason"])
        case.release()
        case.record.service = None
        case.tell(NeedReopened, round=case.need.round, reporter=case.need.reporter)
        return case.answer()

    @query(requests.NeedFiguresQuery, requests.NeedFigures, requires=WORKERS)
    def need_figures(self, session: Session, actor: Actor, request: Answer) -> Answer:
        community, first_day, last_day = request["community"], request["first_day"], request["last_day"]
        if community is not None:
            require_worker(actor, community)
        if last_day < first_day:
            raise Invalid({"last_day": ["before_first"]})
        own = None if actor.is_admin else sorted(actor.communities)
        return figures.reckon(session, own if community is None else [community], first_day, last_day)

    @command(requests.ReasonedNeedCommand, requests.Need, requires=WORKERS)
    def suspend_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("suspend", request["reason"])
        case.tell(NeedSuspended, reporter=case.need.reporter)
        return case.answer()

    @command(requests.NeedCommand, requests.Need, requires=ANYONE)
    def resume_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("resume")
        case.tell(NeedResumed)
        return case.answer()

    @command(requests.ReasonedNeedCommand, requests.Need, requires=WORKERS)
    def raise_need(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request).take("raise", request["reason"])
        case.raise_up(way="by_hand")
        return case.answer()

    @every(seconds=2)
    def run_out_clocks(self, tx: Transaction) -> None:
        for record in queries.run_out(tx.session, tx.now):
            Case(tx, record).run_out()

    @query(requests.NeedsQuery, requests.Needs, requires=ANYONE)
    def needs(self, session: Session, actor: Actor, request: Answer) -> Answer:
        records, cursor = need_lists.page_of_needs(session, actor, request)
        now = utc_now()
        return {"items": [views.need_view(record, actor, now) for record in records], "next_cursor": cursor}

    @query(requests.NeedQuery, requests.Need, requires=ANYONE)
    def need(self, session: Session, actor: Actor, request: Answer) -> Answer:
        view = views.need_view(queries.whole(session, request["need_id"]), actor, utc_now())
        if view is None:
            raise Forbidden("not_your_need")
        return view

    @query(questions.NeedQuestionsQuery, questions.NeedQuestions, requires=ANYONE)
    def need_questions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": [{"kind": kind, "questions": asked} for kind, asked in need_questions.QUESTIONS.items()]}
