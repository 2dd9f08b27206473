"""The course of a rebuild: read the log, count, settle, catch up, and then either switch or compare."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from chassis.database import utc_now
from chassis.retention import KEEP
from chassis.sql import Rows, insert
from chassis.transaction import Emitted, Transaction
from contracts import Envelope, district
from contracts.log import Log

from .. import points_earning
from ..ledger import VOLUNTEER_YEARS
from ..models import Base
from ..policies import Policies
from . import Refused, comparison, recount
from .beside import DERIVED, Beside
from .comparison import Compared
from .replay import INBOX, Heard, Replay

SMALL_REST = 1_000
"""So few events may be left to read while the live tables are locked."""
MOST_ROUNDS = 20
LOG_LAG_SECONDS = 10.0
"""How long the log may lag behind the queues, while nobody waits for us."""
LOCKED_LAG_SECONDS = 2.0
"""The same, while the service waits."""
BACKLOG_SECONDS = 30.0
"""How long a comparison waits for the service to take in what lies in its queues."""
SWITCH_SECONDS = 120.0
SKEW = timedelta(days=1)
"""No service's clock is wrong by more."""

Tell = Callable[..., None]
"""Called with what is known of the progress: phase=…, done=…, total=…"""


class _LogLags(Exception):
    """The service has taken in what the log does not tell yet."""


