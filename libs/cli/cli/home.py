"""The folder a Linli on one machine lives in: its data, logs, secrets, chosen ports and version stamp."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cli import ports
from cli.problem import Problem

REPOSITORY = Path(__file__).resolve().parents[3]


def default_folder() -> Path:
    """`.linli` in the repository this command was installed from, or else in the current folder."""
    root = REPOSITORY if (REPOSITORY / "requirements.lock").exists() else Path.cwd()
    return root / ".linli"


@dataclass(frozen=True)
class Running:
    """What is known of a Linli that has started completely."""

    portal_url: str
    amqp_url: str
    started: str
    """UTC, ISO 8601."""
    database_url: str | None = None
    """What LINLI_DATABASE_URL was; None for files of its own."""


class Home:
    """One such folder. Nothing is created before `open()`."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder).expanduser().resolve()
        self.data = self.folder / "data"
        self.logs = self.folder / "logs"
        self.broker = self.folder / "broker"
        self._version = self.folder / "version"
        self._run = self.folder / "run.json"
        self._lock = self.folder / "lock"

    def open(self) -> None:
        """Create what is missing.

        Raises Problem when the folder cannot be written, was made by another version of Linli, or holds
        somebody else's files.
        """
        ours = version("linli")
        try:
            if self._version.exists():
                theirs = self._version.read_text().strip()
                if theirs != ours:
                    raise Problem(
                        f"The data in {self.folder} was made by Linli {theirs or '?'} and this is {ours}: "
                        "move that folder away to begin anew, or choose another with --home."
                    )
            elif self.folder.exists() and any(self.folder.iterdir()):
                raise Problem(
                    f"{self.folder} holds files but no version stamp of Linli, so it is left alone: "
                    "move that folder away, or choose another with --home."
                )
            for folder in (self.folder, self.data, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise PermissionError(13, os.strerror(13))
            self._version.write_text(f"{ours}\n")
        except OSError as error:
            raise Problem(
                f"The folder {self.folder} cannot be used ({error.strerror}): make it writable, "
                "or choose another with --home."
            ) from error

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Held while one process starts this Linli. Raises Problem while another one does."""
        with self._lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Problem(
                    f"Another linli up is just starting in {self.folder}: wait for it, or stop it with: linli down."
                ) from error
            yield

    def secrets(self) -> dict[str, str]:
        """Keys and tokens under the names of their environment variables; chosen once, kept with mode 600."""
        file = self.folder / "secrets.json"
        kept: dict[str, str] = _read(file) or {}
        chosen = {
            "LINLI_SECRET_KEY": secrets.token_urlsafe(48),
            "LINLI_PHONE_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "LINLI_ADMIN_TOKEN": secrets.token_urlsafe(32),
        } | kept
        if chosen != kept:
            _write(file, chosen)
        return chosen

    def admin_token(self) -> str:
        """The administrator's token of the Linli that runs here: the environment's, or else its own."""
        return os.environ.get("LINLI_ADMIN_TOKEN") or self.secrets()["LINLI_ADMIN_TOKEN"]

    def health_ports(self, services: Sequence[str]) -> dict[str, int]:
        """A free port for each service, the same as last time where that is still free."""
        file = self.folder / "ports.json"
        kept: dict[str, int] = _read(file) or {}
        for service in services:
            if service not in kept or not ports.is_free(kept[service]):
                kept[service] = ports.choose(1)[0]
        _write(file, kept)
        return {service: kept[service] for service in services}

    def remembered_ports(self) -> dict[str, int]:
        """The health port of each service as last chosen; empty when nothing was ever started here."""
        return _read(self.folder / "ports.json") or {}

    def running(self) -> Running | None:
        """What the last complete start noted, until `forget()`."""
        noted = _read(self._run)
        return Running(**noted) if noted else None

    def note(self, running: Running) -> None:
        """Remember a complete start."""
        _write(self._run, asdict(running))

    def forget(self) -> None:
        """Note that nothing runs any more."""
        self._run.unlink(missing_ok=True)


def _read(file: Path) -> dict[str, Any] | None:
    try:
        return json.loads(file.read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Problem(f"{file} cannot be read ({error}): move it away and start again.") from error


def _write(file: Path, content: dict[str, Any]) -> None:
    # Written beside and renamed, so that a crash leaves the old content or the new and never half of it.
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        json.dump(content, output, indent=2)
    beside.replace(file)
