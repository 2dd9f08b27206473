"""A cable between a service and the broker that a test can cut, hold and let go."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Cable:
    """Passes bytes both ways between whoever connects to `amqp_url` and the broker behind it. `connections`: how many
    there have been; `given_up`: how many of them were closed by those who made them."""

    def __init__(self, amqp_url: str) -> None:
        parts = urlsplit(amqp_url)
        self._broker = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.amqp_url = amqp_url.replace(f"{parts.hostname}:{parts.port}", place)
        self._answers_pass = threading.Event()
        self._answers_pass.set()
        self._open_for: int | None = None
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self.connections = 0
        self.given_up = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def hold_answers(self) -> None:
        """Let nothing of what the broker says through, until `release_answers`."""
        self._answers_pass.clear()

    def release_answers(self) -> None:
        self._answers_pass.set()

    def close_after(self, connections: int) -> None:
        """Serve so many connections in all; close every later one at once."""
        self._open_for = connections

    def close(self) -> None:
        self._listener.close()
        self._answers_pass.set()
        with self._lock:
            for end in self._ends:
                end.close()

    def _accept(self) -> None:
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            if self._open_for is not None and self.connections > self._open_for:
                near.close()
                continue
            far = socket.create_connection(self._broker)
            with self._lock:
                self._ends += [near, far]
            threading.Thread(target=self._pass, args=(near, far, None), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, self._answers_pass), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, gate: threading.Event | None) -> None:
        try:
            while data := source.recv(65536):
                if gate:
                    gate.wait()
                target.sendall(data)
            self.given_up += gate is None
        except OSError:
            pass  # one side is gone, so the other shall be
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cable(amqp_url: str) -> Iterator[Cable]:
    """A `Cable` to the broker of `amqp_url` until the block ends."""
    made = Cable(amqp_url)
    try:
        yield made
    finally:
        made.close()
