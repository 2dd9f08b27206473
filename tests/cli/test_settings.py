"""What a person may choose about a Linli on one machine."""

from __future__ import annotations

import pytest

from cli import settings
from cli.problem import Problem


def test_nothing_chosen_means_this_machine_only_with_a_broker_and_files_of_its_own() -> None:
    chosen = settings.read({})
    assert chosen.portal_url == "http://127.0.0.1:8080"
    assert chosen.only_this_machine
    assert chosen.amqp_url is None
    assert chosen.database_url is None


def test_the_option_goes_before_linli_port_and_that_before_the_bind() -> None:
    given = {"LINLI_PORTAL_BIND": "0.0.0.0:8000", "LINLI_PORT": "8001"}
    assert settings.read({"LINLI_PORTAL_BIND": "0.0.0.0:8000"}).portal_bind == "0.0.0.0:8000"
    assert settings.read(given).portal_bind == "0.0.0.0:8001"
    assert settings.read(given, port=8002).portal_bind == "0.0.0.0:8002"


@pytest.mark.parametrize(
    ("bind", "url", "only_this_machine"),
    [
        ("localhost:1", "http://localhost:1", True),
        ("[::1]:80", "http://[::1]:80", True),
        ("0.0.0.0:8080", "http://127.0.0.1:8080", False),
        ("192.0.2.7:8080", "http://192.0.2.7:8080", False),
    ],
)
def test_where_the_portal_is_found_and_by_whom(bind: str, url: str, only_this_machine: bool) -> None:
    chosen = settings.read({"LINLI_PORTAL_BIND": bind})
    assert chosen.portal_url == url
    assert chosen.portal_bind == bind
    assert chosen.only_this_machine is only_this_machine


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINLI_PORT", "http"),
        ("LINLI_PORT", "0"),
        ("LINLI_PORT", "65536"),
        ("LINLI_PORT", "８０８０"),
        ("LINLI_PORT", "-1"),
        ("LINLI_PORTAL_BIND", "8080"),
        ("LINLI_PORTAL_BIND", "somewhere:8080"),
        ("LINLI_PORTAL_BIND", "127.0.0.1:"),
        ("LINLI_AMQP_URL", "localhost:5672"),
        ("LINLI_AMQP_URL", "http://localhost"),
        ("LINLI_AMQP_URL", "amqp://"),
        ("LINLI_AMQP_URL", "amqp://[::1"),
        ("LINLI_AMQP_URL", "amqp://host:port/"),
        ("LINLI_DATABASE_URL", "postgresql://localhost/linli"),
        ("LINLI_DATABASE_URL", "linli_{service}"),
    ],
)
def test_a_wrong_value_is_a_sentence_naming_the_variable(name: str, value: str) -> None:
    with pytest.raises(Problem, match=name) as refused:
        settings.read({name: value})
    assert "takes" in str(refused.value.message)
