"""How commands reach the broker: every way not to reach it is a sentence, without user and password."""

from __future__ import annotations

import socket

import pytest

from cli import bus
from cli.problem import Problem


def test_the_broker_is_reached_and_knows_who_asks(amqp_url: str) -> None:
    connection = bus.connect(amqp_url)
    assert connection.is_open
    connection.close()


def test_a_virtual_host_that_is_not_there(amqp_url: str) -> None:
    with pytest.raises(Problem, match=r"has no virtual host .*-gone"):
        bus.connect(f"{amqp_url}-gone")


def test_a_wrong_password(amqp_url: str) -> None:
    scheme, _, place = amqp_url.partition("://")
    with pytest.raises(Problem, match="does not accept user and password") as refused:
        bus.connect(f"{scheme}://nobody:secret@{place.partition('@')[2]}")
    assert "secret" not in str(refused.value.message)


def test_nobody_listens() -> None:
    with pytest.raises(Problem, match=r"No broker answers at 127.0.0.1:1"):
        bus.connect("amqp://127.0.0.1:1/")


def test_somebody_listens_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Problem, match=f"The broker at 127.0.0.1:{port} takes connections but did not answer"):
            bus.connect(f"amqp://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url", ["", "somewhere", "http://127.0.0.1/", "amqp://host:port/", "amqp://[::1", "amqp://h/?heartbeat=x"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Problem, match="--amqp takes the address of a broker"):
        bus.connect(url)
