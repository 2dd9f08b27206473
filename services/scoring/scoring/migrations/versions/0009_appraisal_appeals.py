"""Appraisals of departments that are public, and appeals against them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0009"
down_revision = "0008"

CODE, ID, QUARTER, TOTAL = sa.String(64), sa.String(64), sa.String(7), sa.String(20)


def upgrade() -> None:
    op.create_table(
        "public_appraisals",
        sa.Column("period", QUARTER, primary_key=True),
        sa.Column("policy", CODE, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("publicity_until", sa.Date, nullable=False),
        sa.Column("frozen_at", Moment, nullable=False),
        sa.Column("frozen_by", ID, nullable=False),
    )
    op.create_table(
        "appraisal_appeals",
        sa.Column("appeal_id", ID, primary_key=True),
        sa.Column("period", QUARTER, nullable=False),
        sa.Column("department", CODE, nullable=False),
        sa.Column("filed_by", ID, nullable=False),
        sa.Column("filed_at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("total", TOTAL),
        sa.Column("rank", sa.Integer),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", Moment),
        sa.Column("because", sa.Text),
        sa.Column("total_after", TOTAL),
        sa.Column("rank_after", sa.Integer),
    )
    op.create_index("appraisal_appeals_period", "appraisal_appeals", ["period", "department"])
