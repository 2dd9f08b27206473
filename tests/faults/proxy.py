"""A TCP proxy that holds back, on chosen connections and from a chosen moment on, what one side sends: so that a
process can be ended exactly between two steps, from outside."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Self

from cli.ports import LOOPBACK

from tests import ports

Side = Literal["client", "server"]

CHUNK = 65536
SAID_AT_FIRST = 4096


@dataclass
class Hold:
    """Hold back what `side` sends, on connections whose client said `name` when it began, once the client has said all
    of `after`, one after the other. `begun`: set as soon as anything is held back."""

    side: Side
    name: bytes = b""
    after: tuple[bytes, ...] = ()
    begun: threading.Event = field(default_factory=threading.Event)


class Proxy:
    """Stands before the server at `port` of this machine; clients connect to `Proxy.port`."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self.port = ports.choose(1)[0]
        self.hold: Hold | None = None
        self._listener = socket.create_server((LOOPBACK, self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def before(self, url: str) -> str:
        """The server's address with the proxy in it."""
        return url.replace(f":{self._server_port}", f":{self.port}")

    def behind(self, url: str) -> str:
        """The same address without it."""
        return url.replace(f":{self.port}", f":{self._server_port}")

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                _Connection(self, self._listener.accept()[0], self._server_port)


class _Connection:
    def __init__(self, proxy: Proxy, client: socket.socket, port: int) -> None:
        self._proxy, self._client, self._said = proxy, client, b""
        self._server = socket.create_connection((LOOPBACK, port))
        self._holds: Hold | None = None
        self._left: list[bytes] = []
        for work in (self._from_client, self._from_server):
            threading.Thread(target=work, daemon=True).start()

    def _from_client(self) -> None:
        for data in self._read(self._client):
            self._said = (self._said + data)[:SAID_AT_FIRST]
            if not self._is_held("client", data):
                self._server.sendall(data)

    def _from_server(self) -> None:
        for data in self._read(self._server):
            if not self._is_held("server"):
                self._client.sendall(data)

    def _is_held(self, sender: Side, data: bytes = b"") -> bool:
        """Whether what `sender` sends now is held back; `data`: what the client says."""
        hold = self._proxy.hold
        if hold is None or hold.name not in self._said:
            return False
        if self._holds is not hold:
            self._holds, self._left = hold, list(hold.after)
        while self._left and self._left[0] in data:
            data = data.partition(self._left.pop(0))[2]
        if self._left or sender != hold.side:
            return False
        hold.begun.set()
        return True

    def _read(self, side: socket.socket) -> Iterator[bytes]:
        """What comes from a side until it ends, or the other does."""
        with suppress(OSError):
            while data := side.recv(CHUNK):
                yield data
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
