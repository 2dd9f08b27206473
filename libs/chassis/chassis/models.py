"""Tables that every service's database has, and column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time: goes in with its zone, is stored as UTC, comes out as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = sa.String(64)
"""An id as text: readable in any tool, the same on both databases."""

Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A growing number; SQLite grows only its own integer type."""


def chassis_tables(metadata: sa.MetaData) -> None:
    """Add the tables of outbox, inbox and commands to `metadata`."""
    unsent = sa.text("sent_at IS NULL")
    sa.Table(
        "outbox",
        metadata,
        sa.Column("number", Serial, primary_key=True, autoincrement=True),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("routing_key", sa.String(255), nullable=False),
        sa.Column("type", sa.String(255), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Index("outbox_unsent", "number", postgresql_where=unsent, sqlite_where=unsent),
    )
    sa.Table(
        "inbox",
        metadata,
        sa.Column("subscription", sa.String(120), primary_key=True),
        sa.Column("event_id", sa.String(256), primary_key=True),
        sa.Column("received_at", Moment, nullable=False),
        sa.Index("inbox_received_at", "received_at"),
    )
    sa.Table(
        "commands",
        metadata,
        sa.Column("command_id", Id, primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("received_at", Moment, nullable=False),
        sa.Index("commands_received_at", "received_at"),
    )


def service_base() -> type[DeclarativeBase]:
    """A declarative base for one service's models, whose metadata has the tables of chassis too."""

    class Base(DeclarativeBase):
        metadata = sa.MetaData()

    chassis_tables(Base.metadata)
    return Base


def create_tables(op: Any) -> None:
    """Create the tables of chassis in a service's first migration; `op`: Alembic's operations."""
    metadata = sa.MetaData()
    chassis_tables(metadata)
    metadata.create_all(op.get_bind())


def columns(row: Any) -> dict[str, Any]:
    """The columns of a mapped row by name, as answers show them."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
