"""Whose points are due is marked where the sums are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

MARK = """
    INSERT INTO volunteer_years (volunteer_id, year, points_due)
    SELECT volunteer_id, year, true FROM points_due WHERE true
    ON CONFLICT (volunteer_id, year) DO UPDATE SET points_due = true
"""


def upgrade() -> None:
    op.add_column("volunteer_years", sa.Column("points_due", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(
        "volunteer_years_points_due",
        "volunteer_years",
        ["volunteer_id", "year"],
        postgresql_where=sa.text("points_due"),
        sqlite_where=sa.text("points_due = 1"),
    )
    op.execute(sa.text(MARK))
    op.drop_table("points_due")
