"""``python -m portal``: the portal on gunicorn's threads, one process.

Real threads, no eventlet patching: chassis' client is made for them. More capacity is more processes behind one
address; everything they share is in the database.
"""

from __future__ import annotations

import logging
import sys
import time
from datetime import timedelta
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from sqlalchemy.exc import DBAPIError

from chassis import Database, migrations
from chassis import logging as logs
from chassis.collector import spare_collector
from chassis.database import is_transient
from chassis.rpc import Client
from chassis.settings import WrongSetting

from . import health, secret_addresses
from .app import create_app
from .models import Base
from .settings import Settings, read

GRACE_SECONDS = 8
"""How long a request in hand may take to finish after SIGTERM: longer than a remote call takes."""

LONGEST_PAUSE = 10.0

SWITCH_SECONDS = 0.0005
"""How long a thread may go on while another waits to do so. Most of a request is waiting for a service; with Python's
own five milliseconds, whoever has its answer waits for others instead."""

log = logging.getLogger(__name__)


class Log(Logger):
    """gunicorn's records go where all others go; a request's line has no query string, which may be personal, and no
    secret of an address."""

    def setup(self, cfg: Any) -> None:
        for ours in (self.error_log, self.access_log):
            ours.handlers[:] = []
            ours.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        path = environ.get("PATH_INFO", "")
        if path in ("/live", "/ready"):
            return
        about = {
            "method": environ.get("REQUEST_METHOD"),
            "path": secret_addresses.without_secret(path),
            "status": resp.status_code,
        }
        log.info("request", extra={**about, "milliseconds": request_time // timedelta(milliseconds=1)})


class Server(BaseApplication):
    """gunicorn, told everything by `settings`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self.settings.threads,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 60,
            "keepalive": 5,
            "limit_request_line": 8190,
            "proc_name": "linli-portal",
            "control_socket_disable": True,
            "logger_class": Log,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        database = Database(Base.metadata)
        database.open("portal", self.settings.common)
        _migrate(database)
        common = self.settings.common
        if common.health_port:
            health.serve(common.health_host, common.health_port, lambda: health.checks(database, common.amqp_url))
        app = create_app(self.settings, database, Client(common.amqp_url))
        spare_collector()
        return app


def _migrate(database: Database) -> None:
    """Bring the database to its newest shape, waiting for it to be there."""
    pause = 0.5
    while True:
        try:
            migrations.upgrade(database.engine, "portal")
            return
        except DBAPIError as error:
            if not is_transient(error):
                raise
            log.warning("waiting for the database", extra={"error": str(error).splitlines()[0]})
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def main() -> Any:
    """Serve until SIGTERM. Exit status 2: a wrong setting."""
    try:
        settings = read()
    except WrongSetting as error:
        sys.exit(_wrong(error))
    logs.configure("portal", settings.common.log_level)
    sys.setswitchinterval(SWITCH_SECONDS)
    # Before the fork, so that the worker and its parent go on sharing the memory of what is loaded.
    spare_collector()
    Server(settings).run()


def _wrong(error: WrongSetting) -> int:
    print(error, file=sys.stderr)
    return 2
