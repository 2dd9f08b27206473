"""Points and redemptions follow people: to the record that stands for them, and no further than their erasure."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chassis import Transaction
from contracts import Envelope
from contracts.events import VolunteerMerged

from . import points_earning, redemptions
from .models import Redemption
from .points_ledger import Book
from .policies import Policies


def follow(tx: Transaction, own: Policies, events: Sequence[Envelope]) -> None:
    """Take in who was merged and erased (`VolunteerMerged`, `VolunteerErased`). What was posted stays under its id,
    which after an erasure means nobody; what an erased volunteer had not taken is given back."""
    named: set[str] = set()
    for envelope in events:
        event = envelope.data
        named.add(event.volunteer_id)  # type: ignore[attr-defined]
        if isinstance(event, VolunteerMerged):
            named.add(event.into)
    book = Book(tx, own, named)
    changed: set[tuple[str, int]] = set()
    for envelope in events:
        if isinstance(envelope.data, VolunteerMerged):
            changed |= _merge(book, envelope.data.volunteer_id, envelope.data.into, envelope)
        else:
            erased: str = envelope.data.volunteer_id  # type: ignore[attr-defined]
            untaken = sa.select(Redemption.redemption_id).where(
                Redemption.volunteer_id == erased, Redemption.state == "redeemed"
            )
            redemptions.give_back(book, tx.session.scalars(untaken).all(), "cancelled", envelope)
    book.close()
    points_earning.note(tx.session, changed)


def _merge(book: Book, volunteer_id: str, into: str, cause: Envelope) -> set[tuple[str, int]]:
    """Returns the years that may be worth other points together than apart, with whose they are."""
    into = book.person(into)
    if book.person(volunteer_id) != volunteer_id or into == volunteer_id:
        return set()
    session = book.tx.session
    years = [lot.year for lot in book.lots(volunteer_id)]
    book.merge(volunteer_id, into, cause)
    book.settle(into)
    theirs = sa.update(Redemption).where(Redemption.volunteer_id == volunteer_id)
    session.execute(theirs.values(volunteer_id=into).execution_options(synchronize_session=False))
    return {(into, year) for year in years}
