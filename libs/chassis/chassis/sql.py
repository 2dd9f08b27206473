"""Bulk statements that mean the same on SQLite and PostgreSQL: one statement for a batch of rows.

Rows are dicts of the same columns, with keys that are distinct within a batch. They are taken in the order of their
keys, so that two transactions with keys in common wait for each other and never both. To PostgreSQL a larger batch
goes as one array for each column: quoting every value by itself would cost several times the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_WORTH_ARRAYS = 10
"""Rows from which arrays are cheaper than values one by one."""


def insert(session: Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the `rows`, none of which may be there yet."""
    if rows:
        _execute(session, table, rows, ())


def insert_new(
    session: Session, table: sa.Table, rows: Sequence[dict[str, Any]], key: Sequence[str]
) -> list[sa.Row[Any]]:
    """Insert the `rows` whose `key` is not there yet; returns the keys that were new."""
    if not rows:
        return []
    return _execute(session, table, rows, tuple(key), returning=tuple(key))


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
    ordered = sorted(rows, key=itemgetter(*key)) if key else rows
    dialect = session.get_bind().dialect.name
    columns = tuple(ordered[0]) if dialect == "postgresql" and len(ordered) >= _WORTH_ARRAYS else None
    statement = _statement(table, dialect, columns, key, *rest, **kwargs)
    parameters: Any = ordered
    if columns:
        parameters = {name: _array([row[name] for row in ordered]) for name in columns}
    result = session.execute(statement, parameters)
    return list(result.all()) if result.returns_rows else []  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _statement(
    table: sa.Table,
    dialect: str,
    arrays: tuple[str, ...] | None,
    key: tuple[str, ...],
    add: tuple[str, ...] = (),
    set: tuple[str, ...] = (),
    newer: str | None = None,
    returning: tuple[str, ...] = (),
) -> Any:
    """The statement; `arrays`: the columns that come as arrays, None where rows come one by one."""
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if arrays:
        types = {name: table.c[name].type for name in arrays}
        values = [sa.cast(sa.bindparam(name, type_=sa.Text), postgresql.ARRAY(types[name])) for name in arrays]
        columns = [sa.column(name, types[name]) for name in arrays]
        given = sa.func.unnest(*values).table_valued(*columns, name="given").render_derived()
        statement = statement.from_select(arrays, sa.select(*(given.c[name] for name in arrays)))
    if add or set:
        changes: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in add}
        changes.update({name: statement.excluded[name] for name in set})
        older = None if newer is None else table.c[newer] < statement.excluded[newer]
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes, where=older)
    elif key:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.returning(*(table.c[name] for name in returning)) if returning else statement


def _array(values: list[Any]) -> str:
    """The values as PostgreSQL writes an array of them."""
    kinds = set(map(type, values))
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):
            return f'{{"{text}"}}'
    elif kinds == {int}:
        return "{" + str(values)[1:-1] + "}"
    elif len(set(map(id, values))) == 1:
        return "{" + ",".join([_element(values[0])] * len(values)) + "}"
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return f'"{value.isoformat()}"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    text = value if isinstance(value, str) else json.dumps(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
