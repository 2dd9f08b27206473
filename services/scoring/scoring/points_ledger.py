"""The books of points, kept double: each posting takes from one account what it gives to another.

Whoever posts opens the books of the volunteers concerned, which locks their rows in the order of their ids; then all
that was posted is written at once, in the order of the accounts. So two transactions wait for each other and never
both, and what is decided from the lots read here is decided from the lots that are stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.sql import Rows, held, insert, upsert
from contracts import Envelope, district
from contracts.events import PointsPosted
from contracts.vocabulary import DISTRICT

from . import points
from .models import PointsAccount, PointsHolder, PointsLine, PointsPosting, Volunteer
from .points import Lot, PointsPolicy
from .policies import Policies

HOLDERS: sa.Table = PointsHolder.__table__  # type: ignore[assignment]
ACCOUNTS: sa.Table = PointsAccount.__table__  # type: ignore[assignment]
POSTINGS: sa.Table = PointsPosting.__table__  # type: ignore[assignment]
LINES: sa.Table = PointsLine.__table__  # type: ignore[assignment]

ISSUED, SPENT, EXPIRED = "issued", "spent", "expired"
"""The accounts that are no volunteer's."""


LotKey = tuple[str, int]
"""A volunteer and a year."""

MOST_FAULTS = 100

_HOMES: sa.Table = Volunteer.__table__  # type: ignore[assignment]
_LOT = (ACCOUNTS.c.year, ACCOUNTS.c.community, ACCOUNTS.c.points, ACCOUNTS.c.earned, ACCOUNTS.c.expired)
_HELD = (
    sa.select(HOLDERS.c.volunteer_id, _HOMES.c.community.label("home"), *_LOT)
    .select_from(HOLDERS)
    .outerjoin(_HOMES, _HOMES.c.volunteer_id == HOLDERS.c.volunteer_id)
    .outerjoin(ACCOUNTS, ACCOUNTS.c.volunteer_id == HOLDERS.c.volunteer_id)
    .where(HOLDERS.c.volunteer_id.in_(sa.bindparam("volunteer_ids", expanding=True)))
)
"""Every lot of each of these volunteers, or one row without a lot, and their home community."""


def account_of(side: str | LotKey) -> str:
    """The name of an account: of a volunteer's lot, or of the others as it is."""
    return side if isinstance(side, str) else "volunteer:{}:{}".format(*side)


@dataclass
class Holding:
    """A volunteer's lot as it will stand. `community`: whose rule holds for it."""

    community: str
    points: int = 0
    earned: int = 0
    expired: int = 0


class Change(NamedTuple):
    """By how much an account changes."""

    points: int = 0
    earned: int = 0
    expired: int = 0


@dataclass
class _Holder:
    version: int
    merged_into: str | None


