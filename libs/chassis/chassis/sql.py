"""Bulk statements that mean the same on SQLite and PostgreSQL: one statement for a batch of rows.

Rows are dicts of the same columns, or `Rows` where there are many, with keys that are distinct within a batch. They are
taken in the order of their keys, so that two transactions with keys in common wait for each other and never both. To
PostgreSQL a larger batch goes as one array for each column: quoting every value by itself would cost several times
the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_WORTH_ARRAYS = 10
"""Rows from which arrays are cheaper than values one by one."""

_MANY = "rows_given"


class Rows(NamedTuple):
    """Many rows of the same columns: the columns' `names`, and the `values` of each row in that order."""

    names: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]


Given = Sequence[dict[str, Any]] | Rows


def insert(session: Session, table: sa.Table, rows: Given) -> None:
    """Insert the `rows`, none of which may be there yet."""
    given = _rows(rows)
    if given.values:
        _execute(session, table, given, ())


def insert_new(session: Session, table: sa.Table, rows: Given, key: Sequence[str]) -> list[tuple[Any, ...]]:
    """Insert the `rows` whose `key` is not there yet; returns the keys that were new, each a tuple."""
    given = _rows(rows)
    if not given.values:
        return []
    keys = tuple(key)
    told = _execute(session, table, given, keys, returning=keys, told_if_all_new=False)
    if told == [(None,) * len(keys)]:
        return _taken(given, keys)
    return [tuple(row) for row in told]


def upsert(
    session: Session,
    table: sa.Table,
    rows: Given,
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
    given = _rows(rows)
    if not given.values:
        return []
    return _execute(session, table, given, tuple(key), tuple(add), tuple(set), newer, tuple(returning))


def _rows(rows: Given) -> Rows:
    if isinstance(rows, Rows):
        return rows
    names = tuple(rows[0]) if rows else ()
    return Rows(names, [tuple([row[name] for name in names]) for row in rows])


def _taken(rows: Rows, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """These columns of each row."""
    places = [rows.names.index(name) for name in names]
    return list(zip(*([row[place] for row in rows.values] for place in places), strict=True))


def _execute(
    session: Session, table: sa.Table, rows: Rows, key: tuple[str, ...], *rest: Any, **kwargs: Any
) -> list[sa.Row[Any]]:
    names, values = rows
    ordered = sorted(values, key=itemgetter(*map(names.index, key))) if key else values
    dialect = session.get_bind().dialect.name
    arrays = names if dialect == "postgresql" and len(ordered) >= _WORTH_ARRAYS else None
    statement = _statement(table, dialect, arrays, key, *rest, **kwargs)
    if arrays:
        parameters: Any = dict(zip(names, map(_array, zip(*ordered, strict=True)), strict=True))
        if kwargs.get("told_if_all_new") is False:
            parameters[_MANY] = len(ordered)
    else:
        parameters = [dict(zip(names, row, strict=True)) for row in ordered]
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
    told_if_all_new: bool = True,
) -> Any:
    """The statement; `arrays`: the columns that come as arrays, None where rows come one by one. With arrays and not
    `told_if_all_new`, one row of nulls stands for "each row was inserted": most batches are new, and to send every key
    back would be half of the answer's cost."""
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
    if not returning:
        return statement
    statement = statement.returning(*(table.c[name] for name in returning))
    if told_if_all_new or not arrays:
        return statement
    new = statement.cte("new")
    count = sa.select(sa.func.count()).select_from(new).scalar_subquery()
    some = sa.select(*new.c).where(count < sa.bindparam(_MANY))
    none = [sa.cast(sa.null(), column.type) for column in new.c]
    return some.union_all(sa.select(*none).where(count == sa.bindparam(_MANY)))


def _array(values: Sequence[Any]) -> str:
    """The values as PostgreSQL writes an array of them."""
    kinds = set(map(type, values))
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):
            return f'{{"{text}"}}'
    elif kinds == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    elif len(set(map(id, values))) == 1:
        return "{" + ",".join([_element(values[0])] * len(values)) + "}"
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return f'"{value.isoformat()}"'
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    text = value if isinstance(value, str) else json.dumps(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
