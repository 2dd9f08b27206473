"""psycopg2's connection, but a transaction begins in the message of its first statement, and may be committed in that
of its last. psycopg2 by itself asks PostgreSQL to begin and to commit and waits for its word each time, which takes as
long as a small statement; and while it waits for the second, others wait for what the transaction has locked."""

from __future__ import annotations

from typing import Any

from psycopg2 import extensions

_IDLE = extensions.TRANSACTION_STATUS_IDLE


class Cursor(extensions.cursor):
    """Begins the transaction where there is none yet and there is to be one; and commits it where nothing follows."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:
        if self.connection.is_to_begin():
            query = f"BEGIN; {query}"
        asked, self.connection.last = self.connection.last, None
        if asked is None:
            super().execute(query, vars)
            return
        super().execute(f"{query}; COMMIT; {asked}", vars)
        if asked:
            ((self.connection.told,),) = self.fetchall()

    def executemany(self, query: Any, vars_list: Any) -> None:
        if self.connection.is_to_begin():
            super().execute("BEGIN")
        super().executemany(query, vars_list)


class Connection(extensions.connection):
    """`untransacted`: statements are to run outside of a transaction, each committed by itself.

    `last`: not None where the transaction is to be committed with the next statement. Of several answers psycopg2 shows
    the last, which is not that of the statement: so a question may be given here instead, whose answer, one value, is
    then `told`.
    """

    untransacted = False
    last: str | None = None
    told: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.autocommit = True

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("cursor_factory", Cursor)
        return super().cursor(*args, **kwargs)

    def is_to_begin(self) -> bool:
        return not self.untransacted and self.get_transaction_status() == _IDLE

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        self.last = None
        if self.closed or self.get_transaction_status() != _IDLE:
            with super().cursor() as cursor:
                cursor.execute(how)
