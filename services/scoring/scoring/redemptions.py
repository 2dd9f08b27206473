"""Redeeming benefit packages: points, stock and code change hands in one transaction, each once.

Everybody takes the locks in one order: the volunteer's books, the redemption, the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from contracts import Envelope, district
from contracts.events import BenefitHonoured, BenefitRedeemed, BenefitReturned
from contracts.fields import as_utc_text

from . import benefits, queries
from .models import Benefit, Organisation, Redemption
from .points_ledger import Book
from .policies import Policies

AT_ONCE = 500


def make(tx: Transaction, actor: Actor, request: dict[str, Any]) -> Benefit:
    """Offer a package. Raises `Forbidden`, `NotFound`, `Invalid`."""
    require_worker(actor, request["community"])
    if not queries.is_known_community(tx.session, request["community"]):
        raise NotFound("community", request["community"])
    faults = benefits.faults(request["first_day"], request["last_day"], district.day_of(tx.now))
    organisation = request["organisation"]
    if organisation is not None and tx.session.get(Organisation, organisation) is None:
        faults["organisation"] = ["unknown"]
    if faults:
        raise Invalid(faults)
    benefit = Benefit(
        benefit_id=tx.new_id(), made_by=actor.person_id, made_at=tx.now, remaining=request["stock"], **request
    )
    tx.session.add(benefit)
    return benefit


def withdraw(tx: Transaction, actor: Actor, benefit_id: str) -> Benefit:
    """Offer the package no longer. Raises `Forbidden`, `NotFound`, `Conflict`."""
    benefit = found(tx.session, benefit_id, lock=True)
    require_worker(actor, benefit.community)
    if benefit.withdrawn_at is not None:
        raise Conflict("benefit_withdrawn")
    benefit.withdrawn_at = tx.now
    return benefit


def redeem(tx: Transaction, own: Policies, volunteer_id: str, benefit_id: str, digest: str) -> Redemption:
    """Spend a volunteer's points on the package. Raises `NotFound`, `Conflict`."""
    found(tx.session, benefit_id)
    book = Book(tx, own, [volunteer_id])
    volunteer_id = book.person(volunteer_id)
    book.settle(volunteer_id)
    benefit = found(tx.session, benefit_id, lock=True)
    state = benefits.state(benefit, book.today)
    if state != "on_offer":
        raise Conflict("benefit_not_on_offer", state=state)
    mine = sa.select(sa.func.count()).where(
        Redemption.benefit_id == benefit_id,
        Redemption.volunteer_id == volunteer_id,
        Redemption.state.in_(("redeemed", "honoured")),
    )
    if benefit.most_per_person is not None and (tx.session.scalar(mine) or 0) >= benefit.most_per_person:
        raise Conflict("benefit_had", most=benefit.most_per_person)
    redemption = Redemption(
        redemption_id=tx.new_id(),
        benefit_id=benefit_id,
        volunteer_id=volunteer_id,
        points=benefit.points,
        digest=digest,
        state="redeemed",
        redeemed_at=tx.now,
        last_day=benefits.good_until(benefit, book.today),
    )
    if not book.spend(volunteer_id, benefit.points, redemption.redemption_id):
        raise Conflict("not_enough_points", balance=book.balance(volunteer_id), price=benefit.points)
    benefit.remaining -= 1
    tx.session.add(redemption)
    book.close()
    event = BenefitRedeemed(
        community=benefit.community,
        sequence=1,
        redemption_id=redemption.redemption_id,
        benefit_id=benefit_id,
        volunteer_id=volunteer_id,
        points=benefit.points,
        organisation=benefit.organisation,
    )
    tx.emit(event)
    return redemption


def cancel(tx: Transaction, own: Policies, actor: Actor, redemption_id: str) -> Redemption:
    """The volunteer's points come back, and the package into stock. Raises `Forbidden`, `NotFound`, `Conflict`."""
    redemption = tx.session.get(Redemption, redemption_id)
    if redemption is None:
        raise NotFound("redemption", redemption_id)
    asker = [actor.volunteer_id] if actor.volunteer_id is not None else []
    book = Book(tx, own, [redemption.volunteer_id, *asker])
    if actor.volunteer_id is None or book.person(actor.volunteer_id) != book.person(redemption.volunteer_id):
        raise Forbidden("not_your_points")
    if not give_back(book, [redemption_id], "cancelled"):
        tx.session.refresh(redemption)
        raise _ended(redemption)
    book.close()
    tx.session.refresh(redemption)
    return redemption