class Rebuild:
    """One rebuild of the live database that `beside` stands beside, to be used once. `switched`: what was built has
    taken the live tables' place."""

    def __init__(self, beside: Beside, log: Log, own: Policies, tell: Tell) -> None:
        self._beside, self._log, self._own, self._tell = beside, log, own, tell
        self._now = utc_now()
        self._today = district.day_of(self._now)
        self._remembered = self._now - KEEP["inbox", "received_at"] + SKEW
        self.replay = Replay(self._now)
        self.switched = False

    def switch(self) -> int:
        """Build, and put what was built in the live tables' place; returns how many announcements were due.

        Raises `Refused`.
        """
        with self._beside.built():
            self._build()
            self._wait_for_log()
            self._tell(phase="switching")
            deadline, pause = time.monotonic() + SWITCH_SECONDS, 0.2
            while True:
                before = self.replay.place
                try:
                    return self._switch_once()
                except (OperationalError, _LogLags) as error:
                    self.replay.go_back(before)
                    if time.monotonic() > deadline:
                        raise Refused(
                            f"For {SWITCH_SECONDS:.0f} seconds there was no moment for the switch "
                            f"({_first_line(error)}); nothing was changed. Try again when there is less to do."
                        ) from None
                time.sleep(pause)
                pause = min(pause * 2, 5.0)

    def check(self) -> list[Compared]:
        """Build, and compare with the live tables as they were at one moment. Nothing is changed. Raises `Refused`."""
        with self._beside.built():
            self._build()
            self._wait_for_log()
            self._wait_for_backlog()
            with self._beside.snapshot() as session:
                self._hear_unsent(session)
                self._catch_up(session, of_live=True)
                deadline = time.monotonic() + LOG_LAG_SECONDS
                while self._missing(session):
                    if time.monotonic() > deadline:
                        raise self._incomplete(session)
                    self._catch_up(session, of_live=True)
                own = self._policies(session)
                recount.settle(session, own, self._today, self.replay.undecided)
                self._forget(session)
                compared = []
                for number, name in enumerate(DERIVED):
                    self._tell(phase="comparing", done=number, total=len(DERIVED))
                    ours, theirs = Base.metadata.tables[name], self._beside.live[name]
                    compared.append(comparison.compare(session, ours, theirs, self.replay.queues, own.frozen))
                session.rollback()
            return compared

    def _build(self) -> None:
        """From the first entry of the log to nearly the last."""
        bounds = self._log.bounds()
        if bounds and bounds[0] > 0:
            raise Refused(
                f"The log begins with its entry {bounds[0]}: what came before was deleted, so not everything can be "
                "rebuilt from it, and nothing was changed. Restore the broker from a backup that still has it all, and "
                "see that no policy on linli.log deletes by age or length."
            )
        self._read_on("reading")
        with Session(self._beside.engine) as session:
            self._tell(phase="counting")
            recount.count(session)
            session.commit()
            settled = 0

            def progress(rows: int) -> None:
                nonlocal settled
                settled += rows
                self._tell(phase="settling", done=settled)

            own = self._policies(session)
            self.replay.undecided = recount.settle_quietly(session, own, self._today, progress)
            self.replay.counted = True
        for _ in range(MOST_ROUNDS):
            if self._read_on("catching up") <= SMALL_REST:
                break

    def _policies(self, session: Session) -> Policies:
        """The policies, with the years that are frozen by now: of those nothing is decided any more."""
        years = session.scalars(sa.select(self._beside.live["star_closings"].c.year))
        return replace(self._own, frozen=frozenset(years))

    def _read_on(self, phase: str) -> int:
        """Read what is there now, each batch in a transaction of its own; returns how many entries that were."""
        bounds, begin = self._log.bounds(), self.replay.position
        if bounds is None:
            return 0
        last = bounds[1]
        for envelopes in self.replay.read(self._log.read(begin + 1, until=last)):
            with Session(self._beside.engine) as session:
                self.replay.take(session, envelopes)
                session.commit()
            self._tell(phase=phase, done=self.replay.position - begin, total=last - begin)
        return last - begin

    def _catch_up(self, session: Session, of_live: bool = False) -> None:
        """Read what is there now in the session's transaction; `of_live`: only what the live database knows of."""
        bounds = self._log.bounds()
        if bounds is not None:
            for envelopes in self.replay.read(self._log.read(self.replay.position + 1, until=bounds[1])):
                self.replay.take(session, envelopes, self._heard(session, envelopes) if of_live else None)

    def _heard(self, session: Session, envelopes: Sequence[Envelope]) -> Heard:
        ids = [envelope.id for envelope in envelopes]
        outbox = self._beside.live["outbox"].c
        said = session.scalars(sa.select(outbox.event_id).where(outbox.event_id.in_(ids)))
        return Heard(self._places(session, self._beside.live["inbox"], ids), frozenset(said))

    def _places(self, session: Session, inbox: sa.Table, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
        """The places of these events in an inbox."""
        places = sa.select(inbox.c.subscription, inbox.c.event_id)
        mine = places.where(inbox.c.subscription.in_(self.replay.queues), inbox.c.event_id.in_(ids))
        return frozenset((row[0], row[1]) for row in session.execute(mine))

    def _hear_unsent(self, session: Session) -> None:
        """What waits in the live outbox will be said, so it counts as said."""
        outbox = self._beside.live["outbox"].c
        unsent = session.scalars(sa.select(outbox.body).where(outbox.sent_at.is_(None)))
        self.replay.hear(session, [Envelope.from_json(body) for body in unsent])

    def _wait_for_log(self) -> None:
        """Until the log tells what the service has taken in by now. Raises `Refused`."""
        with Session(self._beside.engine) as session:
            found = session.execute(self._only_in(self._beside.live["inbox"], INBOX).limit(SMALL_REST))
            missing = {(row[0], row[1]) for row in found}
        deadline = time.monotonic() + LOG_LAG_SECONDS
        while missing:
            self._read_on("catching up")
            with Session(self._beside.engine) as session:
                missing -= self._places(session, INBOX, [event_id for _, event_id in missing])
                if missing and time.monotonic() > deadline:
                    raise self._incomplete(session)
            time.sleep(0.1)

    def _wait_for_backlog(self) -> None:
        """Until the service has taken in what was read of the log, or will not: that is for the comparison to show."""
        self._tell(phase="waiting for the service")
        deadline = time.monotonic() + BACKLOG_SECONDS
        while time.monotonic() < deadline:
            with Session(self._beside.engine) as session:
                waiting = self._only_in(INBOX, self._beside.live["inbox"], self._remembered)
                if not session.execute(waiting.limit(1)).all():
                    return
            time.sleep(0.2)

    def _forget(self, session: Session) -> None:
        """What the live inbox need not remember any more, and does not, is not to be compared."""
        old = sa.select(INBOX.c.subscription, INBOX.c.event_id).where(INBOX.c.received_at <= self._remembered)
        theirs = self._beside.live["inbox"].c
        forgotten = sa.except_(old, sa.select(theirs.subscription, theirs.event_id)).subquery()
        these = sa.tuple_(INBOX.c.subscription, INBOX.c.event_id).in_(sa.select(forgotten))
        session.execute(INBOX.delete().where(these))

    def _switch_once(self) -> int:
        with self._beside.switching() as session:
            tx = Transaction(session, utc_now())
            self._hear_unsent(session)
            self._catch_up(session)
            deadline = time.monotonic() + LOCKED_LAG_SECONDS
            while self._missing(session, lately=True):
                if time.monotonic() > deadline:
                    raise _LogLags("the log lags behind")
                self._catch_up(session)
            own = self._policies(session)
            for event, cause in recount.settle(session, own, self._today, self.replay.undecided):
                tx.emit(event, cause)
            emitted = tx.take_emitted()
            insert(session, self._beside.live["outbox"], Rows(Emitted._fields, emitted))
            self._keep_other_places(session)
            self._keep_points_due(session)
            self._beside.replace(session)
            with _uninterrupted():
                session.commit()
                self.switched = True
            return len(emitted)

    def _keep_other_places(self, session: Session) -> None:
        """What subscriptions that are not replayed have taken in they have taken in, and no more than that."""
        theirs = self._beside.live["inbox"]
        others = sa.select(theirs).where(theirs.c.subscription.not_in(self.replay.queues))
        session.execute(INBOX.insert().from_select([column.name for column in theirs.columns], others))

    def _keep_points_due(self, session: Session) -> None:
        """Of whom points are due in the live tables they are due still, for the postings stay."""
        theirs = self._beside.live[VOLUNTEER_YEARS.name].c
        due = sa.select(theirs.volunteer_id, theirs.year).where(theirs.points_due)
        points_earning.note(session, session.execute(due).all())

    def _missing(self, session: Session, lately: bool = False) -> bool:
        """Whether the live inbox has events that the log does not account for; `lately`: among those taken lately."""
        missing = self._only_in(self._beside.live["inbox"], INBOX, self._now - SKEW if lately else None)
        return session.execute(missing.limit(1)).first() is not None

    def _only_in(self, one: sa.Table, other: sa.Table, since: datetime | None = None) -> sa.Select[Any]:
        """Places that one inbox has (received after `since`) and the other has not."""
        mine, theirs = one.alias("mine").c, other.alias("theirs").c
        same = sa.and_(mine.subscription == theirs.subscription, mine.event_id == theirs.event_id)
        there = sa.exists(sa.select(sa.literal(1)).where(same))
        query = sa.select(mine.subscription, mine.event_id).where(~there, mine.subscription.in_(self.replay.queues))
        return query if since is None else query.where(mine.received_at > since)

    def _incomplete(self, session: Session) -> Refused:
        live = self._beside.live["inbox"]
        missing = self._only_in(live, INBOX).subquery()
        number = session.scalar(sa.select(sa.func.count()).select_from(missing))
        taken = session.scalar(sa.select(sa.func.count()).select_from(live))
        subscription, event_id = session.execute(sa.select(missing).order_by(missing.c.event_id).limit(1)).one()
        return Refused(
            f"The log lacks {number} of the {taken} events that scoring has taken in (the first: {event_id} of "
            f"{subscription}), so a rebuild would lose them, and nothing was changed. Is this the broker that belongs "
            "to this database? If its log was lost or cut, restore it from a backup."
        )


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals wait until the block has ended."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0]
