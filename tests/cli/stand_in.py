"""A stand-in for a service: `python stand_in.py BEHAVIOUR`, answering on LINLI_HEALTH_PORT.

Behaviours: `ready`; `portal` (also listens at LINLI_PORTAL_BIND); `never` (alive but never ready);
`crash` (ends at once with a complaint); `stubborn` (ready, and deaf to TERM).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

behaviour = sys.argv[1]


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ready = behaviour != "never" or self.path == "/live"
        body = json.dumps({"ready": ready}).encode()
        self.send_response(200 if ready else 503)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if behaviour == "crash":
    sys.exit("LINLI_SPOON is 'fork' but takes a spoon.")
signal.signal(signal.SIGTERM, signal.SIG_IGN if behaviour == "stubborn" else lambda *_: sys.exit(0))
print(json.dumps({"event": f"stand-in {behaviour} started", "data": os.environ["LINLI_DATA"]}), flush=True)
if behaviour == "portal":
    host, _, port = os.environ["LINLI_PORTAL_BIND"].rpartition(":")
    portal = ThreadingHTTPServer((host, int(port)), Health)
    threading.Thread(target=portal.serve_forever, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", int(os.environ["LINLI_HEALTH_PORT"])), Health).serve_forever()
