"""Who sends a token, remembered for a moment: a program sends many requests with the same one."""

from __future__ import annotations

import time

from chassis import Database
from chassis.database import utc_now

from . import accounts
from .models import Account

KEPT_SECONDS = 2.0
"""For so long at most another process of the portal goes on knowing a person as they were; this one forgets at once
when anything is changed here."""


class Bearers:
    """The owners of tokens in `database`; safe for any number of threads."""

    def __init__(self, database: Database, admin_token: str | None) -> None:
        self._database, self._admin_token = database, admin_token
        self._forget()
        database.after_commit(self._forget)

    def owner(self, token: str) -> Account | None:
        """Whose token it is, to be read only; None when unknown, revoked or expired."""
        if time.monotonic() > self._until:
            self._forget()
        # What is read while something is changed goes where nobody looks any more.
        known, digest = self._known, accounts.digest_of(token)
        found = known.get(digest)
        if found is None:
            with self._database.asking() as connection:
                found = accounts.by_token(connection, token, utc_now(), self._admin_token)
            if found is not None:
                known[digest] = found
        return found

    def _forget(self) -> None:
        self._known: dict[str, Account] = {}
        self._until = time.monotonic() + KEPT_SECONDS
