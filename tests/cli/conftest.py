from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cli import ports

from tests import services
from tests.services import RunningService
from tests.shared_service import PHONE_KEY


@dataclass(frozen=True)
class RunningPortal:
    """A portal with the volunteer service behind it; `log`: what the portal wrote."""

    url: str
    token: str

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """What an administrator finds at a path of the API."""
        answer = httpx.get(
            f"{self.url}/api/v1{path}", params=query, headers={"Authorization": f"Bearer {self.token}"}, timeout=20
        )
        answer.raise_for_status()
        return answer.json()


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
        RunningService(services.command(name), environment, folder / f"{name}.log") for name in ("volunteer", "portal")
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
