"""What a service must find in order in its database before it starts."""

from __future__ import annotations

from nameko.extensions import DependencyProvider

from .database import Database


class BeforeStart(DependencyProvider):
    """A dependency that looks at the migrated database before anything is taken from queues."""

    def look(self, database: Database) -> None:
        """Raises `chassis.settings.WrongSetting` where the service must not start. Tried again while the database is
        away."""
        raise NotImplementedError
