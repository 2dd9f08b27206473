"""The close of a year: frozen, public, appealed against, published and pinned, on both databases."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import CommendationRecommended, StarRatingChanged, StarYearFrozen, StarYearPublished
from scoring import adoption, announcements, appeals, boards, closing, known, ledger, policies
from scoring.models import AdoptedPolicy, StarClosing

from tests.actors import actor
from tests.scoring.facts import completed, rated, volunteer

YEAR = 2025
NEW_YEAR = datetime(2026, 1, 1, 1, tzinfo=UTC)
DISTRICT, OTHER = actor("district_admin"), actor("district_admin")


class Year:
    """A year with volunteers of five, four, three, one and no star, whose close is under way."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.people = [new_id() for _ in range(5)]
        self.told: list[Any] = []
        known.record(session, envelopes(*(volunteer(who) for who in self.people)))
        for who, services in zip(self.people, (60, 30, 17, 2, 1), strict=True):
            self.serve(who, services)

    def serve(self, who: str, services: int, stars: int = 5) -> ledger.Touched:
        at = datetime(YEAR, 5, 4, tzinfo=UTC)
        done = [completed(who, 90, at) for _ in range(services)]
        touched = ledger.record_services(self.session, envelopes(*done, *(rated(one, stars) for one in done)))
        self.announced(touched)
        return touched

    def announced(self, touched: ledger.Touched) -> list[Any]:
        frozen = frozenset(self.session.scalars(sa.select(StarClosing.year)))
        own = dataclasses.replace(adoption.OWN, frozen=frozen)
        return list(announcements.due(self.session, own, date(2026, 2, 1), touched))

    def at(self, days: float = 0, seconds: float = 0) -> Transaction:
        return Transaction(self.session, NEW_YEAR + timedelta(days=days, seconds=seconds))

    def work(self, tx: Transaction) -> None:
        """Goes on until there is nothing to do, and keeps what was told."""
        before = None
        while before != (before := self.state()):
            closing.go_on(tx)
            self.session.flush()
        self.told += [Envelope.from_json(event.body).data for event in tx.take_emitted()]

    def state(self) -> Any:
        row = self.session.get(StarClosing, YEAR)
        return row and (row.state, row.done)

    def freeze(self, publicity_days: int = 7) -> None:
        closing.freeze(self.at(), DISTRICT, YEAR, publicity_days)
        self.work(self.at(seconds=60))

    def rating(self, who: str) -> dict[str, Any]:
        return boards.star_rating(self.session, adoption.OWN, date(2026, 2, 1), who, YEAR)

    def stars(self) -> list[Any]:
        return [self.rating(who)["stars"] for who in self.people]


@pytest.fixture
def year(session: Session) -> Year:
    return Year(session)


def envelopes(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime(YEAR, 5, 5, tzinfo=UTC), data=event) for event in events]


def own(year: Year, place: int) -> Any:
    return actor("volunteer", volunteer_id=year.people[place])


def test_what_is_frozen_is_published_after_its_days_and_four_stars_are_recommended(year: Year) -> None:
    before = year.stars()
    assert before == [5, 4, 3, 1, 1]
    year.freeze()
    assert [year.rating(who)["standing"] for who in year.people] == ["public"] * 5
    for days, code in ((6, "still_public"), (7, "still_public")):
        with pytest.raises(Conflict) as refused:
            closing.publish(year.at(days), DISTRICT, YEAR)
        assert refused.value.code == code
    closing.publish(year.at(8), DISTRICT, YEAR)
    year.work(year.at(8))
    assert [type(event) for event in year.told] == [
        StarYearFrozen,
        *[CommendationRecommended] * 2,
        StarYearPublished,
    ]
    assert {(e.volunteer_id, e.stars) for e in year.told if isinstance(e, CommendationRecommended)} == {
        (year.people[0], 5),
        (year.people[1], 4),
    }
    assert year.stars() == before
    assert year.rating(year.people[0])["standing"] == "final"


def test_what_arrives_after_the_freezing_changes_no_rating_and_is_not_announced(year: Year) -> None:
    year.freeze()
    touched = year.serve(year.people[4], 60)
    assert year.announced(touched) == []
    assert year.stars() == [5, 4, 3, 1, 1]
    assert year.rating(year.people[4])["services"] == 1
    frozen = dataclasses.replace(adoption.OWN, frozen=frozenset({YEAR}))
    assert ledger.rated_otherwise(year.session, frozen, date(2026, 2, 1)).volunteers == []


def test_nothing_is_frozen_until_every_process_knows_and_what_came_by_then_counts(year: Year) -> None:
    closing.freeze(year.at(), DISTRICT, YEAR, 7)
    year.work(year.at(seconds=1))
    assert year.state() == ("freezing", 0)
    year.serve(year.people[4], 60)
    year.work(year.at(seconds=60))
    assert year.state() == ("public", 5)
    assert year.stars() == [5, 4, 3, 1, 5]
    (changed,) = [event for event in year.told if isinstance(event, StarRatingChanged)]
    assert (changed.volunteer_id, changed.previous_stars, changed.stars) == (year.people[4], 1, 5)


