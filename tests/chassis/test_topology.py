"""Declaring what a service needs, where no broker answers."""

from __future__ import annotations

import socket

import pytest

from chassis import topology
from chassis.link import LinkLost


def test_a_broker_that_takes_connections_and_stays_silent_is_one_to_wait_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"amqp://a:b@127.0.0.1:{silent.getsockname()[1]}/%2F?stack_timeout=0.3&socket_timeout=0.3"
        with pytest.raises(LinkLost):
            topology.declare(url, "tally", {})
