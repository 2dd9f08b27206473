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
        if self.connection.is_holding:
            self.connection.held.append(self.mogrify(query, vars))
            return
        if self.connection.held:
            query, vars = self.connection.take_held(self.mogrify(query, vars)), None
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
        if self.connection.is_holding:
            self.connection.held += [self.mogrify(query, vars) for vars in vars_list]
            return
        before = self.connection.take_held()
        if self.connection.is_to_begin():
            before = f"BEGIN; {before}"
        if before:
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

    def is_to_begin(self) -> bool:
        return not self.untransacted and self.get_transaction_status() == _IDLE

    def take_held(self, *then: bytes) -> str:
        """What is held, and `then` another statement, as one text; from now on nothing is held."""
        held, self.held = self.held, []
        return b"; ".join([*held, *then]).decode(extensions.encodings[self.encoding])

    def commit(self) -> None:
        before = self.take_held()
        if before and self.is_to_begin():
            before = f"BEGIN; {before}"
        self._end(f"{before}; COMMIT" if before else "COMMIT", is_due=bool(before))

    def rollback(self) -> None:
        self.held = []
        self._end("ROLLBACK")

    def _end(self, how: str, is_due: bool = False) -> None:
        self.last = None
        if is_due or self.closed or self.get_transaction_status() != _IDLE:
            with super().cursor() as cursor:
                cursor.execute(how)
