"""Communities mark departments, and the district signs the result off: on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import AppraisalFrozen, AppraisalPublished, DepartmentMarked, JointMeetingHeld, VolunteerSeconded
from scoring import adoption, appraisal_closing, aspect_boards, deeds, known, ledger, marks

from tests.actors import actor
from tests.scoring.facts import community, completed, department, rated

QUARTER = "2026-Q2"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
TODAY = NOW.date()
AFTER = datetime(2026, 7, 2, tzinfo=UTC)
PUBLIC_DAYS = 7
SIGNED_OFF = AFTER + timedelta(days=PUBLIC_DAYS + 1)
DISTRICT = actor("district_admin")
OWN = adoption.OWN


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=NOW, data=event) for event in events]


@pytest.fixture
def district(session: Session) -> Session:
    names = ("housing", "water", "greening")
    known.record(session, told(*map(department, names), community("xiezhuang"), community("yijiang")))
    for code, stars in (("housing", 5), ("water", 3)):
        done = [completed(code, provider_kind="department") for _ in range(4)]
        ledger.record_services(session, told(*done, *(rated(one, stars) for one in done)))
    return session


def give(session: Session, mark: int, **changes: Any) -> Any:
    request = {
        "community": "xiezhuang",
        "department": "housing",
        "quarter": QUARTER,
        "aspect": "service-attitude",
        "mark": mark,
        "reason": None,
        "evidence": None,
    } | changes
    tx = Transaction(session, NOW)
    worker = actor("community_worker", communities=[request["community"]])
    row = marks.give(tx, worker, OWN, request)
    session.flush()
    return row, [Envelope.from_json(event.body).data for event in tx.take_emitted()]


def board(session: Session, today: date = TODAY, period: str = QUARTER) -> dict[str, Any]:
    return aspect_boards.board(session, OWN, today, period)


def close(session: Session) -> list[Any]:
    """Freeze the quarter and sign it off after its days; returns what was told."""
    frozen, signed_off = Transaction(session, AFTER), Transaction(session, SIGNED_OFF)
    appraisal_closing.freeze(frozen, DISTRICT, OWN, QUARTER, PUBLIC_DAYS)
    session.flush()
    appraisal_closing.publish(signed_off, DISTRICT, QUARTER)
    session.flush()
    return [Envelope.from_json(one.body).data for tx in (frozen, signed_off) for one in tx.take_emitted()]


def places(shown: dict[str, Any]) -> dict[str, tuple[int | None, str | None]]:
    return {item["department"]: (item["rank"], item["total"]) for item in shown["items"]}


def test_marks_of_communities_and_counted_rates_make_one_board_with_the_spread_visible(district: Session) -> None:
    _, (event,) = give(district, 70)
    assert isinstance(event, DepartmentMarked)
    assert (event.department, event.aspect, event.mark, event.sequence) == ("housing", "service-attitude", 70, 1)
    give(district, 90, community="yijiang")
    give(district, 80)  # the first community thinks again
    shown = board(district)
    housing = next(item for item in shown["items"] if item["department"] == "housing")
    attitude = next(line for line in housing["aspects"] if line["aspect"] == "service-attitude")
    assert (attitude["percent"], attitude["basis"], attitude["lowest"], attitude["highest"]) == ("85.0", 2, 80, 90)
    assert places(shown)["housing"][0] == 1
    assert places(shown)["greening"] == (None, None)
    assert next(item for item in shown["items"] if item["department"] == "greening")["not_rated"] == "too_little_known"


def test_deeds_stand_beside_the_marks_with_their_target(district: Session) -> None:
    meetings = [
        JointMeetingHeld(
            community=code,
            sequence=2,
            meeting_id=new_id(),
            quarter="2026-Q4",
            held_on=date(2027, 1, 15),
            present=["housing"],
        )
        for code in ("xiezhuang", "yijiang")
    ]
    who = new_id()
    term = VolunteerSeconded(
        community="xiezhuang",
        sequence=1,
        secondment_id=new_id(),
        volunteer_id=who,
        organisation="water",
        from_day=date(2027, 1, 1),
    )
    deeds.record(district, told(*meetings, term))
    days = [datetime(2027, 1, day, 3, tzinfo=UTC) for day in (8, 15, 22)]
    ledger.record_services(district, told(*(completed(who, at=day) for day in days)))
    shown = board(district, date(2027, 2, 1), "2027-Q1")
    assert shown["policy"] == "eight-aspects/2"
    lines = {
        item["department"]: {line["aspect"]: (line["percent"], line["formula"]) for line in item["aspects"]}
        for item in shown["items"]
    }
    assert lines["housing"]["joint-meetings"][0] == "100.0"
    assert lines["housing"]["volunteers-given"][0] == "0.0"
    percent, formula = lines["water"]["volunteers-given"]
    assert percent == "25.0"
    assert " × 3 / 12 = " in formula


def test_departments_are_compared_within_their_class_alone(district: Session) -> None:
    assert [places(board(district))[code][0] for code in ("housing", "water")] == [1, 2]
    aspect_boards.put_into_class(Transaction(district, NOW), DISTRICT, "water", "utilities")
    district.flush()
    assert [places(board(district))[code][0] for code in ("housing", "water")] == [1, 1]


@pytest.mark.parametrize(
    ("mark", "changes", "field", "code"),
    [
        (96, {}, "reason", "extreme_mark_needs_reason"),
        (59, {}, "reason", "extreme_mark_needs_reason"),
        (80, {"aspect": "problem-solving"}, "aspect", "not_a_marked_aspect"),
        (80, {"aspect": "good-looks"}, "aspect", "not_a_marked_aspect"),
        (80, {"quarter": "2026-Q3"}, "quarter", "quarter_not_begun"),
    ],
)
def test_a_mark_that_cannot_stand_is_refused(
    district: Session, mark: int, changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        give(district, mark, **changes)
    assert refused.value.fields == {field: [code]}
    assert marks.of(district, QUARTER, None, None) == []


def test_marks_are_for_workers_of_the_community_and_of_known_departments(district: Session) -> None:
    with pytest.raises(NotFound):
        give(district, 80, department="nobody")
    with pytest.raises(NotFound):
        give(district, 80, community="nowhere")
    elsewhere = actor("community_worker", communities=["yijiang"])
    request = {"community": "xiezhuang", "department": "housing", "quarter": QUARTER, "aspect": "service-attitude"}
    with pytest.raises(Forbidden):
        marks.give(Transaction(district, NOW), elsewhere, OWN, request | {"mark": 80, "reason": None, "evidence": None})
    give(district, 100, reason="全年零投诉")


def test_what_the_district_signed_off_stays_whatever_comes_later(district: Session) -> None:
    give(district, 80)
    with pytest.raises(Invalid):
        appraisal_closing.freeze(Transaction(district, NOW), DISTRICT, OWN, QUARTER, PUBLIC_DAYS)
    frozen, event = close(district)
    assert isinstance(frozen, AppraisalFrozen) and isinstance(event, AppraisalPublished)
    assert (event.period, event.departments) == (QUARTER, 3)
    assert (frozen.period, frozen.departments, frozen.publicity_until) == (QUARTER, 3, date(2026, 7, 9))
    before = places(board(district))
    late = [completed("housing", provider_kind="department") for _ in range(9)]
    ledger.record_services(district, told(*late, *(rated(one, 1, resolved=False) for one in late)))
    with pytest.raises(Conflict):
        give(district, 70)
    with pytest.raises(Conflict):
        appraisal_closing.publish(Transaction(district, SIGNED_OFF), DISTRICT, QUARTER)
    with pytest.raises(Conflict):
        appraisal_closing.freeze(Transaction(district, SIGNED_OFF), DISTRICT, OWN, QUARTER, PUBLIC_DAYS)
    assert places(board(district)) == before
    assert board(district)["published_by"] == DISTRICT.person_id
    assert board(district, SIGNED_OFF.date() + timedelta(days=1))["published_at"] == SIGNED_OFF


def test_nothing_is_signed_off_that_was_not_public_for_its_days(district: Session) -> None:
    with pytest.raises(NotFound):
        appraisal_closing.publish(Transaction(district, SIGNED_OFF), DISTRICT, QUARTER)
    appraisal_closing.freeze(Transaction(district, AFTER), DISTRICT, OWN, QUARTER, PUBLIC_DAYS)
    district.flush()
    for day in (AFTER, AFTER + timedelta(days=PUBLIC_DAYS)):
        with pytest.raises(Conflict) as refused:
            appraisal_closing.publish(Transaction(district, day), DISTRICT, QUARTER)
        assert refused.value.code == "still_public"
    assert (board(district)["standing"], board(district)["published_at"]) == ("public", None)


def test_a_trend_tells_published_quarters_from_those_that_may_change(district: Session) -> None:
    close(district)
    points = aspect_boards.trend(district, OWN, AFTER.date(), "housing", "2026-Q3")
    assert [point["quarter"] for point in points][-3:] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [point["total"] for point in points][-3:] == [None, "80.0", None]
    assert [point["published"] for point in points] == [False] * 6 + [True, False]


@pytest.mark.parametrize("code", ["housing", "water", "greening"])
def test_a_trend_shows_what_the_boards_of_its_quarters_show(district: Session, code: str) -> None:
    aspect_boards.put_into_class(Transaction(district, NOW), DISTRICT, "greening", "unit")
    for one, mark in (("housing", 70), ("greening", 90)):
        give(district, mark, department=one)
    for quarter in ("2026-Q1", QUARTER):
        for day in (TODAY, AFTER.date()):
            shown = {item["department"]: item for item in board(district, day, quarter)["items"]}
            (point,) = [
                point
                for point in aspect_boards.trend(district, OWN, day, code, "2026-Q3")
                if point["quarter"] == quarter
            ]
            assert (point["total"], point["rank"]) == (shown[code]["total"], shown[code]["rank"])
