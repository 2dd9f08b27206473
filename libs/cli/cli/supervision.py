"""Keeping programs running with the `supervisor` library: its configuration, start, and control socket.

Supervisor restarts what crashes, rotates logs, and stops in reverse order. It is controlled over a unix
socket, and nothing else.
"""

from __future__ import annotations

import http.client
import os
import re
import shlex
import subprocess
import sys
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from cli import processes
from cli.paths import readable
from cli.problem import Problem

_SOCKET = "supervisor.sock"
_LOG_BYTES, _LOG_BACKUPS = "10MB", 3


class Unreachable(Exception):
    """The supervisor does not answer, or answers that it is shutting down."""


@dataclass(frozen=True)
class Program:
    """One program to keep running. Stages stop one after another, those of the highest priority first."""

    name: str
    command: Sequence[str]
    folder: Path
    """Where it is started."""
    environment: Mapping[str, str] = field(default_factory=dict)
    stage: str = "services"
    priority: int = 100
    stop_seconds: int = 10


class Supervisor:
    """The supervisor of one home folder, whether this process started it or an earlier one. Logs go to `logs/`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._logs = folder / "logs"
        self._configuration = folder / "supervisord.conf"
        self._output = self._logs / "supervisord.out"

    def log(self, name: str) -> Path:
        """Where what a program prints is kept."""
        return self._logs / f"{name}.log"

    def launch(self, programs: Sequence[Program], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start supervisor with these programs, none of them started yet, and wait until it answers."""
        self._configuration.write_text(_configuration(programs, readable(self._folder)))
        self._configuration.chmod(0o600)
        command = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(self._configuration)]
        with self._output.open("wb") as output:
            supervisord = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env={**environment} | processes.mark(self._folder),
                start_new_session=True,
            )
        processes.wait_until(lambda: supervisord.poll() is not None or self.runs(), timeout=20)
        if not self.runs():
            last = self._output.read_text(errors="replace").strip().splitlines()[-1:]
            raise Problem(f"The supervisor did not start ({' '.join(last)}); its log is {self._output}.")
        return supervisord

    def runs(self) -> bool:
        """Whether it answers, be it that it is shutting down."""
        try:
            self._ask("getState")
        except Unreachable as error:
            return isinstance(error.__cause__, xmlrpc.client.Fault)
        return True

    def start(self, stage: str) -> None:
        """Start every program of this stage without waiting for them. Raises Unreachable."""
        self._ask("startProcessGroup", stage, False)

    def programs(self) -> list[dict[str, Any]]:
        """Each program's name, statename, pid, start, stop and exitstatus (times in seconds since 1970).

        Raises Unreachable.
        """
        return self._ask("getAllProcessInfo")

    def shut_down(self) -> None:
        """Ask it to stop all programs, the last stage first, and then itself. Raises Unreachable."""
        self._ask("shutdown")

    def _ask(self, question: str, *details: object) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{readable(self._folder) / _SOCKET}")
        supervisor = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor
        try:
            return getattr(supervisor, question)(*details)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            raise Unreachable(str(error)) from error
        finally:
            transport.close()


def _configuration(programs: Sequence[Program], folder: Path) -> str:
    logs = folder / "logs"
    stages = {program.stage: program.priority for program in programs}
    sections: list[tuple[str, dict[str, object]]] = [
        ("unix_http_server", {"file": folder / _SOCKET, "chmod": "0700"}),
        (
            "supervisord",
            {
                "logfile": logs / "supervisord.log",
                "logfile_maxbytes": _LOG_BYTES,
                "logfile_backups": _LOG_BACKUPS,
                "pidfile": folder / "supervisord.pid",
                "childlogdir": logs,
                "silent": "true",
                # Supervisor warns a root that has not said it means to be one.
                **({"user": "root"} if os.geteuid() == 0 else {}),
            },
        ),
        (
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
    ]
    for stage, priority in stages.items():
        names = [program.name for program in programs if program.stage == stage]
        sections.append((f"group:{stage}", {"programs": ",".join(names), "priority": priority}))
    for program in programs:
        sections.append(
            (
                f"program:{program.name}",
                {
                    "command": shlex.join(program.command),
                    "directory": readable(program.folder),
                    "environment": ",".join(f"{name}={_quoted(value)}" for name, value in program.environment.items()),
                    "autostart": "false",
                    "autorestart": "true",
                    # A crash within these seconds is a failed start, tried again with growing pauses.
                    "startsecs": 5,
                    "startretries": 20,
                    "stopsignal": "TERM",
                    "stopwaitsecs": program.stop_seconds,
                    "killasgroup": "true",
                    "redirect_stderr": "true",
                    "stdout_logfile": logs / f"{program.name}.log",
                    "stdout_logfile_maxbytes": _LOG_BYTES,
                    "stdout_logfile_backups": _LOG_BACKUPS,
                },
            )
        )
    return "\n".join(
        "\n".join([f"[{title}]", *(f"{name}={_value(value)}" for name, value in options.items()), ""])
        for title, options in sections
    )


def _value(value: object) -> str:
    """A value as supervisor reads it back unchanged.

    It cuts a line at a blank with ; or #, and expands per cents: in log paths twice, so doubling them fails.
    """
    text = str(value)
    if re.search(r"\s[;#]|[\r\n%]", text):
        raise _unreadable(text)
    return text


def _quoted(value: str) -> str:
    """An environment variable's value in the quotes it does not contain; supervisor knows no escapes."""
    if '"' not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    raise _unreadable(value)


def _unreadable(text: str) -> Problem:
    return Problem(
        f"Supervisor cannot read {text}: it holds a %, a blank followed by ; or #, or both kinds of quotes. "
        "Move Linli to a folder without them."
    )
