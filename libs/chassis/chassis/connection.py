"""psycopg2's connection, but a transaction begins in the message of its first statement, and may be committed in that
of its last; and statements whose answers nobody waits for may go in the message of the next. psycopg2 by itself asks
PostgreSQL to begin, to commit and whatever else, and waits for its word each time, which takes as long as a small
statement; and meanwhile others wait for what the transaction has locked."""

from __future__ import annotations

from typing import Any

from psycopg2 import extensions

_IDLE = extensions.TRANSACTION_STATUS_IDLE


class Cursor(extensions.cursor):
    """Begins the transaction where there is none yet and there is to be one; and commits it where nothing follows."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:
        statement = self.mogrify(query, vars)
        if self.connection.is_holding:
            self.connection.held.append(statement)
            return
        before = self.connection.take_before()
        asked, self.connection.last = self.connection.last, None
        if asked is None:
            super().execute(before + statement)
            return
        super().execute(before + statement + f"; COMMIT; {asked}".encode())
        if asked:
            ((self.connection.told,),) = self.fetchall()

    def executemany(self, query: Any, vars_list: Any) -> None:
        if self.connection.is_holding:
            self.connection.held += [self.mogrify(query, vars) for vars in vars_list]
            return
        if before := self.connection.take_before():
            super().execute(before)
        super().executemany(query, vars_list)


class Connection(extensions.connection):
    """`untransacted`: statements are to run outside of a transaction, each committed by itself.

    `is_holding`: statements are `held`, to go before the next in its message; they must return nothing.

    `last`: not None where the transaction is to be committed with the next statement. Of several answers psycopg2 shows
    the last, which is not that of the statement: so a question may be given here instead, whose answer, one value, is
    then `told`.
    """

    untransacted = False
    is_holding = False
    last: str | None = None
    told: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.autocommit = True
        self.held: list[bytes] = []

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("cursor_factory", Cursor)
        return super().cursor(*args, **kwargs)

    def take_before(self) -> bytes:
        """What goes before the next statement in its message: the beginning of the transaction, where none stands, and
        what is held, which is not held any more."""
        held, self.held = self.held, []
        if not self.untransacted and self.get_transaction_status() == _IDLE:
            held.insert(0, b"BEGIN")
        return b"".join(statement + b"; " for statement in held)

    def commit(self) -> None:
        self._end(b"COMMIT")

    def rollback(self) -> None:
        self.held = []
        self._end(b"ROLLBACK")

    def _end(self, how: bytes) -> None:
        self.last = None
        if self.held or self.closed or self.get_transaction_status() != _IDLE:
            with super().cursor() as cursor:
                cursor.execute(self.take_before() + how)
