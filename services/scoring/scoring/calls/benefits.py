"""What may be asked about benefit packages: offered, redeemed with points, honoured at the counter."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import ANYONE, require_worker
from chassis.database import utc_now
from chassis.refusals import Forbidden, NotFound
from contracts import district
from contracts.requests import benefits as requests

from .. import adoption, benefit_views, queries, redemptions
from ..models import Redemption
from .rules import OFFICE, VOLUNTEER, WORKER, Answer, holder


class Benefits:
    @command(requests.MakeBenefit, requests.Benefit, requires=WORKER)
    def make_benefit(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return benefit_views.benefit(redemptions.make(tx, actor, request), district.day_of(tx.now))

    @command(requests.WithdrawBenefit, requests.Benefit, requires=WORKER)
    def withdraw_benefit(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return benefit_views.benefit(redemptions.withdraw(tx, actor, request["benefit_id"]), district.day_of(tx.now))

    @query(requests.BenefitsQuery, requests.Benefits, requires=ANYONE)
    def benefits(self, session: Session, actor: Actor, request: Answer) -> Answer:
        if not queries.is_known_community(session, request["community"]):
            raise NotFound("community", request["community"])
        return benefit_views.page_of_benefits(session, request, district.day_of(utc_now()))

    @command(requests.RedeemBenefit, requests.Redemption, requires=VOLUNTEER)
    def redeem_benefit(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        if actor.volunteer_id is None:
            raise Forbidden("not_your_points")
        return _shown(tx, redemptions.redeem(tx, adoption.OWN, actor.volunteer_id, **request))

    @command(requests.CancelRedemption, requests.Redemption, requires=VOLUNTEER)
    def cancel_redemption(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _shown(tx, redemptions.cancel(tx, adoption.OWN, actor, request["redemption_id"]))

    @command(requests.HonourRedemption, requests.Redemption, requires=OFFICE)
    def honour_redemption(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _shown(tx, redemptions.honour(tx, actor, request["digest"]))

    @every(seconds=60)
    def run_out_redemptions(self, tx: Transaction) -> None:
        redemptions.run_out(tx, adoption.OWN)

    @query(requests.RedemptionsQuery, requests.Redemptions)
    def redemptions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        mine = Redemption.volunteer_id == holder(session, actor, request["volunteer_id"])
        return benefit_views.page_of_redemptions(session, mine, request)

    @query(requests.BenefitRedemptionsQuery, requests.Redemptions, requires=WORKER)
    def benefit_redemptions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, redemptions.found(session, request["benefit_id"]).community)
        condition = Redemption.benefit_id == request["benefit_id"]
        if request["state"] is not None:
            condition &= Redemption.state == request["state"]
        return benefit_views.page_of_redemptions(session, condition, request)


def _shown(tx: Transaction, redemption: Redemption) -> Answer:
    return benefit_views.redemption(redemption, redemptions.found(tx.session, redemption.benefit_id))
