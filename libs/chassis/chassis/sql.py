"""Bulk statements that mean the same on SQLite and PostgreSQL: one statement for a batch of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_MOST_SQLITE_PARAMETERS = 30_000


def insert_new(
    session: Session, table: sa.Table, rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert the `rows` whose `key` is not there yet; returns the keys that were new. Rows are dicts of the same
    columns; keys must be distinct within `rows`."""
    if not rows:
        return []
    returning = [table.c[name] for name in key]
    fresh: list[tuple[Any, ...]] = []
    for part in _parts(session, rows):
        statement = _insert(session, table, part).on_conflict_do_nothing(index_elements=list(key)).returning(*returning)
        fresh.extend(tuple(row) for row in session.execute(statement))
    return fresh


def upsert(
    session: Session,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    key: Sequence[str],
    *,
    add: Sequence[str] = (),
    set: Sequence[str] = (),
    newer: str | None = None,
    returning: Sequence[str] = (),
) -> list[sa.Row[Any]]:
    """Insert `rows`; where the `key` is there already, increase the columns `add` and overwrite the columns `set`,
    but leave a row alone whose column `newer` (its version) is not lower than the one brought.
    Keys must be distinct within `rows`. Returns the columns `returning` of every row touched."""
    if not rows:
        return []
    touched: list[sa.Row[Any]] = []
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in key))
    for part in _parts(session, ordered):
        statement = _insert(session, table, part)
        changes: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in add}
        changes.update({name: statement.excluded[name] for name in set})
        older = None if newer is None else table.c[newer] < statement.excluded[newer]
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes, where=older)
        if returning:
            touched.extend(session.execute(statement.returning(*(table.c[name] for name in returning))))
        else:
            session.execute(statement)
    return touched


def _insert(session: Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> Any:
    maker = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return maker(table).values(list(rows))


def _parts(session: Session, rows: Sequence[dict[str, Any]]) -> list[Sequence[dict[str, Any]]]:
    size = max(1, _MOST_SQLITE_PARAMETERS // max(1, len(rows[0])))
    return [rows[start : start + size] for start in range(0, len(rows), size)]
