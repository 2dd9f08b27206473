"""Marks, deeds and classes of departments, and appraisals that were published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0006"
down_revision = "0005"

CODE, ID, QUARTER = sa.String(64), sa.String(64), sa.String(7)


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("community", CODE, primary_key=True),
        sa.Column("department", CODE, primary_key=True),
        sa.Column("quarter", QUARTER, primary_key=True),
        sa.Column("aspect", CODE, primary_key=True),
        sa.Column("mark", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("evidence", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("marked_at", Moment, nullable=False),
        sa.Column("marked_by", ID, nullable=False),
    )
    op.create_index("marks_quarter", "marks", ["quarter", "department"])
    op.create_table(
        "deeds",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("deed_id", ID, primary_key=True),
        sa.Column("department", CODE, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("event_id", sa.String(256), nullable=False),
    )
    op.create_index("deeds_day", "deeds", ["day", "department"])
    op.create_table(
        "department_classes",
        sa.Column("department", CODE, primary_key=True),
        sa.Column("comparison_class", CODE, nullable=False),
        sa.Column("set_at", Moment, nullable=False),
        sa.Column("set_by", ID, nullable=False),
    )
    op.create_table(
        "published_appraisals",
        sa.Column("period", QUARTER, primary_key=True),
        sa.Column("policy", CODE, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sa.Column("published_by", ID, nullable=False),
    )
