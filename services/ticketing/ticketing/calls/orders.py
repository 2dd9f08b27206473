"""What may be asked about how a need finds those who serve it: named volunteers, declining, helpers, squads."""

from __future__ import annotations

from chassis import Actor, Transaction, command, every
from chassis.access import roles
from contracts.requests import orders as requests
from contracts.requests.ticketing import Need

from .. import assignments, helpers, offers, squad_summonses
from ..case import Case
from .rules import WORKERS, Answer

VOLUNTEERS = roles("volunteer")


class Orders:
    @command(requests.OfferNeedTo, Need, requires=WORKERS)
    def offer_need_to(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        case.may("offer_to")
        offers.check(case, request)
        case.take("offer_to")
        helpers.want(case, request["helpers_wanted"])
        offers.to_named(case, request["to"], request["until"])
        offers.tell(case)
        return case.answer()

    @every(seconds=2)
    def lapse_offers(self, tx: Transaction) -> None:
        for record in offers.lapsed(tx.session, tx.now):
            offers.lapse(Case(tx, record))

    @command(requests.DeclineAssignment, Need, requires=VOLUNTEERS)
    def decline_assignment(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        assignments.decline(case, request["reason"], request["words"])
        return case.answer()

    @command(requests.HelpWithNeed, Need, requires=VOLUNTEERS)
    def join_in(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        helpers.join(case)
        return case.answer()

    @command(requests.HelpWithNeed, Need, requires=VOLUNTEERS)
    def step_out(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        helpers.step_out(case)
        return case.answer()

    @command(requests.AddHelper, Need, requires=WORKERS)
    def add_helper(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        helpers.add(case, request["volunteer_id"])
        return case.answer()

    @command(requests.ReleaseHelper, Need, requires=WORKERS)
    def release_helper(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        helpers.release(case, request["volunteer_id"], request["reason"])
        return case.answer()

    @command(requests.TellMinutes, Need, requires=VOLUNTEERS)
    def tell_minutes(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        helpers.tell_minutes(case, request["minutes"])
        return case.answer()

    @command(requests.SummonSquad, Need, requires=WORKERS)
    def summon_squad(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        case = Case.of(tx, actor, request)
        squad_summonses.summon(case, request["team"], request["respond_within"])
        return case.answer()
