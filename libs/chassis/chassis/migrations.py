"""Bringing a service's database to its newest shape: Alembic revisions from the service's own package."""

from __future__ import annotations

from importlib import resources
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

_ADVISORY_LOCK = 7_105_111_201
"""Any number, the same in every replica: only one of them migrates."""


def upgrade(engine: sa.Engine, package: str) -> None:
    """Run the revisions in ``<package>/migrations/versions`` that the database has not seen. Safe to run from several
    replicas at once."""
    with resources.as_file(resources.files(package) / "migrations") as folder:
        script = ScriptDirectory(str(folder))

        def steps(revision: Any, context: Any) -> Any:
            return script._upgrade_revs("head", revision)

        with engine.execution_options(linli_writing=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            context = MigrationContext.configure(connection, opts={"fn": steps, "script": script})
            with Operations.context(context):
                context.run_migrations()
