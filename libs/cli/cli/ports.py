"""TCP ports on this machine: which are free, who has one, and whether a RabbitMQ answers there."""

from __future__ import annotations

import random
import socket
from pathlib import Path

import psutil

LOOPBACK = "127.0.0.1"
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_AMQP_HEADER = b"AMQP\x00\x00\x09\x01"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on this port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose(count: int, host: str = LOOPBACK) -> list[int]:
    """Distinct free ports, chosen at random so that programs starting together rarely meet.

    They lie below the range the kernel gives to outgoing connections: a client that keeps reconnecting to a
    stopped server inside that range can be connected to itself and hold the port against the server's return.
    """
    try:
        ephemeral = int(_EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        ephemeral = 32768
    candidates = range(15000, ephemeral) if ephemeral > 16000 else range(1024 * 16, 65000)
    free: list[int] = []
    for port in random.SystemRandom().sample(candidates, len(candidates)):
        if is_free(port, host):
            free.append(port)
            if len(free) == count:
                return free
    raise OSError(f"only {len(free)} of {count} ports are free on {host}")


def holder(port: int) -> psutil.Process | None:
    """The process that listens on this port, or None where the system does not tell."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except (psutil.Error, OSError):
        return None
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            try:
                return psutil.Process(connection.pid)
            except psutil.Error:
                return None
    return None


def accepts(host: str, port: int, timeout: float = 2.0) -> bool:
    """Whether anything accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=timeout).close()
    except OSError:
        return False
    return True


def speaks_amqp(host: str, port: int, timeout: float = 2.0) -> bool:
    """Whether a broker answers an AMQP 0-9-1 header there; a RabbitMQ does so only once it has booted."""
    try:
        with socket.create_connection((host, port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(_AMQP_HEADER)
            # The answer is a method frame (type 1), Connection.Start; a refusal would repeat the header.
            return connection.recv(1) == b"\x01"
    except OSError:
        return False
