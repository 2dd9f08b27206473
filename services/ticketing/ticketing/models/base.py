"""What all tables of the ticketing service share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chassis.models import service_base

Base: Any = service_base()

Code = sa.String(64)
Word = sa.String(40)


def columns(row: Any) -> dict[str, Any]:
    """The columns of a row by name, as answers show them."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
