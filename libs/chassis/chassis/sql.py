"""Bulk statements that mean the same on SQLite and PostgreSQL: one statement for a batch of rows.

Rows are dicts of the same columns, or `Rows` where there are many, with keys that are distinct within a batch. They are
taken in the order of their keys, so that two transactions with keys in common wait for each other and never both.

Values go one by one where the rows are few. Many go as one text: to PostgreSQL an array for each column, to SQLite a
JSON array of all rows. To quote or bind every value by itself would cost several times the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from .connection import Connection

_MANY_ROWS = {"postgresql": 10, "sqlite": 2}
"""Rows from which one text is cheaper than values one by one."""

MOST_TOGETHER = 20
"""Rows that go into several tables in one statement: each has its own values, so a statement for more would be long."""

_NUMBER, _TEXT = "rows_given", "rows_as_json"


class Rows(NamedTuple):
    """Many rows of the same columns: the columns' `names`, and the `values` of each row in that order."""

    names: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]


Given = Sequence[dict[str, Any]] | Rows

_Store = Callable[[Any], Any]
"""Makes a value the one that the driver of the database is to be given."""


@contextmanager
def held(session: Session) -> Iterator[None]:
    """Have statements that return nothing, as many as are asked for in it, go to PostgreSQL in the message of the next
    one after it: none is waited for, and what they lock is locked for less. An error of theirs is one of that next
    one, or of the commit."""
    raw = session.connection().connection.dbapi_connection
    if not isinstance(raw, Connection):
        yield
        return
    raw.is_holding = True
    try:
        yield
    finally:
        raw.is_holding = False


def insert(session: Session, table: sa.Table, rows: Given, returning: Sequence[str] = ()) -> list[sa.Row[Any]]:
    """Insert the `rows`, none of which may be there yet. Returns the columns `returning` of each, in no promised
    order."""
    given = rows_of(rows)
    return _execute(session, table, given, (), returning=tuple(returning)) if given.values else []


def insert_last(
    session: Session, others: Sequence[tuple[sa.Table, Rows]], table: sa.Table, rows: Rows, key: str
) -> dict[Any, int]:
    """Insert `rows`, any number of them, into a `table` and some into `others`, each of these named after those that it
    refers to, as the last of a transaction. Returns the numbers that the table gave its rows, by their `key`.

    To PostgreSQL a few go in one statement, and with no more than one in the table in one message with the commit: to
    ask for each would take longer than what is asked. An error may be that of the commit, then.
    """
    given = [*others, (table, rows)] if rows.values else others
    if not given:
        return {}
    connection, number = session.connection(), table.c.number.name
    dialect = connection.dialect
    if dialect.name != "postgresql" or sum(len(some.values) for _, some in given) > MOST_TOGETHER:
        for other, some in others:
            connection.execute(other.insert(), [dict(zip(some.names, row, strict=True)) for row in some.values])
        return dict(map(tuple, insert(session, table, rows, returning=(key, number))))
    shape = tuple((into, some.names, len(some.values)) for into, some in given)
    is_told = len(rows.values) > 1
    text, taken = _together(shape, dialect, (key, number) if is_told else ())
    values = [value for _, some in given for row in some.values for value in row]
    # As SQLAlchemy itself would, whose looking at each statement and each value anew costs more than all of this.
    parameters = {name: store(value) if store else value for (name, store), value in zip(taken, values, strict=True)}
    if is_told:
        return dict(map(tuple, connection.exec_driver_sql(text, parameters)))
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, Connection)
    raw.last = f"SELECT currval('{table.name}_{number}_seq')" if rows.values else ""
    connection.exec_driver_sql(text, parameters)
    return {row[rows.names.index(key)]: raw.told for row in rows.values}


def insert_new(session: Session, table: sa.Table, rows: Given, key: Sequence[str]) -> list[tuple[Any, ...]]:
    """Insert the `rows` whose `key` is not there yet; returns the keys that were new, each a tuple."""
    given = rows_of(rows)
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
    where_same: Sequence[str] = (),
    returning: Sequence[str] = (),
) -> list[sa.Row[Any]]:
    """Insert `rows`; where the `key` is there already, increase the columns `add` and overwrite the columns `set`,
    but leave a row alone whose column `newer` (its version) is not lower than the one brought, or of which one of the
    columns `where_same` is another. Returns the columns `returning` of every row touched."""
    given = rows_of(rows)
    if not given.values:
        return []
    columns = tuple(add), tuple(set), newer, tuple(where_same), tuple(returning)
    return _execute(session, table, given, tuple(key), *columns)


def rows_of(rows: Given) -> Rows:
    """The same as `Rows`."""
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
    # Not by the session itself: what that adds for mapped classes costs as much as a statement for one row.
    connection = session.connection()
    dialect = connection.dialect
    form, parameters = _given(table, dialect, names, ordered)
    if form == "arrays" and kwargs.get("told_if_all_new") is False:
        parameters[_NUMBER] = len(ordered)
    result = connection.execute(_statement(table, dialect.name, form, names, key, *rest, **kwargs), parameters)
    return list(result.all()) if result.returns_rows else []