def honour(tx: Transaction, actor: Actor, digest: str) -> Redemption:
    """Hand the benefit over to whoever has the code, once. Raises `Forbidden`, `Conflict`."""
    redemption = tx.session.scalar(sa.select(Redemption).where(Redemption.digest == digest).with_for_update())
    if redemption is None:
        raise Forbidden("benefit_code_unknown")
    benefit = found(tx.session, redemption.benefit_id)
    officer = actor.has("officer") and actor.organisation is not None
    if not actor.works_in(benefit.community) and not (officer and actor.organisation == benefit.organisation):
        raise Forbidden("not_honoured_here")
    if redemption.state != "redeemed":
        raise _ended(redemption)
    if redemption.last_day < district.day_of(tx.now):
        raise Conflict("benefit_code_ran_out", day=redemption.last_day.isoformat())
    redemption.state, redemption.ended_at, redemption.ended_by = "honoured", tx.now, actor.person_id
    event = BenefitHonoured(
        community=benefit.community,
        sequence=2,
        redemption_id=redemption.redemption_id,
        benefit_id=benefit.benefit_id,
        volunteer_id=redemption.volunteer_id,
    )
    tx.emit(event)
    return redemption


def run_out(tx: Transaction, own: Policies) -> None:
    """Give back what was not taken in time, a part of it at a time."""
    late = sa.select(Redemption.redemption_id, Redemption.volunteer_id).where(
        Redemption.state == "redeemed", Redemption.last_day < district.day_of(tx.now)
    )
    rows = tx.session.execute(late.order_by(Redemption.last_day, Redemption.redemption_id).limit(AT_ONCE)).all()
    if rows:
        book = Book(tx, own, {row.volunteer_id for row in rows})
        give_back(book, [row.redemption_id for row in rows], "ran_out")
        book.close()


def give_back(book: Book, redemption_ids: Iterable[str], state: str, cause: Envelope | None = None) -> list[str]:
    """End those of the redemptions whose codes are good, all of volunteers whose books are open: the points come
    back, the packages into stock. Returns them."""
    tx = book.tx
    ended = sa.update(Redemption).where(
        Redemption.redemption_id.in_(list(redemption_ids)), Redemption.state == "redeemed"
    )
    returned = tx.session.execute(
        ended.values(state=state, ended_at=tx.now)
        .returning(Redemption.redemption_id, Redemption.benefit_id, Redemption.volunteer_id)
        .execution_options(synchronize_session=False)
    ).all()
    for row in sorted(returned, key=lambda row: (row.benefit_id, row.redemption_id)):
        volunteer_id = book.person(row.volunteer_id)
        book.give_back(volunteer_id, row.redemption_id)
        back = sa.update(Benefit).where(Benefit.benefit_id == row.benefit_id)
        community = tx.session.scalars(
            back.values(remaining=Benefit.remaining + 1)
            .returning(Benefit.community)
            .execution_options(synchronize_session=False)
        ).one()
        event = BenefitReturned(
            community=community,
            sequence=2,
            redemption_id=row.redemption_id,
            benefit_id=row.benefit_id,
            volunteer_id=volunteer_id,
            ran_out=state == "ran_out",
        )
        tx.emit(event, cause)
    for volunteer_id in sorted({book.person(row.volunteer_id) for row in returned}):
        book.settle(volunteer_id)
    return [row.redemption_id for row in returned]


def found(session: Session, benefit_id: str, lock: bool = False) -> Benefit:
    """The package; `lock`: until the commit, and read anew. Raises `NotFound`."""
    benefit = session.get(Benefit, benefit_id, with_for_update=lock, populate_existing=lock)
    if benefit is None:
        raise NotFound("benefit", benefit_id)
    return benefit


def _ended(redemption: Redemption) -> Conflict:
    """Why a redemption cannot end once more; whoever comes with a code that was taken is told when."""
    assert redemption.ended_at is not None
    if redemption.state == "honoured":
        return Conflict("benefit_taken", at=as_utc_text(redemption.ended_at))
    return Conflict("redemption_over", state=redemption.state)
