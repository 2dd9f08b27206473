"""How long a page of needs takes where a million are stored, beside the same page where ten thousand are.

Asked over the remote calls of the ticketing service as it is run for users, by those who look at lists: a community
worker, a resident, a volunteer, an officer, the district. Both districts have the same 20 communities, so few that
each page is as full among ten thousand needs as among a million.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from typing import Any

from chassis import Actor
from chassis.rpc import Client
from chassis.transaction import new_id

from .result import Result, turns
from .stand import execute, migrate, service, stand

MANY, FEW = 1_000_000, 10_000
COMMUNITIES = 20
RESIDENTS_EACH = 20
"""Needs reported by each resident."""
DEPARTMENTS = 49
FULL = 50
"""Needs on a full page."""
ASKED = 40
"""Times that each page is asked for in a round, of which the median counts."""

STORED = (
    """
    CREATE FUNCTION pg_temp.id(kind text, number int8) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT '0198' || kind || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0') $$
    """,
    """
    INSERT INTO needs (need_id, number, community, kind, urgency, route, state, description, anonymous, micro_wish,
        reporter, provider_kind, provider, complex, level, round, version, reported_at, updated_at)
    SELECT pg_temp.id('0001', n), 'N' || n, 'community-' || n % {communities}, 'convenience', 'ordinary',
        CASE WHEN n % 3 = 0 THEN 'department' ELSE 'volunteer' END,
        CASE n / {communities} % 6 WHEN 0 THEN 'offered' WHEN 1 THEN 'assigned' ELSE 'closed' END,
        repeat('楼道里的灯坏了，晚上看不清楚。', 3), false, false, pg_temp.id('0002', n / {each}),
        CASE WHEN n % 3 = 0 THEN 'department' ELSE 'volunteer' END,
        CASE WHEN n % 3 = 0 THEN 'department-' || n % {departments} ELSE pg_temp.id('0003', n % 5000) END,
        false, 'community', 1, 6,
        timestamptz '2026-01-01' + n::float8 / {needs} * interval '300 days', timestamptz '2026-11-01'
    FROM generate_series(1, {needs}::int8) AS n
    """,
    """
    INSERT INTO clocks (need_id, round, kind, policy, term, started_at, running_since, counted_seconds, steps, due_at,
        ended_at, in_time)
    SELECT need_id, 1, clock, 'time-limits/1', 'ordinary', reported_at,
        CASE WHEN state = 'closed' THEN NULL ELSE reported_at END, 60, 2, reported_at + interval '7 days',
        CASE WHEN state = 'closed' THEN reported_at END, CASE WHEN state = 'closed' THEN true END
    FROM needs, unnest(ARRAY['dispatch', 'answer']) AS clock
    """,
    """
    INSERT INTO whistles (whistle_id, need_id, community, department, blown_at, report_in_by, reported_in_at, purpose,
        lead)
    SELECT replace(need_id, '01980001', '01980004'), need_id, community, provider, reported_at,
        reported_at + interval '1 day', reported_at, 'summons', false
    FROM needs WHERE route = 'department'
    """,
    """
    INSERT INTO services (service_id, need_id, round, provider_kind, provider, done_by, minutes, completed_at)
    SELECT replace(need_id, '01980001', '01980005'), need_id, 1, provider_kind, provider, reporter, 60, reported_at
    FROM needs WHERE state = 'closed'
    """,
    "VACUUM ANALYZE",
)


def run() -> list[Result]:
    with ExitStack() as running:
        many, few = (running.enter_context(_Lists(number)) for number in (MANY, FEW))
        return [
            Result(
                f"list: milliseconds for {what} with {MANY:,} needs stored",
                took["many"],
                f"the same with {FEW:,}",
                took["few"],
                most=1.5,
            )
            for what, (actor, asked) in PAGES.items()
            for took in [_medians(many, few, actor, asked)]
        ]


def _medians(many: _Lists, few: _Lists, actor: Actor, asked: dict[str, Any]) -> dict[str, float]:
    contenders = {"many": lambda: many.page(actor, asked), "few": lambda: few.page(actor, asked)}
    return {name: statistics.median(found) for name, found in turns(contenders, rounds=5).items()}


class _Lists:
    """A ticketing service with so many needs."""

    def __init__(self, needs: int) -> None:
        self._needs = needs
        self._running = ExitStack()

    def __enter__(self) -> _Lists:
        # Servers of its own, so that each service is asked by itself.
        ground = self._running.enter_context(stand())
        url = ground.database()
        migrate(url, "ticketing")
        print(f"writing {self._needs:,} needs", flush=True)
        values = {"needs": self._needs, "communities": COMMUNITIES, "each": RESIDENTS_EACH, "departments": DEPARTMENTS}
        execute(url, *(statement.format(**values) for statement in STORED))
        self._running.enter_context(service("ticketing", ground.amqp_url, url))
        self._client = Client(ground.amqp_url)
        self._running.callback(self._client.close)
        return self

    def __exit__(self, *_: Any) -> None:
        self._running.close()

    def page(self, actor: Actor, asked: dict[str, Any]) -> float:
        """Milliseconds."""
        took = []
        for _ in range(ASKED):
            begun = time.perf_counter()
            found = self._client.call("ticketing", "needs", asked, actor)
            took.append(time.perf_counter() - begun)
            full = RESIDENTS_EACH if asked.get("mine") else FULL
            assert len(found["items"]) == full, (actor, asked, len(found["items"]))
        return statistics.median(took) * 1000


def _id(kind: str, number: int) -> str:
    return f"0198{kind}-0000-7000-8000-{number:012x}"


def _actor(*roles: str, **facts: Any) -> Actor:
    return Actor(person_id=facts.pop("person_id", new_id()), roles=frozenset(roles), **facts)


_WORKER = _actor("community_worker", communities=frozenset({"community-7"}))
PAGES: dict[str, tuple[Actor, dict[str, Any]]] = {
    "a worker's page": (_WORKER, {}),
    "a worker's page of open needs": (_WORKER, {"community": "community-7", "state": "assigned"}),
    "a resident's own needs": (_actor("resident", person_id=_id("0002", 77)), {"mine": True}),
    "a volunteer's page of offers": (
        _actor("resident", "volunteer", volunteer_id=_id("0003", 77), communities=frozenset({"community-7"})),
        {"state": "offered"},
    ),
    "a department's page": (_actor("officer", organisation="department-9"), {}),
    "the district's page": (_actor("district_admin"), {}),
}
