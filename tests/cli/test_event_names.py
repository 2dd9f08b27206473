"""Event types by the names people type."""

from __future__ import annotations

import click
import pytest

from cli import event_names
from contracts import event_types

COMPLETED = "linli.ticketing.ServiceCompleted.v1"


@pytest.mark.parametrize(
    "name",
    [
        "ServiceCompleted",
        "servicecompleted",
        "ticketing.ServiceCompleted",
        "ServiceCompleted.v1",
        "ticketing.ServiceCompleted.v1",
        COMPLETED,
    ],
)
def test_a_type_is_known_by_its_name_with_or_without_service_and_version(name: str) -> None:
    assert event_names.known([name]) == {COMPLETED}


def test_every_type_is_known_by_the_name_it_is_shown_by() -> None:
    for type in event_types():
        assert event_names.known([event_names.short(type)]) == {type}


@pytest.mark.parametrize("name", ["", "scoring.ServiceCompleted", "ServiceCompleted.v2", "Service", "linli", "v1"])
def test_what_is_no_type_is_refused(name: str) -> None:
    with pytest.raises(click.BadParameter):
        event_names.known(["NeedReported", name])


def test_the_refusal_names_the_nearest() -> None:
    with pytest.raises(click.BadParameter, match="the nearest: ServiceCompleted"):
        event_names.known(["ServiceComplete"])
    with pytest.raises(click.BadParameter, match="there are: .*NeedReported"):
        event_names.known(["zzzzzz"])


def test_another_major_version_and_foreign_types_keep_what_tells_them_apart() -> None:
    assert event_names.short("linli.ticketing.ServiceCompleted.v9") == "ServiceCompleted.v9"
    assert event_names.short("com.example.thing") == "com.example.thing"
