"""A private RabbitMQ node, kept wholly inside one folder, beside whatever else this machine runs.

Node name, ports, data, logs, plugins, configuration, cookie and epmd (Erlang's port mapper) are its own, and
it listens on 127.0.0.1 alone. It runs as whoever starts it, root or not.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from cli import ports, processes
from cli.paths import readable
from cli.problem import Problem

DEFINITIONS = Path(__file__).resolve().parents[3] / "deploy" / "rabbitmq" / "definitions.json"
"""Virtual host, policies and limits, shared with the container deployment. Users are added per node."""

NODE = "linli@localhost"
_USER = "linli"
_PORTS = ("amqp", "dist", "epmd", "management")
_SERVER_PLACES = ("/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
_EPMD_PLACES = ("/usr/lib/erlang", "/usr/lib64/erlang", "/usr/local/lib/erlang", "/opt/homebrew/lib/erlang")


def installed() -> bool:
    """Whether this machine has what a private node needs."""
    return _server() is not None and _epmd() is not None


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment rid of settings meant for another broker, such as the system's own."""
    return {name: value for name, value in environment.items() if not name.startswith(("RABBITMQ_", "ERL_"))}


class PrivateBroker:
    """One node living in `folder`. Its ports and password are chosen once and remembered there.

    With `management` its HTTP API answers too, which takes it a second longer to start.

    As a library: `start()` answers the AMQP URL, `stop()` and `kill()` end the node, and it may be started
    again on the same data. Where something else supervises the node, `prepare()`, `epmd_command()`,
    `server_command()` and `environment()` say what to run.
    """

    def __init__(self, folder: Path | str, *, definitions: Path = DEFINITIONS, management: bool = False) -> None:
        self.folder = Path(folder).resolve()
        self._management = management
        self._definitions = definitions
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def amqp_url(self) -> str:
        """Where the node listens, with its user and password."""
        node = self._node()
        return f"amqp://{_USER}:{quote(str(node['password']))}@{ports.LOOPBACK}:{node['amqp']}/%2F"

    @property
    def port(self) -> int:
        """The AMQP port."""
        return int(self._node()["amqp"])

    @property
    def management_url(self) -> str:
        """Where the management API answers, with its user and password; only with `management`."""
        node = self._node()
        return f"http://{_USER}:{quote(str(node['password']))}@{ports.LOOPBACK}:{node['management']}/api"

    @property
    def log(self) -> Path:
        """Where `start()` sends what the node prints."""
        return self.folder / "broker.log"

    def prepare(self) -> None:
        """Write the node's configuration; choose ports where none are remembered or one of them is taken.

        Raises Problem when RabbitMQ is not installed or the folder cannot be written.
        """
        if not installed():
            raise Problem(
                "RabbitMQ is not installed (no rabbitmq-server or epmd found): "
                "install it (Debian and Ubuntu: apt-get install rabbitmq-server), "
                "or set LINLI_AMQP_URL to a broker of yours."
            )
        try:
            self._write_configuration()
        except OSError as error:
            raise Problem(f"The broker's folder {self.folder} cannot be used: {error.strerror}.") from error

    def epmd_command(self) -> list[str]:
        """Erlang's port mapper, kept in the foreground so that it ends with whoever supervises it."""
        return [str(_epmd()), "-port", str(self._node()["epmd"]), "-address", ports.LOOPBACK]

    def server_command(self) -> list[str]:
        """The node itself; SIGTERM stops it properly."""
        return [str(_server())]

    def environment(self) -> dict[str, str]:
        """What both commands need in their environment, besides the caller's own."""
        node, root = self._node(), readable(self.folder)
        return {
            "HOME": str(root),
            "ERL_EPMD_PORT": str(node["epmd"]),
            "ERL_EPMD_ADDRESS": ports.LOOPBACK,
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_NODE_IP_ADDRESS": ports.LOOPBACK,
            "RABBITMQ_NODE_PORT": str(node["amqp"]),
            "RABBITMQ_DIST_PORT": str(node["dist"]),
            "RABBITMQ_MNESIA_BASE": str(root / "data"),
            "RABBITMQ_LOG_BASE": str(root / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(root / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(root / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(root / "rabbitmq-env.conf"),
            # Bound to processors that they share with the services, its threads would wait for whoever is there.
            "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            # Makes the start script become the node instead of staying its parent, so signals reach the node.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def answers(self) -> bool:
        """Whether the node has booted and accepts connections."""
        return ports.speaks_amqp(ports.LOOPBACK, self.port)

    def start(self, timeout: float = 60) -> str:
        """Start the node and wait until it answers; answer its AMQP URL. Does nothing when it already runs.

        Leftovers of an earlier process on the same folder are ended first. Raises Problem, with the node's
        last lines, when it does not answer within `timeout` seconds.
        """
        if self._running and self.answers():
            return self.amqp_url
        self.kill()
        self.prepare()
        environment = without_settings(os.environ) | self.environment() | processes.mark(self.folder)
        with self.log.open("ab") as log:
            for command in (self.epmd_command(), self.server_command()):
                self._running.append(
                    subprocess.Popen(
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        cwd=self.folder,
                        env=environment,
                        start_new_session=True,
                    )
                )
        server = self._running[-1]
        processes.wait_until(lambda: server.poll() is not None or self.answers(), timeout)
        if server.poll() is not None or not self.answers():
            last = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            self.kill()
            raise Problem(f"The private broker in {self.folder} did not start. It last printed:\n{last}")
        return self.amqp_url

    def stop(self, timeout: float = 30) -> None:
        """Stop the node properly, then its epmd. Nothing of it runs afterwards."""
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
        self.kill()

    def kill(self) -> None:
        """End the node as a power cut would: nothing is closed or written first.

        On RabbitMQ 3.10 a quorum queue declared within the last second or two may afterwards never find a leader.
        """
        processes.end_marked(self.folder, grace=0)
        for process in self._running:
            process.wait()
        self._running.clear()

    def __enter__(self) -> PrivateBroker:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _node(self) -> dict[str, str | int]:
        return json.loads((self.folder / "node.json").read_text())

    def _write_configuration(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for inner in ("data", "logs"):
            (self.folder / inner).mkdir(exist_ok=True)
        try:
            node = self._node()
        except FileNotFoundError:
            node = {"password": secrets.token_urlsafe(24)}
            _write_secret(self.folder / ".erlang.cookie", secrets.token_hex(20), mode=0o400)
        if not all(name in node and ports.is_free(int(node[name])) for name in _PORTS):
            node |= dict(zip(_PORTS, ports.choose(len(_PORTS)), strict=True))
        _write_secret(self.folder / "node.json", json.dumps(node))
        definitions = json.loads(self._definitions.read_text()) | {
            "users": [{"name": _USER, "password": node["password"], "tags": "administrator"}],
            "permissions": [{"user": _USER, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
        }
        _write_secret(self.folder / "definitions.json", json.dumps(definitions))
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n" if self._management else "[].\n")
        (self.folder / "rabbitmq-env.conf").write_text("")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {ports.LOOPBACK}:{node['amqp']}\n"
            f"load_definitions = {readable(self.folder) / 'definitions.json'}\n"
            + (
                f"management.tcp.ip = {ports.LOOPBACK}\nmanagement.tcp.port = {node['management']}\n"
                if self._management
                else ""
            )
            + "log.file = false\nlog.console = true\nlog.console.formatter = json\n"
        )


def _write_secret(path: Path, text: str, mode: int = 0o600) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)


def _server() -> Path | None:
    # Debian's /usr/sbin/rabbitmq-server insists on the rabbitmq user; the script it wraps does not.
    places = os.pathsep.join((*_SERVER_PLACES, os.environ.get("PATH", "")))
    found = shutil.which("rabbitmq-server", path=places)
    return Path(found) if found else None


def _epmd() -> Path | None:
    found = shutil.which("epmd")
    if found:
        return Path(found)
    inside = (path for place in _EPMD_PLACES for path in Path(place).glob("erts-*/bin/epmd"))
    return next(inside, None)
