"""Bulk statements that mean the same on SQLite and PostgreSQL: one statement for a batch of rows.

Rows are dicts of the same columns, with keys that are distinct within a batch. They are taken in the order of their
keys, so that two transactions with keys in common wait for each other and never both. To PostgreSQL a larger batch
goes as one JSON document: quoting every value by itself would cost several times the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_WORTH_A_DOCUMENT = 10
"""Rows from which one JSON document is cheaper than their values one by one."""


def insert_new(
    session: Session, table: sa.Table, rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Insert the `rows` whose `key` is not there yet; returns the keys that were new."""
    if not rows:
        return []
    return [tuple(row) for row in _execute(session, table, rows, tuple(key), returning=tuple(key))]


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
    Returns the columns `returning` of every row touched."""
    if not rows:
        return []
    return _execute(session, table, rows, tuple(key), tuple(add), tuple(set), newer, tuple(returning))


def _execute(
    session: Session, table: sa.Table, rows: Sequence[dict[str, Any]], key: tuple[str, ...], *rest: Any, **kwargs: Any
) -> list[sa.Row[Any]]:
    ordered = sorted(rows, key=itemgetter(*key))
    dialect = session.get_bind().dialect.name
    document = tuple(ordered[0]) if dialect == "postgresql" and len(ordered) >= _WORTH_A_DOCUMENT else None
    statement = _statement(table, dialect, document, key, *rest, **kwargs)
    parameters = {"rows": json.dumps(ordered, ensure_ascii=False, default=_as_json)} if document else ordered
    result = session.execute(statement, parameters)
    return list(result.all()) if result.returns_rows else []  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _statement(
    table: sa.Table,
    dialect: str,
    document: tuple[str, ...] | None,
    key: tuple[str, ...],
    add: tuple[str, ...] = (),
    set: tuple[str, ...] = (),
    newer: str | None = None,
    returning: tuple[str, ...] = (),
) -> Any:
    """The statement; `document`: the columns of rows that come as one JSON document, None where they come singly."""
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if document:
        columns = [sa.column(name, table.c[name].type) for name in document]
        rows = sa.func.json_to_recordset(sa.bindparam("rows", type_=sa.Text))
        given = rows.table_valued(*columns, name="given").render_derived(with_types=True)
        statement = statement.from_select(document, sa.select(*(given.c[name] for name in document)))
    if add or set:
        changes: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in add}
        changes.update({name: statement.excluded[name] for name in set})
        older = None if newer is None else table.c[newer] < statement.excluded[newer]
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes, where=older)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.returning(*(table.c[name] for name in returning)) if returning else statement


def _as_json(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a bulk statement")
