"""What a person may choose about a Linli on one machine, checked before anything starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cli.problem import Problem

_BIND = "127.0.0.1:8080"


@dataclass(frozen=True)
class Settings:
    """Addresses given by whoever starts Linli; None means Linli brings its own."""

    portal_host: str
    portal_port: int
    amqp_url: str | None
    database_url: str | None

    @property
    def portal_bind(self) -> str:
        """Host and port as servers take them."""
        host = f"[{self.portal_host}]" if ":" in self.portal_host else self.portal_host
        return f"{host}:{self.portal_port}"

    @property
    def portal_url(self) -> str:
        """The address to open in a browser on this machine."""
        if self.portal_host in ("0.0.0.0", "::"):
            return f"http://127.0.0.1:{self.portal_port}"
        return f"http://{self.portal_bind}"

    @property
    def only_this_machine(self) -> bool:
        """Whether nobody but this machine's own users can reach the portal."""
        return self.portal_host == "localhost" or ipaddress.ip_address(self.portal_host).is_loopback


def read(environment: Mapping[str, str], port: int | None = None) -> Settings:
    """The settings in `LINLI_*` variables, `port` (an option) going before them.

    Raises Problem naming the variable and what it takes.
    """
    bind = environment.get("LINLI_PORTAL_BIND") or _BIND
    host, colon, bound = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not _is_host(host):
        raise Problem(f"LINLI_PORTAL_BIND is {bind!r} but takes an IP address and a port such as {_BIND}.")
    chosen = _port("LINLI_PORTAL_BIND", bound)
    if environment.get("LINLI_PORT"):
        chosen = _port("LINLI_PORT", environment["LINLI_PORT"])
    amqp_url = environment.get("LINLI_AMQP_URL") or None
    if amqp_url and not is_amqp_url(amqp_url):
        raise Problem(
            "LINLI_AMQP_URL takes the address of a broker such as amqp://user:password@127.0.0.1:5672/%2F; "
            "the one given is not amqp:// or amqps:// with a host and, if any, a port number."
        )
    database_url = environment.get("LINLI_DATABASE_URL") or None
    if database_url and ("://" not in database_url or "{service}" not in database_url):
        raise Problem(
            "LINLI_DATABASE_URL takes an address with {service} in it, since each service has its own "
            "database, such as postgresql://user:password@127.0.0.1/linli_{service}."
        )
    return Settings(host, port or chosen, amqp_url, database_url)


def _port(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"{name} has {text!r} as its port but takes a number from 1 to 65535.")
    return int(text)


def is_amqp_url(text: str) -> bool:
    """Whether the text has the form of a broker's address."""
    try:
        address = urlsplit(text)
        return address.scheme in ("amqp", "amqps") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _is_host(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return text == "localhost"
    return True
