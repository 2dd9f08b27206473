"""A whole Linli under test: the five services as processes on one broker, loaded and played as users do it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from cli.loading import load_places
from contracts.log import Log

from tests import ports, services, web
from tests.bus import eventually
from tests.services import RunningService

SERVICES = ("volunteer", "ticketing", "scoring", "notify", "portal")
ADMIN_TOKEN = "an-admin-token-for-tests-only"
EXAMPLES = Path(__file__).parents[1] / "examples"
MATERIAL: dict[str, Any] = json.loads((EXAMPLES / "needs" / "xiezhuang.json").read_text())
PLACE: dict[str, Any] = json.loads((EXAMPLES / "xiezhuang" / "place.json").read_text())

LONGEST_DEMO_SECONDS = 240.0


class System:
    """Five services; `database_url`: by service name. Everything they write stands in `folder`."""

    def __init__(self, amqp_url: str, database_url: Callable[[str], str], folder: Path) -> None:
        port = ports.choose(1)[0]
        self.amqp_url, self.url = amqp_url, f"http://127.0.0.1:{port}"
        self.database_url = database_url
        shared = {
            "LINLI_AMQP_URL": amqp_url,
            "LINLI_DATA": str(folder),
            "LINLI_PHONE_KEY": "a key for tests only, of no use anywhere",
            "LINLI_SECRET_KEY": "a-secret-for-tests-only-of-no-use-anywhere",
            "LINLI_ADMIN_TOKEN": ADMIN_TOKEN,
            "LINLI_PORTAL_BIND": f"127.0.0.1:{port}",
            "LINLI_DEMO": "1",
        }
        self.services = {
            name: RunningService(
                services.command(name), {**shared, "LINLI_DATABASE_URL": database_url(name)}, folder / f"{name}.log"
            )
            for name in SERVICES
        }

    def __enter__(self) -> System:
        """Start all."""
        try:
            with ThreadPoolExecutor(max_workers=2) as starting:
                list(starting.map(RunningService.start, self.services.values()))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with ThreadPoolExecutor() as stopping:
            list(stopping.map(RunningService.close, self.services.values()))

    def load(self, only: Collection[str] | None = ("xiezhuang",)) -> None:
        """Load 协庄社区 with its people and their accounts, other places, or with None all five."""
        load_places(self.url, ADMIN_TOKEN, folder=EXAMPLES, only=only)

    def kill(self, name: str) -> None:
        """kill -9 a service, every process of it."""
        service = self.services[name]
        children = psutil.Process(service.pid).children(recursive=True)
        service.kill()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children)

    def log(self, until: Iterable[str]) -> list[bytes]:
        """Every event that passed on the bus, as it passed, from the log that keeps them, up to the last of those with
        these ids."""
        wanted = set(until)

        def so_far() -> list[bytes] | None:
            with Log(self.amqp_url) as log:
                bounds = log.bounds()
                bodies = [entry.body for entry in log.read(until=bounds[1])] if bounds else []
            ids = [json.loads(body)["id"] for body in bodies]
            if not wanted <= set(ids):
                return None
            return bodies[: 1 + max(ids.index(one) for one in wanted)]

        return eventually(so_far, 30, "all of them in the log")

    def logged(self, service: str) -> list[dict[str, Any]]:
        """What a service logged, line by line."""
        return [json.loads(line) for line in self.services[service].logged().splitlines() if line.startswith("{")]

    def demo(self, *options: str) -> subprocess.Popen[str]:
        """`linli demo` on its way, by the command people type; `options` go before the system's own place."""
        place = ["--url", self.url, "--token", ADMIN_TOKEN, "--amqp", self.amqp_url]
        return subprocess.Popen(
            [sys.executable, "-c", "from cli.main import main; main()", "demo", *place, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def as_person(self, username: str, language: str = "zh") -> httpx.Client:
        """The API as somebody with a demo account uses it."""
        with self._client(ADMIN_TOKEN, language) as admin:
            made = admin.post(f"/accounts/{username}/tokens", json={"name": "test"})
        return self._client(made.raise_for_status().json()["token"], language)

    def as_admin(self) -> httpx.Client:
        return self._client(ADMIN_TOKEN, "zh")

    def _client(self, token: str, language: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return web.client(f"{self.url}/api/v1", headers=headers, timeout=20)


def outcome_of(demo: subprocess.Popen[str]) -> dict[str, Any]:
    """What a demonstration with ``--json`` printed, once it has ended well."""
    try:
        printed, said = demo.communicate(timeout=LONGEST_DEMO_SECONDS)
    except subprocess.TimeoutExpired:
        demo.kill()
        raise AssertionError(f"the demonstration did not end: {demo.communicate()[1]}") from None
    assert demo.returncode == 0, said
    return json.loads(printed)
