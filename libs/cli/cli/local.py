"""Linli on one machine: everything it consists of, started in order, watched, and stopped without a trace."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli import ports, processes, services
from cli.broker import PrivateBroker, without_settings
from cli.home import Home, Running
from cli.problem import Problem
from cli.settings import Settings
from cli.supervision import Program, Supervisor, Unreachable

Report = Callable[[str, str], None]
"""Called with the name of a part and its state: starting, ready or a remark."""

_FAILED_STARTS = 3


@dataclass(frozen=True)
class Part:
    """One program as it is now; `ready` is what its health port says, None where it has none."""

    name: str
    state: str
    pid: int | None
    ready: bool | None
    log: Path


class Local:
    """One Linli in one home folder. `commands` are the services' programs (by default the real five)."""

    def __init__(self, home: Home, commands: Mapping[str, list[str]] = services.COMMANDS) -> None:
        self.home = home
        self._commands = commands
        self._supervisor = Supervisor(home.folder)

    def start(self, settings: Settings, report: Report, ready_seconds: float = 60) -> subprocess.Popen[bytes]:
        """Start everything and answer the supervising process once every service is ready.

        Raises Problem, with nothing left running, when something is in the way: a Linli that runs already,
        the portal's port taken, no broker, or a service not ready in time.
        """
        self._refuse_second()
        self.home.open()
        with self.home.starting():
            self._refuse_second()
            self._end_leftovers(report)
            _refuse_taken_port(settings)
            broker = None if settings.amqp_url else PrivateBroker(self.home.broker)
            if broker:
                broker.prepare()
            amqp_url = broker.amqp_url if broker else str(settings.amqp_url)
            if not broker:
                _refuse_silent_broker(amqp_url)
            environment = without_settings(services.environment(self.home, settings, amqp_url))
            try:
                supervisord = self._supervisor.launch(self._programs(broker), environment)
                if broker:
                    self._start_broker(broker, report)
                self._start_services(report, ready_seconds)
            except BaseException:
                self.stop()
                raise
            self.home.note(Running(settings.portal_url, amqp_url, _now(), settings.database_url))
        return supervisord

    def stop(self, timeout: float = 60) -> int:
        """Stop everything, also what a killed supervisor left; answer how many processes that were.

        Interrupted by a second Ctrl-C, it kills what is still there.
        """
        found = len(processes.marked(self.home.folder))
        try:
            if found and self._supervisor.runs():
                with suppress(Unreachable):
                    self._supervisor.shut_down()
                processes.wait_until(lambda: not self._supervisor.runs(), timeout)
                processes.wait_until(lambda: not processes.marked(self.home.folder), 5)
            processes.end_marked(self.home.folder, grace=10)
        except KeyboardInterrupt:
            processes.end_marked(self.home.folder, grace=0)
        self.home.forget()
        return found

    def runs(self) -> bool:
        """Whether its supervisor answers."""
        return self._supervisor.runs()

    def process_count(self) -> int:
        """How many processes of it run, whether supervised, being stopped, or left by a crash."""
        return len(processes.marked(self.home.folder))

    def parts(self) -> list[Part]:
        """Every program as it is now, in the order they start; empty when nothing runs."""
        try:
            infos = {info["name"]: info for info in self._supervisor.programs()}
        except Unreachable:
            return []
        health = self.home.remembered_ports()
        order = ["epmd", "broker", *self._commands]
        return [
            Part(
                name=name,
                state=infos[name]["statename"].lower(),
                pid=infos[name]["pid"] or None,
                ready=_ready(health[name]) if name in self._commands and name in health else None,
                log=self._supervisor.log(name),
            )
            for name in sorted(infos, key=lambda name: order.index(name) if name in order else len(order))
        ]

    def _refuse_second(self) -> None:
        if self.runs():
            running = self.home.running()
            where = f" at {running.portal_url}" if running else ""
            raise Problem(f"Linli already runs{where} (folder {self.home.folder}). Stop it with: linli down")

    def _end_leftovers(self, report: Report) -> None:
        if processes.marked(self.home.folder):
            report("leftovers", "of an earlier run that did not end properly are being stopped")
            self.stop()

    def _programs(self, broker: PrivateBroker | None) -> list[Program]:
        programs = []
        if broker:
            own = broker.environment()
            programs += [
                Program("epmd", broker.epmd_command(), broker.folder, own, "epmd", priority=10),
                Program("broker", broker.server_command(), broker.folder, own, "broker", priority=20, stop_seconds=30),
            ]
        health = self.home.health_ports(list(self._commands))
        return programs + [
            Program(name, command, self.home.folder, {"LINLI_HEALTH_PORT": str(health[name])})
            for name, command in self._commands.items()
        ]

    def _start_broker(self, broker: PrivateBroker, report: Report) -> None:
        report("broker", "starting")
        self._supervisor.start("epmd")
        self._supervisor.start("broker")
        self._wait({"broker": broker.answers}, 60, report)

    def _start_services(self, report: Report, seconds: float) -> None:
        health = self.home.remembered_ports()
        for name in self._commands:
            report(name, "starting")
        self._supervisor.start("services")
        self._wait({name: _probe(health[name]) for name in self._commands}, seconds, report)

    def _wait(self, probes: Mapping[str, Callable[[], bool]], seconds: float, report: Report) -> None:
        waiting = dict(probes)
        stops: dict[str, set[int]] = {name: set() for name in waiting}
        deadline = time.monotonic() + seconds
        while True:
            for name in [name for name, ready in waiting.items() if ready()]:
                del waiting[name]
                report(name, "ready")
            if not waiting:
                return
            for info in self._infos():
                name = info["name"]
                if name in waiting and info["stop"]:
                    stops[name].add(info["stop"])
                    if len(stops[name]) >= _FAILED_STARTS:
                        raise self._not_ready(name, f"ended {_FAILED_STARTS} times in a row")
            if time.monotonic() >= deadline:
                raise self._not_ready(", ".join(waiting), f"did not become ready in {seconds:g} seconds", *waiting)
            time.sleep(0.2)

    def _infos(self) -> list[dict[str, Any]]:
        try:
            return self._supervisor.programs()
        except Unreachable as error:
            raise Problem("Linli was stopped while it was starting.") from error

    def _not_ready(self, subject: str, what: str, *names: str) -> Problem:
        lines = [f"{subject} {what}."]
        for name in names or (subject,):
            log = self._supervisor.log(name)
            last = log.read_text(errors="replace").splitlines()[-10:] if log.exists() else []
            lines += [
                f"The last lines of {log}:",
                *(f"    {line}" for line in last or ["(it printed nothing)"]),
            ]
        return Problem("\n".join(lines))


