"""Bulk statements give back what went in, one row or many, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import psycopg2
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.connection import Connection
from chassis.models import Moment
from chassis.sql import held, insert, insert_new, upsert

TABLE = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("number", sa.BigInteger),
    sa.Column("flag", sa.Boolean),
    sa.Column("at", Moment),
    sa.Column("day", sa.Date),
    sa.Column("codes", sa.JSON),
    sa.Column("body", sa.LargeBinary),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
)
AWKWARD = [
    '"',
    "\\",
    '\\"',
    "{",
    "}",
    ",",
    "NULL",
    "null",
    "",
    " ",
    "a\nb\tc",
    "麟䶮",
    "🙂",
    "مرحبا",
    "'; --",
    "%s",
    ":x",
]


@pytest.fixture
def session(database_url: Any) -> Iterator[Session]:
    url = database_url("things").replace("postgresql:", "postgresql+psycopg2:")
    factory = {"connection_factory": Connection} if url.startswith("postgresql") else {}
    engine = sa.create_engine(url, connect_args=factory)
    TABLE.create(engine)
    with Session(engine) as made:
        yield made
    engine.dispose()


def things(names: list[str], **changes: Any) -> list[dict[str, Any]]:
    at = datetime(2026, 5, 4, 10, 30, 0, 123456, timezone(timedelta(hours=8)))
    return [
        {
            "kind": "thing",
            "name": name,
            "number": None if place % 5 == 0 else place - 7,
            "flag": [None, True, False][place % 3],
            "at": None if place % 4 == 0 else at + timedelta(microseconds=place),
            "day": None if place % 3 == 0 else date(2026, 2, 28) + timedelta(days=place),
            "codes": [name, {"a": place}],
            "body": None if place % 6 == 0 else name.encode() + b"\x00\xff",
            **changes,
        }
        for place, name in enumerate(names)
    ]


def stored(session: Session) -> dict[str, dict[str, Any]]:
    return {row.name: dict(row._mapping) for row in session.execute(sa.select(TABLE))}


@pytest.mark.parametrize("changes", [{}, {"body": None}], ids=["bytes", "no bytes"])
@pytest.mark.parametrize("names", [AWKWARD[:1], AWKWARD[:9], AWKWARD, [f"n{n}" for n in range(3000)]])
def test_what_is_inserted_stands_there_as_it_was(session: Session, names: list[str], changes: dict[str, Any]) -> None:
    rows = things(names, **changes)
    told = insert(session, TABLE, rows, returning=["name", "version"])
    assert sorted(map(tuple, told)) == [(name, 1) for name in sorted(names)]
    found = stored(session)
    assert len(found) == len(rows)
    for row in rows:
        assert found[row["name"]] == {**row, "version": 1}
    assert all(row["at"] is None or row["at"].tzinfo is UTC for row in found.values())


def test_a_text_with_a_zero_in_it_stands_there_as_it_was(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        pytest.skip("PostgreSQL stores no such text")
    insert(session, TABLE, things(["a\0b", "\0", "c"], body=None))
    assert set(stored(session)) == {"a\0b", "\0", "c"}


@pytest.mark.parametrize("many", [4, 40])
def test_only_what_is_new_is_inserted_and_told(session: Session, many: int) -> None:
    names = [f"n{n:03}" for n in range(many)]
    insert(session, TABLE, things(names[::2], number=1))
    new = insert_new(session, TABLE, things(names, number=2), ["kind", "name"])
    assert sorted(new) == [("thing", name) for name in names[1::2]]
    assert [stored(session)[name]["number"] for name in names] == [1, 2] * (many // 2)
    assert insert_new(session, TABLE, things(names), ["kind", "name"]) == []
    assert insert_new(session, TABLE, [], ["kind", "name"]) == []


@pytest.mark.parametrize("many", [1, 4, 40])
def test_sums_grow_and_older_versions_change_nothing(session: Session, many: int) -> None:
    key, names = ["kind", "name"], [f"n{n:03}" for n in range(many)]
    for _ in range(2):
        rows = things(names, number=3)
        touched = upsert(session, TABLE, rows, key, add=["number"], set=["flag"], returning=["name", "number"])
    assert sorted((row.name, row.number) for row in touched) == [(name, 6) for name in names]
    newer = [{**row, "version": 5 + place % 2} for place, row in enumerate(things(names, number=9))]
    upsert(session, TABLE, newer, key, set=["number", "version"], newer="version")
    upsert(session, TABLE, things(names, number=8, version=5), key, set=["number", "version"], newer="version")
    upsert(session, TABLE, things(names, number=7, version=6), key, set=["number", "version"], newer="version")
    assert [stored(session)[name]["number"] for name in names] == ([7, 9] * many)[:many]


@pytest.mark.parametrize("many", [1, 40])
def test_a_time_without_its_zone_is_refused(session: Session, many: int) -> None:
    rows = things([f"n{n}" for n in range(many)], at=datetime(2026, 5, 4))
    with pytest.raises((ValueError, sa.exc.StatementError)):
        insert(session, TABLE, rows)


@pytest.mark.parametrize("many", [1, 4, 40])
def test_only_rows_that_still_are_what_they_were_are_changed(session: Session, many: int) -> None:
    key, names = ["kind", "name"], [f"n{n:03}" for n in range(many)]
    insert(session, TABLE, things(names, number=1, day=date(2026, 5, 4), flag=True))
    upsert(session, TABLE, things(names[::2], number=2), key, set=["number"])
    done = things(names, number=1, day=date(2026, 5, 4), flag=False)
    upsert(session, TABLE, done, key, set=["flag"], where_same=["number", "day"])
    assert [stored(session)[name]["flag"] for name in names] == ([True, False] * many)[:many]


@pytest.mark.parametrize("many", [1, 40])
def test_what_is_held_is_there_for_the_next_statement_and_after_the_commit(session: Session, many: int) -> None:
    names = [f"n{n:03}" for n in range(many)]
    with held(session):
        insert(session, TABLE, things([*names, "50%"]))
        upsert(session, TABLE, things(names, number=7), ["kind", "name"], set=["number"])
    assert {stored(session)[name]["number"] for name in names} == {7}
    with held(session):
        upsert(session, TABLE, things(names, number=8), ["kind", "name"], set=["number"])
    session.commit()
    assert {stored(session)[name]["number"] for name in names} == {8}
    assert "50%" in stored(session)


def test_what_is_held_goes_when_it_is_rolled_back(session: Session) -> None:
    with held(session):
        insert(session, TABLE, things(["a"]))
    session.rollback()
    insert(session, TABLE, things(["b"]))
    session.commit()
    assert set(stored(session)) == {"b"}


def test_of_a_transaction_with_a_fault_in_what_is_held_nothing_stays(session: Session) -> None:
    with pytest.raises((sa.exc.IntegrityError, psycopg2.errors.UniqueViolation)), held(session):
        insert(session, TABLE, things(["a", "b"]))
        insert(session, TABLE, things(["a"]))
        session.commit()
    session.rollback()
    assert stored(session) == {}


def test_a_question_that_is_held_is_refused(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite is asked at once")
    with held(session), pytest.raises(sa.exc.ResourceClosedError):
        stored(session)
