"""A transaction that begins with its first statement and is committed with its last is one like any other."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2 import extensions

from chassis.connection import Connection
from chassis.transaction import new_id

from tests import infrastructure


@pytest.fixture
def connection(postgres: infrastructure.Postgres) -> Iterator[Connection]:
    url = postgres.create_database(f"connection_{new_id()[-12:]}")
    made = psycopg2.connect(url, connection_factory=Connection)
    with made.cursor() as cursor:
        cursor.execute("CREATE TABLE things (name text PRIMARY KEY)")
    made.commit()
    yield made
    made.close()


def names(connection: Connection) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM things ORDER BY name")
        found = [name for (name,) in cursor.fetchall()]
    connection.rollback()
    return found


def test_what_is_rolled_back_is_undone_from_the_first_statement_on(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES (%s) RETURNING name", ("a%b",))
        assert cursor.fetchall() == [("a%b",)]
        cursor.execute("INSERT INTO things VALUES ('c')")
        connection.rollback()
        assert names(connection) == []
        cursor.executemany("INSERT INTO things VALUES (%s)", [("d",), ("e",)])
        connection.rollback()
    assert names(connection) == []


def test_what_is_committed_stays(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO things VALUES (%s)", [("a",), ("b",)])
        cursor.execute("INSERT INTO things VALUES ('c')")
    connection.commit()
    assert connection.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE
    assert names(connection) == ["a", "b", "c"]


def test_after_a_first_statement_that_fails_the_next_transaction_is_whole(connection: Connection) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(psycopg2.errors.UndefinedTable):
            cursor.execute("INSERT INTO nothing VALUES ('a')")
        with pytest.raises(psycopg2.errors.InFailedSqlTransaction):
            cursor.execute("INSERT INTO things VALUES ('a')")
        connection.rollback()
        cursor.execute("INSERT INTO things VALUES ('b')")
    connection.commit()
    assert names(connection) == ["b"]


def test_without_a_transaction_each_statement_is_committed_by_itself(connection: Connection) -> None:
    connection.untransacted = True
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES ('a')")
        assert connection.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE
    connection.untransacted = False
    assert names(connection) == ["a"]


def test_a_connection_that_is_closed_says_so(connection: Connection) -> None:
    connection.close()
    for end in (connection.commit, connection.rollback):
        with pytest.raises(psycopg2.InterfaceError):
            end()


def test_the_last_statement_is_committed_in_its_own_message(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES ('a')")
        connection.last = "SELECT count(*) FROM things"
        cursor.execute("INSERT INTO things VALUES (%s)", ("b",))
        assert connection.told == 2
        assert connection.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE
        connection.rollback()
        assert names(connection) == ["a", "b"]
        cursor.execute("INSERT INTO things VALUES ('c')")
        connection.rollback()
    assert names(connection) == ["a", "b"]


def test_of_a_transaction_whose_last_statement_fails_nothing_stays(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES ('a')")
        connection.last = ""
        with pytest.raises(psycopg2.errors.UniqueViolation):
            cursor.execute("INSERT INTO things VALUES ('a')")
    connection.rollback()
    assert names(connection) == []


def test_a_commit_that_is_refused_leaves_nothing(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE things ADD UNIQUE (name) DEFERRABLE INITIALLY DEFERRED")
        cursor.execute("ALTER TABLE things DROP CONSTRAINT things_pkey")
        connection.commit()
        connection.last = ""
        with pytest.raises(psycopg2.errors.UniqueViolation):
            cursor.execute("INSERT INTO things VALUES ('a'), ('a')")
    connection.rollback()
    assert names(connection) == []


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_a_last_statement_that_did_not_come_is_not_that_of_the_next_transaction(
    connection: Connection, end: str
) -> None:
    connection.last = ""
    getattr(connection, end)()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES ('a')")
        connection.rollback()
    assert names(connection) == []


def hold(connection: Connection, *names: str) -> None:
    connection.is_holding = True
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES (%s)", names[:1])
        cursor.executemany("INSERT INTO things VALUES (%s)", [(name,) for name in names[1:]])
    connection.is_holding = False


def test_what_is_held_goes_in_the_message_of_the_next_statement(connection: Connection) -> None:
    hold(connection, "a%s", "b", "c")
    assert connection.get_transaction_status() == extensions.TRANSACTION_STATUS_IDLE
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES (%s) RETURNING name", ("d",))
        assert cursor.fetchall() == [("d",)]
        hold(connection, "e")
        cursor.executemany("INSERT INTO things VALUES (%s)", [("f",), ("g",)])
    connection.rollback()
    assert names(connection) == []


def test_what_is_held_is_committed_with_the_last_statement_or_without_any(connection: Connection) -> None:
    hold(connection, "a", "b")
    connection.last = "SELECT count(*) FROM things"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO things VALUES ('c')")
    assert connection.told == 3
    hold(connection, "d")
    connection.commit()
    assert names(connection) == ["a", "b", "c", "d"]


def test_what_is_held_goes_with_the_transaction_that_is_given_up(connection: Connection) -> None:
    hold(connection, "a")
    connection.rollback()
    connection.commit()
    assert names(connection) == []