def _refuse_taken_port(settings: Settings) -> None:
    if ports.is_free(settings.portal_port, settings.portal_host):
        return
    holder = ports.holder(settings.portal_port)
    whose = f" by {holder.name()} (process {holder.pid})" if holder else ""
    raise Problem(
        f"Port {settings.portal_port} on {settings.portal_host}, meant for the portal, is taken{whose}. "
        "Choose another with --port or LINLI_PORT, for example: LINLI_PORT=8090 make run"
    )


def _refuse_silent_broker(amqp_url: str) -> None:
    address = urlsplit(amqp_url)
    port = address.port or (5671 if address.scheme == "amqps" else 5672)
    # Behind TLS the header would have to be encrypted; there an open port has to do.
    answers = ports.accepts if address.scheme == "amqps" else ports.speaks_amqp
    if not answers(str(address.hostname), port):
        raise Problem(
            f"No broker answers at {address.hostname}:{port}, which LINLI_AMQP_URL names: "
            "start it, correct the address, or unset LINLI_AMQP_URL to have a private broker."
        )


def _probe(port: int) -> Callable[[], bool]:
    return lambda: _ready(port)


def _ready(port: int) -> bool:
    try:
        # In the clear, and so without reading all authorities' certificates first, which takes thirty times as long.
        answer = httpx.get(f"http://{ports.LOOPBACK}:{port}/ready", timeout=2, trust_env=False, verify=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
