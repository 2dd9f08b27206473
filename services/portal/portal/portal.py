"""The running portal: its own database, its settings, and the services behind it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app

from chassis import Actor, Database
from chassis.sql import insert_new

from . import accounts
from .asker import asker
from .bearers import Bearers
from .models import Secret
from .settings import Settings

_EXTENSION = "portal"


class Services(Protocol):
    """How services are called: `chassis.rpc.Client`."""

    def call(
        self, service: str, method: str, request: dict[str, Any], actor: Actor, command_id: str | None = None
    ) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Portal:
    """`secret`: signs sessions and keys what must not be guessed; `bearers`: who sends which token."""

    settings: Settings
    database: Database
    services: Services
    secret: str
    bearers: Bearers

    def query(self, service: str, call: str, request: dict[str, Any]) -> dict[str, Any]:
        """Ask `service` as the person who sent this request. Raises refusals and `ServiceUnavailable`."""
        return self.services.call(service, call, request, self.actor())

    def command(self, service: str, call: str, request: dict[str, Any], command_id: str) -> dict[str, Any]:
        """Have `service` do something, at most once for `command_id`. Raises refusals and `ServiceUnavailable`."""
        return self.services.call(service, call, request, self.actor(), command_id)

    def actor(self) -> Actor:
        return asker().actor()


def portal() -> Portal:
    """The portal that serves this request."""
    return current_app.extensions[_EXTENSION]


def install(app: Flask, settings: Settings, database: Database, services: Services) -> Portal:
    """Make the portal of `app`; its database must be migrated. The built-in administrator and the shared secret are
    there afterwards."""
    with database.transaction() as tx:
        accounts.ensure_administrator(tx)
        new = {"name": "secret_key", "value": secrets.token_urlsafe(48)}
        insert_new(tx.session, Secret.__table__, [new], ["name"])
        kept = tx.session.get_one(Secret, "secret_key").value
    bearers = Bearers(database, settings.admin_token)
    made = app.extensions[_EXTENSION] = Portal(settings, database, services, settings.secret_key or kept, bearers)
    return made