def test_a_quota_is_kept_when_the_year_is_frozen_and_told_as_a_change(year: Year) -> None:
    document = policies.documents()["yearly-stars/1"] | {
        "version": "2",
        "effective_from": "2025-06-01",
        "quota": [{"stars": 4, "percent": "20"}],
    }
    adopted = AdoptedPolicy(
        reference="yearly-stars/2",
        owner="district",
        effective_from=date(2025, 6, 1),
        document=document,
        adopted_at=NEW_YEAR,
        adopted_by=DISTRICT.person_id,
    )
    year.session.add(adopted)
    year.session.flush()
    year.freeze()
    changed = [event for event in year.told if isinstance(event, StarRatingChanged)]
    assert [(e.volunteer_id, e.previous_stars, e.stars, e.policy) for e in changed] == [
        (year.people[1], 4, 3, "yearly-stars/2")
    ]
    own = adoption.OWN.with_stars(adoption.checked(document))
    shown = [boards.star_rating(year.session, own, date(2026, 2, 1), who, YEAR) for who in year.people]
    assert [rating["stars"] for rating in shown] == [5, 3, 3, 1, 1]
    assert "因名额限制，定为3星" in shown[1]["explanation"]["words"]["zh"]
    assert [rating["rank"] for rating in shown] == [1, 2, 3, 4, 5]


def test_an_appeal_that_is_allowed_freezes_the_rating_anew_and_a_dismissed_one_leaves_it(year: Year) -> None:
    year.freeze()
    first = appeals.file(year.at(1), own(year, 4), YEAR, "六月的服务没有算进去")
    second = appeals.file(year.at(1), own(year, 3), YEAR, "评价不公平")
    year.session.flush()
    year.serve(year.people[4], 60)
    with pytest.raises(Conflict) as refused:
        closing.publish(year.at(8), DISTRICT, YEAR)
    assert (refused.value.code, refused.value.about["number"]) == ("appeals_open", 2)
    tx = year.at(9)
    appeals.decide(tx, OTHER, first.appeal_id, True, "补录核实")
    appeals.decide(tx, OTHER, second.appeal_id, False, "没有依据")
    told = [Envelope.from_json(event.body).data for event in tx.take_emitted()]
    assert [(e.volunteer_id, e.stars) for e in told if isinstance(e, StarRatingChanged)] == [(year.people[4], 5)]
    assert (first.stars, first.stars_after, second.stars, second.stars_after) == (1, 5, 1, 1)
    assert year.stars() == [5, 4, 3, 1, 5]
    closing.publish(year.at(9), DISTRICT, YEAR)
    assert {row.appeal_id: row.state for row in appeals.of_year(year.session, YEAR, None)} == {
        first.appeal_id: "allowed",
        second.appeal_id: "dismissed",
    }


def test_appeals_are_for_volunteers_while_it_is_public_and_decided_by_others(year: Year) -> None:
    with pytest.raises(NotFound):
        appeals.file(year.at(), own(year, 0), YEAR, "…")
    year.freeze()
    with pytest.raises(Forbidden):
        appeals.file(year.at(1), DISTRICT, YEAR, "…")
    with pytest.raises(NotFound):
        appeals.file(year.at(1), actor("volunteer", volunteer_id=new_id()), YEAR, "…")
    filed = appeals.file(year.at(1), own(year, 0), YEAR, "…")
    year.session.flush()
    with pytest.raises(Conflict) as again:
        appeals.file(year.at(2), own(year, 0), YEAR, "…")
    assert again.value.code == "appeal_open_already"
    himself = actor("district_admin", volunteer_id=year.people[0])
    with pytest.raises(Forbidden):
        appeals.decide(year.at(2), himself, filed.appeal_id, True, "…")
    appeals.decide(year.at(2), OTHER, filed.appeal_id, False, "…")
    with pytest.raises(Conflict):
        appeals.decide(year.at(2), OTHER, filed.appeal_id, True, "…")
    with pytest.raises(Conflict) as late:
        appeals.file(year.at(8), own(year, 1), YEAR, "…")
    assert late.value.code == "not_public"


def test_a_year_is_closed_once_and_only_when_it_is_over(year: Year) -> None:
    with pytest.raises(Invalid):
        closing.freeze(year.at(), DISTRICT, 2026, 7)
    with pytest.raises(NotFound):
        closing.publish(year.at(), DISTRICT, YEAR)
    year.freeze()
    with pytest.raises(Conflict):
        closing.freeze(year.at(1), DISTRICT, YEAR, 7)
