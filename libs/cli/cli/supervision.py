"""Keeping programs running with the `supervisor` library: its configuration, start, and control socket.

Supervisor restarts what crashes, rotates logs, and stops in reverse order. It is controlled over a unix socket,
and nothing else.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import shlex
import subprocess
import sys
import tempfile
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from cli import processes
from cli.problem import Problem

# A unix socket's path has 107 bytes on Linux; supervisor first binds a longer name, with its process id.
_SOCKET_PATH_LIMIT = 90
_LOG_BYTES, _LOG_BACKUPS = "10MB", 3


class Unreachable(Exception):
    """The supervisor does not answer, or is about to end."""


@dataclass(frozen=True)
class Program:
    """One program to keep running. Stages stop one after another, those of the highest priority first."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stage: str = "services"
    priority: int = 100
    stop_seconds: int = 10


class Supervisor:
    """The supervisor of one home folder, whether this process started it or an earlier one."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._logs = logs
        self._configuration = folder / "supervisord.conf"
        self._output = logs / "supervisord.out"
        socket = folder / "supervisor.sock"
        if len(os.fsencode(socket)) > _SOCKET_PATH_LIMIT:
            name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
            socket = Path(tempfile.gettempdir()) / f"linli-{os.getuid()}-{name}.sock"
        self._socket = socket

    def log(self, name: str) -> Path:
        """Where what a program prints is kept."""
        return self._logs / f"{name}.log"

    def launch(self, programs: Sequence[Program], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start supervisor with these programs, none of them started yet, and wait until it answers."""
        self._configuration.write_text(_configuration(programs, self._socket, self._folder, self._logs))
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
        """Whether it answers."""
        try:
            self._ask("getState")
        except Unreachable:
            return False
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
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        supervisor = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor
        try:
            return getattr(supervisor, question)(*details)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            raise Unreachable(str(error)) from error
        finally:
            transport.close()


def _configuration(programs: Sequence[Program], socket: Path, folder: Path, logs: Path) -> str:
    stages = {program.stage: program.priority for program in programs}
    sections: list[tuple[str, dict[str, object]]] = [
        ("unix_http_server", {"file": socket, "chmod": "0700"}),
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
                    "directory": folder,
                    "environment": ",".join(
                        f"{name}='{value}'" for name, value in program.environment.items()
                    ),
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
    """A value as supervisor reads it back: it expands per cents, and cuts a line at a blank with ; or #."""
    text = str(value)
    if re.search(r"\s[;#]|[\r\n\"]", text):
        raise Problem(
            f"Supervisor cannot read a path with a quote, or a blank followed by ; or #: {text}. "
            "Choose another folder with --home."
        )
    return text.replace("%", "%%")
