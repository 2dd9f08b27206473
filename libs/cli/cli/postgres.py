"""A private PostgreSQL server in one folder, for tests and benchmarks, from the system's own PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from cli import ports, processes
from cli.problem import Problem

_USER = "linli"
_UNPRIVILEGED = "postgres"


def binaries() -> Path | None:
    """The folder with initdb and postgres of the newest PostgreSQL on this machine, or None."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: [int(part) for part in path.parent.name.split(".")])
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class PrivatePostgres:
    """One server for `folder`, listening on 127.0.0.1 alone; restartable on the same data.

    PostgreSQL refuses to run as root, so root starts it as the `postgres` user. Where that user cannot reach
    `folder` (a temporary folder of mode 700, say), the data lies in a temporary folder of its own, which
    `folder` remembers and `remove()` deletes. With `durable=False` commits do not wait for the disk: right
    for tests, wrong for measuring.
    """

    def __init__(self, folder: Path | str, *, durable: bool = True) -> None:
        self.folder = Path(folder).resolve()
        self._durable = durable
        self._running: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """The address of one database, as libpq and SQLAlchemy read it."""
        server = self._server()
        return f"postgresql://{_USER}:{server['password']}@{ports.LOOPBACK}:{server['port']}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database and answer its URL. Raises Problem when there is one of that name."""
        self._execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database with whoever is still connected to it; nothing happens when there is none."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def start(self, timeout: float = 60) -> None:
        """Start the server, on new data where there is none yet, and wait until it answers.

        Raises Problem when PostgreSQL is missing or does not answer within `timeout` seconds.
        """
        if self._running and self._running.poll() is None:
            return
        processes.end_marked(self.folder, grace=10)
        server = self._prepare()
        data = Path(server["data"])
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": server["port"],
            "unix_socket_directories": "",
            "max_connections": 200,
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.folder / "postgres.log"
        with log.open("ab") as output:
            self._running = self._popen([self._binary("postgres"), "-D", str(data), *options], output)
        running = self._running
        processes.wait_until(lambda: running.poll() is not None or self._answers(), timeout)
        if running.poll() is not None or not self._answers():
            last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            self.kill()
            raise Problem(f"The private PostgreSQL in {self.folder} did not start. It last printed:\n{last}")

    def stop(self, timeout: float = 30) -> None:
        """Stop the server in order, ending connections that are still open."""
        if self._running and self._running.poll() is None:
            # PostgreSQL's "fast" shutdown; SIGTERM would wait until every client has left.
            self._running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """End the server as a power cut would."""
        processes.end_marked(self.folder, grace=0)
        if self._running:
            self._running.wait()
            self._running = None

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        if self._state.exists():
            shutil.rmtree(self._server()["data"], ignore_errors=True)
            self._state.unlink()

    def __enter__(self) -> PrivatePostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def _state(self) -> Path:
        return self.folder / "server.json"

    def _server(self) -> dict[str, Any]:
        return json.loads(self._state.read_text())

    def _binary(self, name: str) -> str:
        folder = binaries()
        if folder is None:
            raise Problem(
                "PostgreSQL is not installed (no initdb found): "
                "install it (Debian and Ubuntu: apt-get install postgresql)."
            )
        return str(folder / name)

    def _prepare(self) -> dict[str, Any]:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._state.exists():
            server = self._server()
            if not ports.is_free(server["port"]):
                server["port"] = ports.choose(1)[0]
        else:
            data, password = self._new_data_folder(), secrets.token_hex(16)
            self._initialise(data, password)
            server = {"port": ports.choose(1)[0], "password": password, "data": str(data)}
        self._state.write_text(json.dumps(server))
        self._state.chmod(0o600)
        return server

    def _new_data_folder(self) -> Path:
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if _is_root():
            self._give_away(data)
            if not self._reaches(data):
                data.rmdir()
                data = Path(tempfile.mkdtemp(prefix="linli-postgres-"))
                self._give_away(data)
        return data

    def _initialise(self, data: Path, password: str) -> None:
        command = [self._binary("initdb"), "-D", str(data), "--username", _USER, "--encoding", "UTF8"]
        command += ["--no-locale", "--no-sync", "--auth", "scram-sha-256", "--pwfile"]
        log = self.folder / "initdb.log"
        with tempfile.NamedTemporaryFile("w", prefix="linli-postgres-") as secret, log.open("wb") as output:
            secret.write(password)
            secret.flush()
            if _is_root():
                self._give_away(Path(secret.name))
            done = self._popen([*command, secret.name], output).wait()
        if done:
            shutil.rmtree(data, ignore_errors=True)
            printed = log.read_text(errors="replace")
            raise Problem(f"PostgreSQL could not make a database in {data}. It printed:\n{printed}")

    def _popen(self, command: list[str], output: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=os.environ | processes.mark(self.folder),
            start_new_session=True,
            **_as_unprivileged(),
        )

    def _reaches(self, data: Path) -> bool:
        return subprocess.run(["test", "-w", str(data)], cwd="/", **_as_unprivileged()).returncode == 0

    @staticmethod
    def _give_away(data: Path) -> None:
        shutil.chown(data, _UNPRIVILEGED, _UNPRIVILEGED)

    def _answers(self) -> bool:
        server = self._server()
        command = [self._binary("pg_isready"), "-q", "-h", ports.LOOPBACK, "-p", str(server["port"])]
        return subprocess.run(command, check=False).returncode == 0

    def _execute(self, statement: str) -> None:
        command = [self._binary("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Problem(f"PostgreSQL refused {statement!r}: {done.stderr.strip()}")


def _is_root() -> bool:
    return os.geteuid() == 0


def _as_unprivileged() -> dict[str, Any]:
    """How a subprocess is started as the `postgres` user by root, and as oneself otherwise."""
    if not _is_root():
        return {}
    try:
        account = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise Problem(
            f"PostgreSQL does not run as root and this machine has no user {_UNPRIVILEGED!r}: "
            "run as another user, or install PostgreSQL from the system's packages."
        ) from error
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
