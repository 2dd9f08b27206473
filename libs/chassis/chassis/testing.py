"""For the tests of services: what every service must hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from . import migrations


def assert_migrations_match(metadata: sa.MetaData, package: str, engine: sa.Engine) -> None:
    """Migrate the empty database of `engine` and compare it with the models: no difference may be found."""
    migrations.upgrade(engine, package)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, metadata)
    assert not differences, f"the models of {package} and its migrations differ: {differences}"
