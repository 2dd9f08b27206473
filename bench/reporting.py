"""How many needs a second can be reported over HTTP, beside a bare Flask view that inserts a row.

Ours is the whole way as it is run for users: the portal checks the request, asks the ticketing service, which decides,
stores the need with its clock, its number, its history, the answer for a repeated request and the event, and answers.
Beside it, on the same database server and asked by the same callers: Flask on as many threads of gunicorn with one view
that inserts one row through SQLAlchemy and commits.
"""

from __future__ import annotations

import http.client
import itertools
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import local

from chassis.transaction import new_id
from cli import ports

from .result import Result, medians
from .stand import Stand, execute, migrate, peer, process, require, service, stand

CALLERS = 8
THREADS = 8
NEEDS = 2_000
TOKEN = "an-admin-token-for-benchmarks-only"
NEED = {
    "community": "bench",
    "description": "三单元二楼的灯坏了三天，晚上看不清台阶，老人上下楼不安全。",
    "kind": "convenience",
    "on_behalf_of": "三单元住户",
}


def run() -> list[Result]:
    with stand() as ground:
        rates = medians({"ours": lambda: ours(ground), "bare": lambda: bare(ground)})
    name = "reporting: needs a second over HTTP"
    return [Result(name, rates["ours"], "a bare Flask view with one SQLAlchemy insert", rates["bare"], goal=0.5)]


def ours(ground: Stand) -> float:
    """Needs a second."""
    needs, accounts = ground.database(), ground.database()
    migrate(needs, "ticketing")
    execute(
        needs,
        "INSERT INTO places (code, kind, community, sequence) VALUES ('bench', 'community', 'bench', 1)",
    )
    port = ports.choose(1)[0]
    settings = {
        "PORTAL_BIND": f"127.0.0.1:{port}",
        "PORTAL_THREADS": str(THREADS),
        "ADMIN_TOKEN": TOKEN,
        "SECRET_KEY": "a secret for benchmarks only, of no use elsewhere",
    }
    with (
        service("ticketing", ground.amqp_url, needs),
        service("portal", ground.amqp_url, accounts, command=[sys.executable, "-m", "portal"], **settings),
    ):
        taken = _asked(port, "/api/v1/needs")
    assert execute(needs, "SELECT count(*) FROM needs") == [(NEEDS + CALLERS,)]
    return taken


def bare(ground: Stand) -> float:
    """Inserts a second."""
    port, url = ports.choose(1)[0], ground.database()
    with process(peer("bare_flask", port, url, THREADS)):
        require(lambda: _answers(port), "the peer to be ready")
        taken = _asked(port, "/needs")
    assert execute(url, "SELECT count(*) FROM inserted")[0][0] >= NEEDS
    return taken


def _answers(port: int) -> bool:
    try:
        _poster(port, "/needs")()
    except OSError:
        return False
    return True


def _asked(port: int, path: str) -> float:
    """Requests a second of `CALLERS` who keep their connections, after one each to warm up."""
    post = _poster(port, path)
    with ThreadPoolExecutor(CALLERS) as pool:
        for done in [pool.submit(post) for _ in range(CALLERS)]:
            done.result()
        begun = time.monotonic()
        for done in [pool.submit(post) for _ in range(NEEDS)]:
            done.result()
        return NEEDS / (time.monotonic() - begun)


def _poster(port: int, path: str) -> Callable[[], None]:
    own, number = local(), itertools.count()

    def post() -> None:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        body = {**NEED, "description": f"{NEED['description']}（{next(number)}）"}
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {TOKEN}",
            "Idempotency-Key": new_id(),
        }
        own.connection.request("POST", path, json.dumps(body), headers)
        answer = own.connection.getresponse()
        said = answer.read()
        assert answer.status == 201, (answer.status, said)

    return post
