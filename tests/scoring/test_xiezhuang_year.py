"""A. 协庄社区's services of 2022: the stars that were reported of that year, derived twice, on both databases."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.transaction import new_id
from contracts import Envelope, district
from contracts.events import CommendationRecommended
from scoring import adoption, boards, closing, known, ledger

from tests import recount
from tests.actors import actor
from tests.scoring.facts import completed, rated, volunteer

FILE = Path(__file__).parents[2] / "examples" / "xiezhuang" / "services-2022.json"
DISTRICT = actor("district_admin")
TODAY = date(2026, 1, 2)


def envelopes(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime(2023, 1, 1, tzinfo=UTC), data=event) for event in events]


def events_of(people: dict[str, str]) -> list[Any]:
    events: list[Any] = [volunteer(who) for who in people.values()]
    for one in json.loads(FILE.read_text("utf-8"))["volunteers"]:
        for day, minutes, stars in one["services"]:
            at = district.midnight(date.fromisoformat(day)) + timedelta(hours=10)
            events.append(completed(people[one["volunteer"]], minutes, at))
            if stars is not None:
                events.append(rated(events[-1], stars))
    return events


def test_of_98_volunteers_12_have_five_stars_and_24_have_four_and_these_are_recommended(session: Session) -> None:
    people = {one["volunteer"]: new_id() for one in json.loads(FILE.read_text("utf-8"))["volunteers"]}
    told = envelopes(*events_of(people))
    known.record(session, told[: len(people)])
    ledger.record_services(session, told[len(people) :])
    board = boards.star_board(session, adoption.OWN, TODAY, "xiezhuang", 2022)
    assert len(board) == 98
    stars = Counter(item["stars"] for item in board)
    assert (stars[5], stars[4]) == (12, 24)

    # The referee knows events as JSON and shares nothing with the service.
    facts = recount.from_events(json.loads(envelope.to_json()) for envelope in told)
    assert recount.shown_stars(board) == recount.stars(facts)

    closing.freeze(Transaction(session, datetime(2023, 1, 3, tzinfo=UTC)), DISTRICT, 2022, 7)
    for days in (1, 10):
        tx = Transaction(session, datetime(2023, 1, 3, tzinfo=UTC) + timedelta(days=days))
        if days == 10:
            closing.publish(tx, DISTRICT, 2022)
        closing.go_on(tx)
        session.flush()
    said = [Envelope.from_json(event.body).data for event in tx.take_emitted()]
    recommended = [event.stars for event in said if isinstance(event, CommendationRecommended)]
    assert Counter(recommended) == {5: 12, 4: 24}
