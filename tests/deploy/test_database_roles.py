"""deploy/postgres/services.sh: a database and a role for each service, each kept from the others'."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest

from cli.postgres import binaries

from tests.deploy.compose import REPOSITORY, SERVICES

if not shutil.which("psql") and not binaries():
    pytest.skip("PostgreSQL's client is not installed", allow_module_level=True)


class Server:
    """The test server, and the script run against it."""

    def __init__(self, url: str) -> None:
        self.at = urlsplit(url)

    def run(self, suffix: str) -> None:
        passwords = {f"LINLI_DB_PASSWORD_{name.upper()}": f"{name}-{suffix}" for name in SERVICES}
        client = {"PGHOST": self.at.hostname, "PGPORT": str(self.at.port), "PGPASSWORD": self.at.password}
        path = os.pathsep.join([os.environ["PATH"], *([str(binaries())] if binaries() else [])])
        environment = os.environ | passwords | client | {"POSTGRES_USER": self.at.username, "PATH": path}
        script = REPOSITORY / "deploy" / "postgres" / "services.sh"
        done = subprocess.run(["bash", str(script)], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def ask(self, service: str, suffix: str, statement: str, database: str | None = None):
        connection = psycopg2.connect(
            host=self.at.hostname, port=self.at.port, dbname=f"linli_{database or service}",
            user=f"linli_{service}", password=f"{service}-{suffix}",
        )  # fmt: skip
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone() if cursor.description else None
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(postgres) -> Iterator[Server]:
    made = Server(postgres.create_database("for_the_administrator"))
    made.run("first")
    yield made


def test_each_service_makes_tables_in_its_own_database(server):
    for name in SERVICES:
        server.ask(name, "first", "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")


def test_none_may_connect_to_anothers(server):
    for name, other in zip(SERVICES, SERVICES[1:] + SERVICES[:1], strict=True):
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            server.ask(name, "first", "SELECT 1", database=other)


def test_none_may_make_roles_or_databases(server):
    for statement in ("CREATE ROLE another", "ALTER ROLE linli_portal SUPERUSER"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            server.ask("portal", "first", statement)


def test_run_again_it_changes_passwords_and_keeps_data(server):
    server.ask("notify", "first", "CREATE TABLE before (n int); INSERT INTO before VALUES (7)")
    server.run("second")
    assert server.ask("notify", "second", "SELECT n FROM before") == (7,)
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        server.ask("notify", "first", "SELECT 1")
    server.run("first")
