"""A private PostgreSQL server for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from cli import ports, postgres, processes
from cli.postgres import PrivatePostgres
from cli.problem import Problem


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    with PrivatePostgres(tmp_path_factory.mktemp("postgres")) as running:
        yield running


def query(url: str, statement: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_what_was_committed_outlives_a_kill_and_the_address_stays(server: PrivatePostgres) -> None:
    url = server.create_database("kept")
    query(url, "CREATE TABLE fact AS SELECT '邻里' AS name")
    server.kill()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)
    server.start()
    assert server.url("kept") == url
    assert query(url, "SELECT name FROM fact") == [("邻里",)]


def test_stopping_does_not_wait_for_clients(server: PrivatePostgres) -> None:
    idle = psycopg2.connect(server.url())
    server.stop()
    assert processes.marked(server.folder) == []
    idle.close()
    server.start()


def test_a_dropped_database_goes_with_its_connections(server: PrivatePostgres) -> None:
    url = server.create_database("passing")
    with pytest.raises(Problem, match="passing.*exists"):
        server.create_database("passing")
    idle = psycopg2.connect(url)
    server.drop_database("passing")
    idle.close()
    with pytest.raises(psycopg2.OperationalError, match="passing"):
        psycopg2.connect(url)


def test_a_password_is_needed(server: PrivatePostgres) -> None:
    port = server.url().rpartition(":")[2].partition("/")[0]
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(f"postgresql://linli:guess@127.0.0.1:{port}/postgres")


def test_nothing_is_left_after_removal(tmp_path: Path) -> None:
    passing = PrivatePostgres(tmp_path, durable=False)
    passing.start()
    port = int(passing.url().rpartition(":")[2].partition("/")[0])
    data = Path(query(passing.url(), "SHOW data_directory")[0][0])
    passing.remove()
    assert not data.exists()
    assert processes.marked(tmp_path) == []
    assert ports.is_free(port)


def test_a_missing_postgresql_is_one_sentence_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    with pytest.raises(Problem, match="PostgreSQL is not installed.*apt-get install postgresql"):
        PrivatePostgres(tmp_path).start()
