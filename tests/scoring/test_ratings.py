"""Ratings by policies of every period and owner, and as they were known on a past day, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import StarRatingChanged
from scoring import announcements, boards, known, ledger, policies, record_ledger
from scoring.policies import Policies
from scoring.stars import StarPolicy

from tests.scoring.facts import attended, completed, missed, rated, volunteer

OWN = policies.own()
TODAY = date(2026, 7, 1)
HOURS: dict[str, Any] = {
    "decides": "stars",
    "name": "hours",
    "version": "1",
    "owner": "district",
    "effective_from": "2026-01-01",
    "period": "cumulative",
    "clauses": [{"clause": "credit_hours", "points_each": "1"}],
    "thresholds": [{"credit_hours": hours} for hours in (100, 300, 600, 1000, 1500)],
    "least_services": 0,
    "least_hours": 1,
}


def with_policy(**changes: Any) -> Policies:
    """The policies of the service and one more."""
    made = policies.read(HOURS | changes)
    assert isinstance(made, StarPolicy)
    return OWN.with_stars(made)


def told(*events: Any, at: datetime = datetime(2026, 7, 1, tzinfo=UTC)) -> list[Envelope]:
    return [Envelope(id=new_id(), time=at, data=event) for event in events]


def announced(session: Session, own: Policies, today: date, touched: ledger.Touched) -> list[tuple[int, int, int]]:
    """Year, stars before and stars of what is announced."""
    found = announcements.due(session, own, today, touched)
    return [(e.year, e.previous_stars, e.stars) for e, _ in found if isinstance(e, StarRatingChanged)]


def day(year: int, month: int = 5) -> datetime:
    return datetime(year, month, 4, 2, 30, tzinfo=UTC)


def test_hours_of_all_years_add_up_and_a_late_record_of_an_early_year_counts_later_too(session: Session) -> None:
    own, who = with_policy(), new_id()
    served = told(*(completed(who, 1440, day(2026)) for _ in range(10)))
    assert announced(session, own, TODAY, ledger.record_services(session, served)) == [(2026, 0, 1)]
    rating = boards.star_rating(session, own, TODAY, who, 2026)
    assert (rating["stars"], rating["score"]) == (1, "240.0")
    assert rating["next_star"] == {"stars": 2, "missing": "0.0", "gaps": {"credit_hours": "60.0"}}
    early = told(*(attended(who, 1440, at=day(2025)) for _ in range(3)))
    assert announced(session, own, TODAY, record_ledger.record(session, early)) == [(2026, 1, 2)]
    rating = boards.star_rating(session, own, TODAY, who, 2026)
    assert (rating["stars"], rating["score"], rating["attendances"]) == (2, "312.0", 3)
    (line,) = rating["explanation"]["clauses"]
    assert (line["contribution"], line["events_total"]) == ("312.0000", 13)
    before = boards.star_rating(session, own, TODAY, who, 2025)
    assert before["explanation"]["policy"]["name"] == "yearly-stars"


def test_what_lies_too_far_back_leaves_a_rolling_rating_as_the_days_go_by(session: Session) -> None:
    own, who = with_policy(period="rolling", months=12), new_id()
    served = [completed(who, 1440, day(2025, month)) for month in (8, 9) for _ in range(3)]
    touched = ledger.record_services(session, told(*served, completed(who, 60, day(2026))))
    assert announced(session, own, TODAY, touched) == [(2025, 0, 3), (2026, 0, 1)]
    changes = {}
    for today in (date(2026, 8, 3), date(2026, 8, 4), date(2026, 8, 5)):
        changes[today.day] = announced(session, own, today, ledger.rated_otherwise(session, own, today))
    assert changes == {3: [], 4: [(2026, 1, 0)], 5: []}
    rating = boards.star_rating(session, own, date(2026, 8, 5), who, 2026)
    assert (rating["score"], rating["services"]) == ("73.0", 4)
    assert rating["explanation"]["clauses"][0]["events_total"] == 4


def test_a_communitys_own_policy_goes_before_the_districts_for_its_volunteers_alone(session: Session) -> None:
    own, here, there = with_policy(owner="xiezhuang"), new_id(), new_id()
    known.record(session, told(volunteer(here), volunteer(there, "yijiang")))
    both = told(completed(here, 1440), completed(there, 1440))
    announced(session, own, TODAY, ledger.record_services(session, both))
    rules = {who: boards.star_rating(session, own, TODAY, who, 2026)["explanation"]["policy"] for who in (here, there)}
    assert {who: rule["name"] for who, rule in rules.items()} == {here: "hours", there: "yearly-stars"}
    board = boards.star_board(session, own, TODAY, "xiezhuang", 2026)
    assert {item["volunteer_id"]: (item["score"], item["rank"]) for item in board} == {
        here: ("24.0", 1),
        there: ("39.6", None),
    }


def test_a_volunteer_who_moves_is_rated_by_the_policy_of_the_new_community(session: Session) -> None:
    own, who = with_policy(owner="yijiang"), new_id()
    known.record(session, told(volunteer(who)))
    served = told(*(completed(who, 1440) for _ in range(5)))
    assert announced(session, own, TODAY, ledger.record_services(session, served)) == [(2026, 0, 3)]
    known.record(session, told(volunteer(who, "yijiang", sequence=2)))
    assert announced(session, own, TODAY, ledger.rated_otherwise(session, own, TODAY)) == [(2026, 3, 1)]
    assert announced(session, own, TODAY, ledger.rated_otherwise(session, own, TODAY)) == []


def test_no_shows_cost_stars_and_bar_from_the_rating_in_the_end(session: Session) -> None:
    own, who = with_policy(demoted_every=2, barred_from=5), new_id()
    ledger.record_services(session, told(*(completed(who, 1440) for _ in range(13))))
    shown = []
    for _ in range(5):
        record_ledger.record(session, told(missed(who)))
        rating = boards.star_rating(session, own, TODAY, who, 2026)
        shown.append((rating["stars"], rating["not_rated"]))
    assert shown == [(2, None), (1, None), (1, None), (0, None), (None, "too_many_no_shows")]
    assert "缺席达5次" in rating["explanation"]["words"]["zh"]
    assert rating["next_star"] is None


def test_a_rating_as_it_was_known_leaves_out_what_was_told_later_and_what_was_corrected_since(
    session: Session,
) -> None:
    own, who = OWN.with_stars(), new_id()
    first, late = completed(who, 600, day(2026, 2)), completed(who, 600, day(2026, 2))
    there = attended(who, 90, at=day(2026, 2))
    corrected = attended(who, 0, there.attendance_id, 2, day(2026, 2))
    march, april = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    ledger.record_services(session, told(first, rated(first, 5), at=march) + told(late, at=april))
    record_ledger.record(session, told(there, at=march) + told(corrected, at=april))
    then = boards.star_rating_as_known(session, own, date(2026, 3, 31), who, 2026)
    now = boards.star_rating(session, own, TODAY, who, 2026)
    assert [(r["services"], r["minutes"], r["attended_minutes"]) for r in (then, now)] == [(1, 600, 90), (2, 1200, 0)]
    assert (then["score"], now["score"]) == ("31.7", "40.1")
    assert then["explanation"]["clauses"][0]["events_total"] == 1
    never = boards.star_rating_as_known(session, own, date(2026, 2, 28), who, 2026)
    assert never["not_rated"] == "no_service"


@pytest.mark.parametrize("as_known", [True, False])
def test_a_rating_of_a_closed_year_is_by_the_policy_then_in_force(session: Session, as_known: bool) -> None:
    own, who = with_policy(), new_id()
    ledger.record_services(session, told(completed(who, 60, day(2025)), at=datetime(2025, 6, 1, tzinfo=UTC)))
    show: Any = boards.star_rating_as_known if as_known else boards.star_rating
    assert show(session, own, TODAY, who, 2025)["explanation"]["policy"]["name"] == "yearly-stars"
