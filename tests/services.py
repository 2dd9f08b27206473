"""Services under test: run as they are run for users, as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from tests import ports, web
from tests.bus import eventually

START_SECONDS = 40.0


class RunningService:
    """One service process on a broker and a database; may be killed and started again. `settings`: what its environment
    says besides, from the next start on."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self.log = command, environment, log
        self._port = ports.choose(1)[0]
        self._process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> RunningService:
        """Start and wait until it says it is ready."""
        self.spawn()
        assert self._process is not None
        eventually(self._ready_or_dead, START_SECONDS, f"start of {self._command[-1]} (log {self.log})")
        assert self._process.poll() is None, f"{self._command[-1]} ended at once:\n{self.log.read_text()[-3000:]}"
        return self

    def spawn(self) -> None:
        """Start without waiting."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env={**os.environ, **self._environment, **self.settings, "LINLI_HEALTH_PORT": str(self._port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def replica(self) -> RunningService:
        """Another process of the same service, on the same broker and database; not started yet."""
        return RunningService(self._command, self._environment, self.log.with_suffix(".replica.log"))

    @property
    def health_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def ready(self) -> bool:
        """Whether the service calls itself ready now."""
        return self._is_well("ready")

    def live(self) -> bool:
        """Whether the service answers at all."""
        return self._is_well("live")

    def _is_well(self, path: str) -> bool:
        try:
            return web.call("GET", f"{self.health_url}/{path}", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def status(self) -> int | None:
        """The exit status, once the service has ended by itself."""
        assert self._process is not None
        return self._process.poll()

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        return self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Stop answering without ending, as a process in trouble does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after `pause`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def logged(self) -> str:
        return self.log.read_text()

    def logged_lines(self) -> list[dict[str, Any]]:
        """What the service logged, line by line."""
        return [json.loads(line) for line in self.logged().splitlines() if line.startswith("{")]

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self.stop()

    def _ready_or_dead(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None or self.ready()

    def _end(self, number: int) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"{self._command[-1]} did not end within 20 s of signal {number}") from None


def command(name: str) -> list[str]:
    """How the service `name` is started."""
    return [sys.executable, "-m", name] if name == "portal" else [sys.executable, "-m", "chassis.run", name]
