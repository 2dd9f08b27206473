"""What a dead letter says of itself, whoever buried it, and which letters are meant by what is typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pika
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.dead_letters import DeadLetter, Selection
from contracts import Envelope
from contracts.events import VolunteerWithdrawn

AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
VOLUNTEER = "01a20df5-9daf-7493-bce3-1988c9f2db77"
EVENT = Envelope(
    id="e-1", time=AT, data=VolunteerWithdrawn(community="xiezhuang", sequence=1, volunteer_id=VOLUNTEER)
).to_json()
BURIED = {
    "x-linli-reason": "handler error after 4 attempts: ZeroDivisionError",
    "x-linli-subscription": "scoring.record_services",
    "x-linli-attempt": 3,
    "x-linli-died": AT.replace(tzinfo=None),
}
WAITED = {"queue": "linli.retry.5s", "reason": "expired", "count": 1, "time": AT.replace(tzinfo=None)}
CRASHED = {"queue": "scoring.record_services", "reason": "delivery_limit", "count": 1, "time": AT.replace(tzinfo=None)}


def letter(
    body: bytes = EVENT, headers: dict[str, Any] | None = None, number: int = 1, **properties: Any
) -> DeadLetter:
    return DeadLetter(number, number, pika.BasicProperties(headers=headers, **properties), body)


def test_one_that_the_service_buried() -> None:
    told = letter(headers=BURIED | {"x-death": [WAITED]}, message_id="e-1").summary()
    assert told == {
        "number": 1,
        "id": "e-1",
        "type": "linli.volunteer.VolunteerWithdrawn.v1",
        "community": "xiezhuang",
        "subject": VOLUNTEER,
        "subscription": "scoring.record_services",
        "reason": "handler error after 4 attempts: ZeroDivisionError",
        "attempts": 4,
        "died": "2026-11-24T02:30:00Z",
        "made": "2026-11-24T02:30:00Z",
    }


def test_one_that_the_broker_buried_after_its_service_ended_again_and_again() -> None:
    found = letter(headers={"x-death": [CRASHED, WAITED], "x-first-death-queue": "linli.retry.5s"})
    assert found.subscription == "scoring.record_services"
    assert found.reason.startswith("delivery limit")
    assert found.died == AT
    assert found.attempts is None


def test_one_that_only_waited_on_the_ladder_has_not_died_of_it() -> None:
    found = letter(headers={"x-death": [WAITED]})
    assert (found.subscription, found.died) == ("", None)
    assert found.reason.startswith("unknown")


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"id": 7, "type": [], "subject": {}, "community": null}'])
@pytest.mark.parametrize("headers", [None, {"x-death": "no"}, {"x-death": [1]}, {"x-linli-attempt": "x"}])
def test_what_is_nobody_s_letter_is_shown_all_the_same(body: bytes, headers: dict[str, Any] | None) -> None:
    found = letter(body, headers)
    told = found.summary()
    assert (told["id"], told["type"], told["community"], told["subject"]) == ("", "", "", "")
    assert json.loads(json.dumps(found.whole()))["number"] == 1
    assert not found.named("")


def test_the_whole_of_it_has_everything_it_could_be_made_of_again() -> None:
    whole = letter(b"\xff\x00", {"x-death": [CRASHED]}, message_id="m", timestamp=5, delivery_mode=2).whole()
    assert whole["body_base64"] == "/wA="
    assert whole["properties"] == {"message_id": "m", "timestamp": 5, "delivery_mode": 2}
    assert whole["headers"]["x-death"][0]["time"] == "2026-11-24T02:30:00Z"
    assert letter().whole()["body"] == EVENT.decode()


def test_reborn_it_carries_nothing_of_its_death_and_goes_to_one_queue_alone() -> None:
    headers = BURIED | {
        "x-death": [CRASHED],
        "x-first-death-queue": "q",
        "x-last-death-reason": "r",
        "x-delivery-count": 3,
        "CC": ["elsewhere"],
        "BCC": ["elsewhere"],
        "traceparent": "kept",
    }
    born = letter(headers=headers, message_id="e-1", type="t", app_id="a", timestamp=5, content_type="c").reborn()
    assert born.headers == {"traceparent": "kept"}
    assert born.delivery_mode == 2
    assert (born.message_id, born.type, born.app_id, born.timestamp, born.content_type) == ("e-1", "t", "a", 5, "c")
    assert letter(headers=BURIED).reborn().headers is None


LETTERS = [
    letter(headers=BURIED, number=1, message_id="e-1"),
    letter(headers=BURIED | {"x-linli-subscription": "scoring.record_ratings"}, number=2, message_id="e-1"),
    letter(b"not json", {"x-linli-reason": "the body is not JSON"}, 3, message_id="m-3", type="linli.ticketing.X.v1"),
    letter(b"not json", None, 4),
]


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(everything=True), [1, 2, 3, 4]),
        (Selection(everything=True, first=2), [1, 2]),
        (Selection(ids=["e-1"]), [1, 2]),
        (Selection(ids=["e-1", "m-3"]), [1, 2, 3]),
        (Selection(ids=["e-1"], subscription="record_ratings"), [2]),
        (Selection(subscription="scoring.record_services"), [1]),
        (Selection(reason="zerodivision"), [1, 2]),
        (Selection(reason="unknown"), [4]),
        (Selection(type="VolunteerWithdrawn"), [1, 2]),
        (Selection(type="ticketing.X"), [3]),
        (Selection(type="VolunteerWithdrawn", reason="not JSON"), []),
        (Selection(ids=["other"]), []),
    ],
)
def test_what_is_given_must_all_match(selection: Selection, numbers: list[int]) -> None:
    assert [found.number for found in selection.of(LETTERS)] == numbers


def test_nothing_said_is_not_everything() -> None:
    assert Selection().is_empty
    assert Selection(first=3).is_empty
    assert not Selection(everything=True).is_empty
    assert Selection(ids=["e-1", "gone"]).missing(LETTERS) == ["gone"]


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=10), st.text(max_size=10) | st.integers() | st.none()))
def test_nothing_that_arrives_breaks_the_looking(body: bytes, headers: dict[str, Any]) -> None:
    found = letter(body, headers)
    json.dumps(found.whole())
    assert Selection(everything=True).of([found]) == [found]
    assert Selection(reason=found.reason).of([found]) == [found]
