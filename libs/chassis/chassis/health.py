"""Liveness and readiness over HTTP, on a port of their own: ``/live`` and ``/ready``, JSON, 200 or 503.

Live: the process answers. Ready: database and bus can be used and nothing is being shut down. A broker's outage
makes a service unready, never dead: restarting it would help nobody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import eventlet
import eventlet.wsgi


def application(checks: Callable[[], Mapping[str, bool]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application; `checks` returns what readiness depends on, each true or false."""

    def respond(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/live":
            status, found = "200 OK", {"live": True}
        elif path == "/ready":
            found = dict(checks())
            status = "200 OK" if found and all(found.values()) else "503 Service Unavailable"
        else:
            status, found = "404 Not Found", {"paths": ["/live", "/ready"]}  # type: ignore[dict-item]
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(found).encode()]

    return respond


def serve(host: str, port: int, checks: Callable[[], Mapping[str, bool]]) -> None:
    """Answer in a greenlet until the process ends. Raises OSError when the port is taken."""
    listener = eventlet.listen((host, port))
    eventlet.spawn(eventlet.wsgi.server, listener, application(checks), log_output=False, keepalive=False, debug=False)
