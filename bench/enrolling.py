"""How fast the volunteer service takes people on a festival day: each registers, signs up and checks in by the code.

Ours is the service as it is run for users, asked over its remote calls by `CALLERS` threads as the portal asks; each
command is checked, stored with its answer, and tells its events. Beside it, on the same broker and database server and
asked in the same way: stock nameko with a call that inserts one row through SQLAlchemy and commits.

People sign up for `ACTIVITIES` activities that begin soon, in turns, so that those who sign up for the same wait for
each other as they would.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import Actor
from chassis.rpc import Client, ServiceUnavailable
from chassis.transaction import new_id

from .capacity import DISTRICT, FESTIVAL, HOURS
from .result import Result, medians
from .stand import Stand, execute, peer, process, require, service, stand

CALLERS = 8
PEOPLE = 400
ACTIVITIES = 20
STEPS = 3
"""Registering, signing up, checking in."""

TIMES_A_FESTIVAL = 10
CODE_SECONDS = 20
"""How long a code is used; it is right for at least half a minute."""

ADMIN = Actor(person_id=new_id(), roles=frozenset({"district_admin"}))


def run() -> list[Result]:
    with stand() as ground:
        rates = medians({"ours": lambda: ours(ground), "bare": lambda: bare(ground)})
    name = "festival: people registering, signing up and checking in, commands a second"
    return [
        Result(name, rates["ours"], "one SQLAlchemy insert a call, over the same RPC", rates["bare"]),
        Result(
            name, rates["ours"], f"what a district needs at {TIMES_A_FESTIVAL} festival days at once", needed(), goal=1
        ),
    ]


def needed() -> float:
    """Commands a second in the busiest hour of a day `TIMES_A_FESTIVAL` times as busy as a festival day."""
    busiest = max(HOURS) / sum(HOURS)
    return DISTRICT.services * FESTIVAL * TIMES_A_FESTIVAL * busiest * STEPS / 3_600


def ours(ground: Stand) -> float:
    """Commands a second."""
    with service("volunteer", ground.amqp_url, ground.database(), PHONE_KEY="a key for benchmarks only, of no use"):
        client = Client(ground.amqp_url)
        try:
            activities = _planned(client)
            took = _asked(PEOPLE, _people(client, activities))
        finally:
            client.close()
    return PEOPLE * STEPS / took


def bare(ground: Stand) -> float:
    """Calls a second of the peer."""
    url = ground.database()
    execute(url, "CREATE TABLE inserted (id varchar(64) PRIMARY KEY, body text NOT NULL)")
    calls = PEOPLE * STEPS
    with process(peer("bare_insert", ground.amqp_url, url)):
        client = Client(ground.amqp_url)
        try:
            require(lambda: _answers(client), "the peer to be ready")
            took = _asked(calls, lambda: client.call("bench_insert", "insert", {"body": "王" * 40}, ADMIN))
        finally:
            client.close()
    assert execute(url, "SELECT count(*) FROM inserted")[0][0] >= calls
    return calls / took


def _answers(client: Client) -> bool:
    try:
        client.call("bench_insert", "insert", {"body": "?"}, ADMIN)
    except ServiceUnavailable:
        return False
    return True


def _asked(times: int, ask: Callable[[], Any]) -> float:
    """Seconds in which `CALLERS` threads ask so many times."""
    begun = time.monotonic()
    with ThreadPoolExecutor(CALLERS) as pool:
        for done in [pool.submit(ask) for _ in range(times)]:
            done.result()
    return time.monotonic() - begun


def _planned(client: Client) -> list[str]:
    """Ids of activities to come, in a community of their own."""
    places = [
        {"code": "bench-d", "kind": "district", "name": "区"},
        {"code": "bench", "kind": "community", "name": "社区", "parent": "bench-d"},
    ]
    client.call("volunteer", "register_places", {"places": places}, ADMIN, new_id())
    starts = datetime.now(UTC) + timedelta(minutes=10)
    about = {"community": "bench", "kind": "environment", "title": "清扫", "place": "广场"}
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    made = (
        client.call("volunteer", "schedule_activity", {**about, **times}, ADMIN, new_id()) for _ in range(ACTIVITIES)
    )
    return [one["activity_id"] for one in made]


def _people(client: Client, activities: list[str]) -> Callable[[], None]:
    codes = _Codes(client)
    turns: Iterator[int] = itertools.count()

    def person() -> None:
        number = next(turns)
        activity = activities[number % len(activities)]
        resident = Actor(person_id=new_id(), roles=frozenset({"resident"}))
        asked = {"community": "bench", "name": f"志愿者{number}", "phone": f"139{number:08d}"}
        made = client.call("volunteer", "register_volunteer", asked, resident, new_id())
        own = Actor(
            person_id=resident.person_id,
            roles=frozenset({"resident", "volunteer"}),
            volunteer_id=made["volunteer_id"],
        )
        client.call("volunteer", "sign_up", {"activity_id": activity}, own, new_id())
        there = {"activity_id": activity, "code": codes.of(activity)}
        client.call("volunteer", "check_in", there, own, new_id())

    return person


class _Codes:
    """The code that stands at each activity, looked at again from time to time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def of(self, activity: str) -> str:
        with self._lock:
            at, code = self._seen.get(activity, (-float("inf"), ""))
            if time.monotonic() - at > CODE_SECONDS:
                shown = self._client.call("volunteer", "show_check_in_code", {"activity_id": activity}, ADMIN, new_id())
                code = shown["code"]
                self._seen[activity] = (time.monotonic(), code)
            return code
