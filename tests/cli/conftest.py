from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chassis.transaction import new_id

from tests import ports, services, web
from tests.cli.places import Small
from tests.services import RunningService
from tests.shared_service import PHONE_KEY, fresh_community


@dataclass(frozen=True)
class RunningPortal:
    """A portal with the volunteer and the ticketing service behind it; `log`: what the portal wrote."""

    url: str
    token: str

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """What an administrator finds at a path of the API."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = web.call("GET", f"{self.url}/api/v1{path}", params=query, headers=headers, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """What an administrator is answered who has something done."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": new_id()}
        answer = web.call("POST", f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=20)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A small place of a test's own in a folder of its own, to be changed and written."""
    return Small(tmp_path, fresh_community())


@pytest.fixture(scope="session")
def portal(broker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("portal")
    port = ports.choose(1)[0]
    amqp_url = broker.new_vhost()
    running = RunningPortal(f"http://127.0.0.1:{port}", "an-admin-token-for-tests-only")
    environment = {
        "LINLI_AMQP_URL": amqp_url,
        "LINLI_DATA": str(folder),
        "LINLI_PHONE_KEY": PHONE_KEY,
        "LINLI_SECRET_KEY": "a-secret-for-tests-only-of-no-use-anywhere",
        "LINLI_ADMIN_TOKEN": running.token,
        "LINLI_PORTAL_BIND": f"127.0.0.1:{port}",
        "LINLI_DEMO": "1",
    }
    started = [
        RunningService(services.command(name), environment, folder / f"{name}.log")
        for name in ("volunteer", "ticketing", "portal")
    ]
    try:
        for service in started:
            service.start()
        yield running
    finally:
        for service in started:
            service.close()
        broker.remove_vhost(amqp_url)


@pytest.fixture
def linli(portal: RunningPortal, tmp_path: Any) -> Callable[..., tuple[int, str]]:
    """Runs the `linli` command on the running portal, as an administrator; its exit status and all it printed."""
    from click.testing import CliRunner

    from cli.main import linli as command

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        known = {"LINLI_URL": portal.url, "LINLI_TOKEN": portal.token, "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
        result = CliRunner().invoke(
            command, ["--home", str(tmp_path / "home"), *arguments], env={**known, **environment}
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


class Community:
    """A community of a test's own: its code and its unusual name."""

    def __init__(self, portal: Any) -> None:
        self.code = fresh_community()
        self.name = f"{self.code}新村"
        self.portal = portal
        places = [
            {"code": f"{self.code}-d", "kind": "district", "name": "区"},
            {"code": self.code, "kind": "community", "name": self.name, "parent": f"{self.code}-d"},
        ]
        self.post("/places", {"places": places})

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.portal.token}", "Idempotency-Key": new_id()}
        answer = web.call("POST", f"{self.portal.url}/api/v1{path}", json=body, headers=headers, timeout=20)
        assert answer.is_success, answer.text
        return answer.json()

    def volunteers(self) -> list[dict[str, Any]]:
        return self.portal.get("/volunteers", community=self.code, limit=200)["items"]


@pytest.fixture
def community(portal):
    return Community(portal)