def _given(table: sa.Table, dialect: Any, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> tuple[str, Any]:
    """The form in which rows go to the database, and the parameters of that form."""
    if len(rows) >= _MANY_ROWS[dialect.name]:
        if dialect.name == "postgresql":
            return "arrays", dict(zip(names, map(_array, zip(*rows, strict=True)), strict=True))
        text = _json(table, dialect, names, rows)
        if text is not None:
            return "json", {_TEXT: text}
    many = [dict(zip(names, row, strict=True)) for row in rows]
    return "values", many if len(many) > 1 else many[0]


@lru_cache(maxsize=256)
def _statement(
    table: sa.Table,
    dialect: str,
    form: str,
    names: tuple[str, ...],
    key: tuple[str, ...],
    add: tuple[str, ...] = (),
    set: tuple[str, ...] = (),
    newer: str | None = None,
    where_same: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
    told_if_all_new: bool = True,
) -> Any:
    """The statement for rows in a `form`. With arrays and not `told_if_all_new`, one row of nulls stands for "each row
    was inserted": most batches are new, and to send every key back would be half of the answer's cost."""
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if form == "arrays":
        types = {name: table.c[name].type for name in names}
        values = [sa.cast(sa.bindparam(name, type_=sa.Text), postgresql.ARRAY(types[name])) for name in names]
        columns = [sa.column(name, types[name]) for name in names]
        given = sa.func.unnest(*values).table_valued(*columns, name="given").render_derived()
        statement = statement.from_select(names, sa.select(*(given.c[name] for name in names)))
    elif form == "json":
        row = sa.func.json_each(sa.bindparam(_TEXT)).table_valued("value")
        taken = [row.c.value.op("->>")(sa.literal_column(str(place))) for place in range(len(names))]
        # Without a condition SQLite would read ON CONFLICT as that of a join.
        statement = statement.from_select(names, sa.select(*taken).where(sa.text("true")))
    if add or set:
        changes: dict[str, Any] = {name: table.c[name] + statement.excluded[name] for name in add}
        changes.update({name: statement.excluded[name] for name in set})
        only = [table.c[name] == statement.excluded[name] for name in where_same]
        if newer is not None:
            only.append(table.c[newer] < statement.excluded[newer])
        where = sa.and_(*only) if only else None
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes, where=where)
    elif key:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    if not returning:
        return statement
    statement = statement.returning(*(table.c[name] for name in returning))
    if told_if_all_new or form != "arrays":
        return statement
    new = statement.cte("new")
    count = sa.select(sa.func.count()).select_from(new).scalar_subquery()
    some = sa.select(*new.c).where(count < sa.bindparam(_NUMBER))
    none = [sa.cast(sa.null(), column.type) for column in new.c]
    return some.union_all(sa.select(*none).where(count == sa.bindparam(_NUMBER)))


@lru_cache(maxsize=256)
def _together(
    shape: tuple[tuple[sa.Table, tuple[str, ...], int], ...], dialect: Any, returning: tuple[str, ...]
) -> tuple[str, list[tuple[str, _Store | None]]]:
    """The statement that inserts so many rows of these columns into each table, as the driver takes it, and for each
    value, row by row, the name of its parameter and what stores it."""
    inserts: list[Any] = []
    taken: list[tuple[str, _Store | None]] = []
    for place, (table, names, count) in enumerate(shape):
        rows = []
        for number in range(count):
            parameters = [f"row_{place}_{number}_{name}" for name in names]
            taken += zip(parameters, _stores(table, dialect, names), strict=True)
            rows.append(
                {
                    name: sa.bindparam(given, type_=table.c[name].type)
                    for name, given in zip(names, parameters, strict=True)
                }
            )
        inserts.append(postgresql.insert(table).values(rows if count > 1 else rows[0]).inline())
    *others, last = inserts
    if returning:
        last = last.returning(*(shape[-1][0].c[name] for name in returning))
    together = last.add_cte(*(insertion.cte(f"new_{place}") for place, insertion in enumerate(others)))
    return str(together.compile(dialect=dialect)), taken


def _json(table: sa.Table, dialect: Any, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> str | None:
    """The rows as a JSON array of arrays, each value as SQLite stores it; None where JSON has none for a value."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, store in enumerate(_stores(table, dialect, names)):
        if store is not None:
            columns[place] = list(map(store, columns[place]))
    try:
        text = json.dumps(list(zip(*columns, strict=True)), ensure_ascii=False, separators=(",", ":"))
    except TypeError:  # bytes
        return None
    return None if "\\u0000" in text else text


@lru_cache(maxsize=256)
def _stores(table: sa.Table, dialect: Any, names: tuple[str, ...]) -> list[_Store | None]:
    """For each column what makes its values the ones that the driver is given; None where they are so already."""
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]


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
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    text = value if isinstance(value, str) else json.dumps(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
