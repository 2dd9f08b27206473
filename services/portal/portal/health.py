"""Liveness and readiness, on the portal's own port and, where given, on one for operators."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify

from chassis import Database

from .portal import portal

log = logging.getLogger(__name__)

health = Blueprint("health", __name__)


@health.get("/live")
def live() -> Response:
    return jsonify({"live": True})


@health.get("/ready")
def ready() -> tuple[Response, int]:
    found = checks(portal().database, portal().settings.common.amqp_url)
    return jsonify(found), 200 if all(found.values()) else 503


def checks(database: Database, amqp_url: str) -> dict[str, bool]:
    """What readiness depends on. The bus: whether something listens at the broker's address."""
    return {"database": database.is_reachable(), "bus": _listens(amqp_url)}


def _listens(amqp_url: str) -> bool:
    parts = urlsplit(amqp_url)
    try:
        with socket.create_connection((parts.hostname, parts.port or 5672), timeout=2):
            return True
    except OSError:
        return False


def serve(host: str, port: int, found: Callable[[], Mapping[str, bool]]) -> ThreadingHTTPServer:
    """Answer ``/live`` and ``/ready`` on a port of their own, from a thread, until the process ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {"/live": lambda: {"live": True}, "/ready": found}
            check = answers.get(self.path)
            told = check() if check else {}
            self.send_response(404 if not check else 200 if all(told.values()) else 503)
            body = json.dumps(dict(told)).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            log.debug(format, *args)

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server
