"""Who is on a community's board, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.transaction import new_id
from contracts import Envelope
from contracts.events import VolunteerWithdrawn
from scoring import known, ledger, queries
from scoring.clauses import Sums

from tests.scoring.facts import SPRING, completed, rated, volunteer


def told(*events: Any) -> list[Envelope]:
    return [Envelope(id=new_id(), time=datetime.now(UTC), data=event) for event in events]


def test_a_board_has_its_members_and_who_served_there_with_all_they_did(session: Session) -> None:
    member, withdrawn, gone, guest, elsewhere = (new_id() for _ in range(5))
    known.record(session, told(*(volunteer(who) for who in (member, withdrawn, gone)), volunteer(guest, "yijiang")))
    leaving = (VolunteerWithdrawn(community="xiezhuang", sequence=2, volunteer_id=who) for who in (withdrawn, gone))
    known.record(session, told(*leaving))
    ledger.record_services(
        session,
        told(
            completed(withdrawn, 10),
            completed(guest, 20),
            completed(guest, 30, community="yijiang"),
            completed(elsewhere, 40, community="yijiang"),
        ),
    )
    assert queries.on_board(session, "xiezhuang", 2026) == {
        member: Sums(),
        withdrawn: Sums(services=1, minutes=10),
        guest: Sums(services=2, minutes=50),
    }
    assert queries.on_board(session, "yijiang", 2026).keys() == {guest, elsewhere}


def test_who_served_at_the_turn_of_the_districts_year_is_on_the_board_of_its_year(session: Session) -> None:
    before, after = new_id(), new_id()
    last, first = datetime(2026, 12, 31, 15, 59, 59, 999_999, UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)
    ledger.record_services(session, told(completed(before, at=last), completed(after, at=first)))
    boards = {year: set(queries.on_board(session, "xiezhuang", year)) for year in range(2025, 2029)}
    assert boards == {2025: set(), 2026: {before}, 2027: {after}, 2028: set()}


@pytest.mark.parametrize("people", [1, 30])
def test_a_copy_adds_nothing_whatever_it_says_and_in_whatever_order(session: Session, people: int) -> None:
    services = [completed(new_id()) for _ in range(people)]
    served = [("xiezhuang", 2026, service.provider) for service in services]
    ledger.record_services(session, told(*services[: people // 2]))
    ledger.record_services(session, told(*reversed(services), *services))
    otherwise = [
        completed(new_id(), at=SPRING.replace(year=2025), community="yijiang", service_id=service.service_id)
        for service in services
    ]
    ledger.record_services(session, told(*otherwise))
    assert sorted(session.execute(sa.select(ledger.SERVED_IN)).all()) == sorted(served)


def test_a_rating_alone_and_a_department_put_nobody_on_a_board(session: Session) -> None:
    who = new_id()
    ledger.record_services(session, told(rated(completed(who), 5), completed("housing", provider_kind="department")))
    assert queries.on_board(session, "xiezhuang", 2026) == {}
    assert queries.is_known_volunteer(session, who)
    assert not queries.is_known_community(session, "xiezhuang")


def test_a_community_is_known_as_soon_as_a_volunteer_served_there(session: Session) -> None:
    ledger.record_services(session, told(completed(new_id(), community="yijiang")))
    assert [code for code in ("xiezhuang", "yijiang") if queries.is_known_community(session, code)] == ["yijiang"]


def statements(session: Session, *events: Any) -> list[str]:
    """The statements about who served where that recording the events takes."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    ledger.record_services(session, told(*events))
    sa.event.remove(engine, "before_cursor_execute", note)
    return [statement for statement in seen if "served_in" in statement]


def test_who_served_is_noted_by_one_statement_a_batch_until_it_is_found_to_be_there(session: Session) -> None:
    among = [(new_id(), code) for code in ("xiezhuang", "yijiang") for _ in range(10)]

    def batch() -> list[Any]:
        return [completed(who, community=code) for who, code in among]

    first = batch()
    assert len(statements(session, *first)) == 1
    assert statements(session, rated(first[0], 5), completed("water", provider_kind="department")) == []
    assert len(statements(session, *batch())) == 1, "they are there, which is found out by this"
    assert statements(session, *batch()) == []
    elsewhere = completed(among[0][0], community="yijiang")
    assert len(statements(session, *batch(), elsewhere)) == 1
    assert among[0][0] in queries.on_board(session, "yijiang", 2026)
