"""Run one service: ``python -m chassis.run scoring``.

The package of that name offers the service class in ``<name>.service`` and its migrations beside it. nameko hosts it
on eventlet; this module is the only one that patches the standard library for that.
"""

from __future__ import annotations

import os

# eventlet's own resolver remembers an address as long as the name server allows, ten minutes under Docker; a broker
# or database that moved meanwhile would not be found again.
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import importlib  # noqa: E402
import logging  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Mapping  # noqa: E402
from typing import Any  # noqa: E402

from nameko.constants import AMQP_URI_CONFIG_KEY, MAX_WORKERS_CONFIG_KEY  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from sqlalchemy.exc import DBAPIError  # noqa: E402

from . import cooperation, health, migrations, retention, topology  # noqa: E402
from . import logging as logs  # noqa: E402
from .before_start import BeforeStart  # noqa: E402
from .calls import Calls  # noqa: E402
from .collector import spare_collector  # noqa: E402
from .database import Database, is_transient  # noqa: E402
from .link import LinkLost, LinkRefused  # noqa: E402
from .relay import Relay  # noqa: E402
from .settings import Settings, WrongSetting, read  # noqa: E402
from .subscription import Subscription  # noqa: E402

log = logging.getLogger("chassis.run")

LONGEST_PAUSE = 10.0
DRAIN_SECONDS = 8.0
"""With the broker away there is nobody to drain to; whoever sends SIGTERM follows with SIGKILL after ten seconds."""


class Host:
    """One service in this process, from first connection to last acknowledgement."""

    def __init__(self, service_cls: type, settings: Settings) -> None:
        config = {
            AMQP_URI_CONFIG_KEY: settings.amqp_url,
            MAX_WORKERS_CONFIG_KEY: settings.workers,
            "settings": settings,
        }
        self.settings = settings
        self.name: str = service_cls.name  # type: ignore[attr-defined]
        self.package = service_cls.__module__.partition(".")[0]
        self.container = ServiceContainer(service_cls, config)
        self.database = next(found for found in self.container.dependencies if isinstance(found, Database))
        self.subscriptions = [found for found in self.container.entrypoints if isinstance(found, Subscription)]
        self.calls = [found for found in self.container.subextensions if isinstance(found, Calls)]
        self.relay: Relay | None = None
        self.failed = False
        self._running = False
        self._stopping = eventlet.event.Event()

    def run(self) -> None:
        """Start, serve until `stop`, drain. Raises `WrongSetting` where a setting does not fit the database."""
        if self.settings.health_port:
            health.serve(self.settings.health_host, self.settings.health_port, self.checks)
        self.database.open(self.name, self.settings)
        if not (self._until(self._migrate) and self._until(self._look) and self._until(self._declare)):
            return
        if self.settings.relay:
            self.relay = Relay(self.database, self.settings.amqp_url, self.name)
            self.database.around_commit(self.relay.handing)
            eventlet.spawn(self.relay.run).link(self._on_relay_end)
        eventlet.spawn(retention.run, self.database, self._stopped_within)
        died = eventlet.spawn(self.container.wait)
        died.link(lambda thread: self.stop())
        starting = eventlet.spawn(self._start)
        starting.link(self._on_started)
        self._stopping.wait()
        self._running = False
        log.info("draining")
        with eventlet.Timeout(DRAIN_SECONDS, False):
            self.container.stop()
            if self.relay:
                self.relay.stop()
            starting.wait()
            died.wait()
            log.info("stopped")
            return
        log.warning("stopped before all was drained; what was in hand goes back to its queues")

    def _start(self) -> None:
        self.container.start()
        spare_collector()
        self._running = not self._stopping.ready()
        log.info("ready")

    def _on_started(self, thread: Any) -> None:
        if not self._running:
            self.stop()

    def stop(self) -> None:
        """Begin to drain; from a signal handler or a greenlet."""
        if not self._stopping.ready():
            self._stopping.send(True)

    def checks(self) -> Mapping[str, bool]:
        """What readiness depends on."""
        return {
            "running": self._running,
            "database": self._running and self.database.is_reachable(),
            "bus": all(found.consuming for found in self.subscriptions),
            "calls": all(found.consuming for found in self.calls),
        }

    def _migrate(self) -> None:
        migrations.upgrade(self.database.engine, self.package)

    def _look(self) -> None:
        for found in self.container.dependencies:
            if isinstance(found, BeforeStart):
                found.look(self.database)

    def _declare(self) -> None:
        wanted = {f"{self.name}.{found.method_name}": list(found.events) for found in self.subscriptions}
        topology.declare(self.settings.amqp_url, self.name, wanted, calls=bool(self.calls))

    def _until(self, step: Any) -> bool:
        """Try `step` until database or broker is there; False if stopped meanwhile."""
        pause = 0.5
        while not self._stopping.ready():
            try:
                step()
                return True
            except (LinkLost, DBAPIError) as error:
                if isinstance(error, DBAPIError) and not is_transient(error):
                    raise
                log.warning("waiting", extra={"step": step.__name__.strip("_"), "error": str(error).splitlines()[0]})
            self._stopped_within(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        return False

    def _stopped_within(self, seconds: float) -> bool:
        """Wait, but no longer than until `stop`; returns whether that has come."""
        with eventlet.Timeout(seconds, False):
            self._stopping.wait()
        return self._stopping.ready()

    def _on_relay_end(self, thread: Any) -> None:
        try:
            thread.wait()
        except Exception:
            log.exception("the relay failed")
            self.failed = True
            self.stop()


def _on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` when told to end. Python itself would run a handler only when the hub next wakes, up to a second
    later; so each signal also comes as a byte, which the hub waits for as for any other."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.detach())

    def listen() -> None:
        while heard.recv(1):
            stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    eventlet.spawn_n(listen)


def main(name: str) -> int:
    """Run the service `name`; returns the exit status: 0 drained, 1 the relay failed, 2 wrong setting, 3 refused by
    the broker."""
    try:
        settings = read()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    logs.configure(name, settings.log_level)
    cooperation.cooperate()
    service_cls = next(
        found
        for found in vars(importlib.import_module(f"{name}.service")).values()
        if isinstance(found, type) and getattr(found, "name", None) == name
    )
    try:
        host = Host(service_cls, settings)
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    _on_signals(host.stop)
    try:
        host.run()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    except LinkRefused as error:
        print(error, file=sys.stderr)
        return 3
    return int(host.failed)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m chassis.run SERVICE")
    sys.exit(main(sys.argv[1]))