class Book:
    """The books of some volunteers, and of whoever they were merged into, in one transaction. `today`: the district's
    day. Nothing that is posted is stored before `close`."""

    def __init__(self, tx: Transaction, own: Policies, volunteer_ids: Iterable[str]) -> None:
        self.tx, self.today = tx, district.day_of(tx.now)
        self._own = own
        self._holders: dict[str, _Holder] = {}
        self._lock(set(volunteer_ids))
        ids = list(self._holders)
        self._communities: dict[str, str] = {}
        self._lots: dict[str, dict[int, Holding]] = {volunteer_id: {} for volunteer_id in ids}
        for row in tx.session.connection().execute(_HELD, {"volunteer_ids": ids}):
            if row.home is not None:
                self._communities[row.volunteer_id] = row.home
            if row.year is not None:
                community = row.community if row.community != DISTRICT else self.community_of(row.volunteer_id)
                self._lots[row.volunteer_id][row.year] = Holding(community, row.points, row.earned, row.expired)
        self._policies: dict[tuple[str, int], PointsPolicy] = {}
        self._changes: dict[str | LotKey, Change] = {}
        self._postings: list[tuple[Any, ...]] = []
        self._lines: list[tuple[str, str, int]] = []
        self._told: set[str] = set()

    @property
    def volunteer_ids(self) -> list[str]:
        """All whose books are open, and were not merged into another's."""
        return [volunteer_id for volunteer_id, holder in self._holders.items() if holder.merged_into is None]

    def person(self, volunteer_id: str) -> str:
        """The record that stands for the volunteer's now."""
        while (into := self._holders[volunteer_id].merged_into) is not None:
            volunteer_id = into
        return volunteer_id

    def community_of(self, volunteer_id: str) -> str:
        """The volunteer's community; the district while it is not known."""
        return self._communities.get(volunteer_id, DISTRICT)

    def lots(self, volunteer_id: str) -> list[Lot]:
        """All lots of the volunteer, with their last days."""
        return [
            Lot(year, lot.points, lot.expired, self.policy(volunteer_id, year).last_day(year))
            for year, lot in self._lots[volunteer_id].items()
        ]

    def policy(self, volunteer_id: str, year: int) -> PointsPolicy:
        """The rule of the lot of that year."""
        place = (self._lot((volunteer_id, year)).community, year)
        if place not in self._policies:
            self._policies[place] = self._own.points_of(*place, self.today)
        return self._policies[place]

    def balance(self, volunteer_id: str) -> int:
        """What the volunteer has, or below nothing owes."""
        return sum(lot.points for lot in self._lots[volunteer_id].values())

    def earn(self, volunteer_id: str, year: int, worth: int) -> None:
        """Have what is posted as earned for the year be what it is `worth`."""
        lot = (volunteer_id, year)
        difference = worth - self._lot(lot).earned
        if difference:
            kind = "earned" if difference > 0 else "reversed"
            policy = self.policy(*lot).reference
            self._post(kind, lot, Change(difference, earned=difference), ISSUED, policy=policy)

    def spend(self, volunteer_id: str, price: int, about: str) -> bool:
        """Pay the price for the redemption `about`; False where the balance is not enough. Settle before."""
        moves = points.spend(self.lots(volunteer_id), price)
        for move in moves or ():
            self._post("spent", (volunteer_id, move.year), Change(move.points), SPENT, about=about)
        return moves is not None

    def give_back(self, volunteer_id: str, about: str) -> None:
        """Have what the redemption `about` cost come back into the lots that gave it. Settle afterwards."""
        spent = sa.select(POSTINGS.c.year, POSTINGS.c.points).where(
            POSTINGS.c.about == about, POSTINGS.c.kind == "spent"
        )
        for row in self.tx.session.execute(spent.order_by(POSTINGS.c.posting_id)).all():
            self._post("returned", (volunteer_id, row.year), Change(-row.points), SPENT, about=about)

    def merge(self, volunteer_id: str, into: str, cause: Envelope) -> None:
        """Move every lot of one record of a person to the other, which stands for it from now on."""
        for year, lot in list(self._lots[volunteer_id].items()):
            source, target = (volunteer_id, year), (into, year)
            all_of_it = Change(lot.points, lot.earned, lot.expired)
            if lot.points:
                self._post("transferred", target, all_of_it, source, about=volunteer_id, cause=cause)
                self._tell("transferred", source, -all_of_it.points, cause)
            else:
                self._change(target, all_of_it)
                self._change(source, Change(0, -lot.earned, -lot.expired))
        for holder in self._holders.values():
            if holder.merged_into == volunteer_id:
                holder.merged_into = into
        self._holders[volunteer_id].merged_into = into
        merged = sa.or_(HOLDERS.c.volunteer_id == volunteer_id, HOLDERS.c.merged_into == volunteer_id)
        self.tx.session.execute(HOLDERS.update().where(merged).values(merged_into=into))

    def settle(self, volunteer_id: str) -> None:
        """Post what follows by itself (`points.settlement`)."""
        for move in points.settlement(self.lots(volunteer_id), self.today):
            lot = (volunteer_id, move.year)
            if move.from_year is None:
                self._post("expired", lot, Change(move.points, expired=-move.points), EXPIRED)
            else:
                self._post("transferred", lot, Change(move.points), (volunteer_id, move.from_year))

    def close(self) -> bool:
        """Store what was posted; returns whether anything was."""
        session = self.tx.session
        rows: list[tuple[Any, ...]] = []
        for side, change in self._changes.items():
            lot = (None, None, DISTRICT) if isinstance(side, str) else (*side, self._lot(side).community)
            rows.append((account_of(side), *lot, *change))
        names = ("account", "volunteer_id", "year", "community", *Change._fields)
        versions = [(volunteer_id, self._holders[volunteer_id].version) for volunteer_id in self._told]
        with held(session):
            insert(session, POSTINGS, Rows(tuple(POSTINGS.c.keys()), self._postings))
            insert(session, LINES, Rows(("posting_id", "account", "points"), self._lines))
            upsert(session, ACCOUNTS, Rows(names, rows), ["account"], add=Change._fields, set=["community"])
            upsert(session, HOLDERS, Rows(("volunteer_id", "version"), versions), ["volunteer_id"], set=["version"])
        return bool(self._postings)

    def _lock(self, volunteer_ids: set[str]) -> None:
        while volunteer_ids:
            rows = Rows(("volunteer_id", "version"), [(volunteer_id, 0) for volunteer_id in volunteer_ids])
            known = ("volunteer_id", "version", "merged_into")
            # Adding nothing to the version changes nothing, but locks the row, or makes it where there is none.
            for row in upsert(self.tx.session, HOLDERS, rows, ["volunteer_id"], add=["version"], returning=known):
                self._holders[row.volunteer_id] = _Holder(row.version, row.merged_into)
            into = {holder.merged_into for holder in self._holders.values() if holder.merged_into}
            volunteer_ids = into - set(self._holders)

    def _lot(self, lot: LotKey) -> Holding:
        """The lot, empty where nothing was posted to it yet."""
        volunteer_id, year = lot
        return self._lots[volunteer_id].setdefault(year, Holding(self.community_of(volunteer_id)))

    def _post(
        self,
        kind: str,
        lot: LotKey,
        change: Change,
        against: str | LotKey,
        about: str | None = None,
        policy: str | None = None,
        cause: Envelope | None = None,
    ) -> None:
        volunteer_id, year = lot
        within = not isinstance(against, str) and against[0] == volunteer_id
        posting_id = self.tx.new_id()
        posting = {
            "posting_id": posting_id,
            "at": self.tx.now,
            "kind": kind,
            "volunteer_id": volunteer_id,
            "year": year,
            "points": change.points,
            "from_year": against[1] if within else None,
            "about": about,
            "policy": policy,
            "community": self.community_of(volunteer_id),
        }
        self._postings.append(tuple(posting[name] for name in POSTINGS.c.keys()))  # noqa: SIM118
        given = Change(-change.points) if isinstance(against, str) else Change(*(-number for number in change))
        for side, part in ((lot, change), (against, given)):
            self._lines.append((posting_id, account_of(side), part.points))
            self._change(side, part)
        if not within:
            self._tell(kind, lot, change.points, cause)

    def _change(self, side: str | LotKey, change: Change) -> None:
        if not isinstance(side, str):
            lot = self._lot(side)
            lot.points += change.points
            lot.earned += change.earned
            lot.expired += change.expired
        before = self._changes.get(side, Change())
        self._changes[side] = Change(*map(sum, zip(before, change, strict=True)))

    def _tell(self, kind: str, lot: LotKey, changed: int, cause: Envelope | None) -> None:
        volunteer_id, year = lot
        holder = self._holders[volunteer_id]
        holder.version += 1
        self._told.add(volunteer_id)
        event = PointsPosted(
            community=self.community_of(volunteer_id),
            sequence=holder.version,
            volunteer_id=volunteer_id,
            kind=kind,
            points=changed,
            year=year,
            balance=self.balance(volunteer_id),
        )
        self.tx.emit(event, cause)


def check(session: Session) -> dict[str, Any]:
    """Whether the books are right, as `contracts.requests.points.PointsCheck` has it."""
    summed = sa.func.coalesce(sa.func.sum(LINES.c.points), 0)
    unbalanced = sa.select(LINES.c.posting_id).group_by(LINES.c.posting_id).having(summed != 0)
    lines = sa.select(LINES.c.account, summed.label("points")).group_by(LINES.c.account).subquery()
    differing = (
        sa.select(ACCOUNTS.c.account)
        .select_from(ACCOUNTS.outerjoin(lines, lines.c.account == ACCOUNTS.c.account))
        .where(ACCOUNTS.c.points != sa.func.coalesce(lines.c.points, 0))
    )
    unknown = sa.select(lines.c.account).where(lines.c.account.not_in(sa.select(ACCOUNTS.c.account)))
    return {
        "postings": session.scalar(sa.select(sa.func.count()).select_from(POSTINGS)),
        "total": int(session.scalar(sa.select(summed)) or 0),
        "unbalanced": list(session.scalars(unbalanced.order_by(LINES.c.posting_id).limit(MOST_FAULTS))),
        "differing": sorted(session.scalars(differing.union_all(unknown).limit(MOST_FAULTS))),
    }
