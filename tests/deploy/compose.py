"""docker-compose.yml as a project of a test's own: own secrets, own ports, own names, gone afterwards."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests import ports

REPOSITORY = Path(__file__).resolve().parents[2]
FILE = REPOSITORY / "docker-compose.yml"
EXAMPLE_ENV = REPOSITORY / "deploy" / "example.env"

SERVICES = ("volunteer", "ticketing", "scoring", "notify", "portal")
STORES = ("rabbitmq", "postgres")

SECRETS = re.findall(r"^(LINLI_\w+)=$", EXAMPLE_ENV.read_text(), re.MULTILINE)
"""The variables without which nothing may start."""


def read() -> dict[str, Any]:
    """docker-compose.yml with its anchors resolved and its variables left as they stand."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def command() -> list[str] | None:
    """How Compose is called on this machine, or None where it is missing."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    plugin = shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True)
    return ["docker", "compose"] if plugin and plugin.returncode == 0 else None


def write_env(file: Path, values: dict[str, str]) -> Path:
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return file


@dataclass
class Project:
    """One running docker-compose.yml."""

    folder: Path
    name: str = field(default_factory=lambda: f"linli-test-{secrets.token_hex(4)}")

    def __post_init__(self) -> None:
        self.values = {name: secrets.token_hex(20) for name in SECRETS}
        self.portal_port, self.amqp_port = ports.choose(2)
        addresses = {
            "LINLI_PORTAL_PUBLISHED": f"127.0.0.1:{self.portal_port}",
            "LINLI_AMQP_PUBLISHED": f"127.0.0.1:{self.amqp_port}",
            "LINLI_VERSION": "test",
        }
        self._env = write_env(self.folder / "env", self.values | addresses)

    @property
    def portal_url(self) -> str:
        return f"http://127.0.0.1:{self.portal_port}"

    @property
    def amqp_url(self) -> str:
        return f"amqp://linli:{self.values['LINLI_BROKER_PASSWORD']}@127.0.0.1:{self.amqp_port}/%2F"

    def compose(self, *arguments: str, timeout: float = 120) -> str:
        """What one call of Compose printed; fails with it when it fails."""
        tool = command()
        assert tool is not None
        return _run(
            [*tool, "--project-name", self.name, "--file", str(FILE), "--env-file", str(self._env), *arguments], timeout
        )

    def docker(self, *arguments: str, timeout: float = 60) -> str:
        return _run(["docker", *arguments], timeout)

    def containers(self, service: str) -> list[str]:
        """The ids of the containers of `service`, ended ones too."""
        return self._found("ps", "--all", f"label=com.docker.compose.service={service}")

    def left(self) -> list[str]:
        """Every container, network and volume there is of this project."""
        return [*self._found("ps", "--all"), *self._found("network", "ls"), *self._found("volume", "ls")]

    def health(self, service: str) -> list[str]:
        """Each container's health: starting, healthy or unhealthy."""
        return [self.inspect(one, "{{.State.Health.Status}}") for one in self.containers(service)]

    def inspect(self, container: str, template: str) -> str:
        return self.docker("inspect", "--format", template, container).strip()

    def _found(self, *listing: str) -> list[str]:
        *what, last = listing
        filters = ["--filter", f"label=com.docker.compose.project={self.name}"]
        if last.startswith("label="):
            filters += ["--filter", last]
        else:
            what.append(last)
        return self.docker(*what, "--quiet", *filters).split()


def environment() -> dict[str, str]:
    """This process's environment without settings of Linli, which would go before those of a file."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "COMPOSE_"))}


def _run(arguments: list[str], timeout: float) -> str:
    done = subprocess.run(
        arguments, cwd=REPOSITORY, env=environment(), capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
