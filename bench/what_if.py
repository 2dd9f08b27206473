"""How long a trial of another star policy takes over a year of 1,000,000 services of 100,000 volunteers.

Ours is the trial as the service works it off, part by part, with who moves and all outcomes stored. Beside it: one SQL
aggregate over the same services and ratings. Both in one connection to the same PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.transaction import new_id
from scoring import policies, trials
from scoring.models import StarTrialMove

from . import rebuild
from .result import Result, medians

YEAR = 2026
ADMIN = Actor(person_id=new_id(), roles=frozenset({"district_admin"}))


def run() -> list[Result]:
    with rebuild.filled() as engine:
        return [measure(engine)]


def measure(engine: sa.Engine) -> Result:
    def ours() -> float:
        rebuild.tidy(engine)
        return rebuild.seconds(lambda: try_out(engine))

    def theirs() -> float:
        rebuild.tidy(engine)
        return rebuild.seconds(lambda: rebuild.aggregate(engine))

    found = medians({"ours": ours, "aggregate": theirs}, rebuild.ROUNDS)
    name = (
        f"what if: seconds for another policy over {rebuild.SERVICES:,} services of {rebuild.VOLUNTEERS:,} volunteers"
    )
    return Result(name, found["ours"], "one SQL aggregate over the same rows", found["aggregate"], most=3)


def try_out(engine: sa.Engine) -> None:
    """One trial from its start to its end, which finds somebody who moves."""
    with Session(engine) as session:
        document = policies.ready()["full-year"]
        trial = trials.start(_now(session), ADMIN, document, YEAR, None)
        session.commit()
        trial_id = trial.trial_id
        while trial.ended_at is None:
            trials.go_on(_now(session))
            session.commit()
        moved = sa.select(sa.func.count()).where(StarTrialMove.trial_id == trial_id)
        assert trial.looked_at == rebuild.VOLUNTEERS and session.scalar(moved)


def _now(session: Session) -> Transaction:
    return Transaction(session, datetime.now(UTC))
