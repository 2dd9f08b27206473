"""Appraisals of departments that are public, appeals of departments against results and records, and rulings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0009"
down_revision = "0008"

CODE, ID, QUARTER, TOTAL = sa.String(64), sa.String(64), sa.String(7), sa.String(20)
RECORD_ID = sa.String(220)


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
    op.add_column(
        "department_quarters", sa.Column("left_out", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "department_rulings",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("record_id", RECORD_ID, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("department", CODE, nullable=False),
        sa.Column("ruling", CODE, nullable=False),
        sa.Column("quarter", QUARTER, nullable=False),
        sa.Column("told_outcome", CODE),
        sa.Column("told_resolved", sa.Boolean),
        sa.Column("told_mark", sa.Integer),
        sa.Column("outcome", CODE),
        sa.Column("resolved", sa.Boolean),
        sa.Column("mark", sa.Integer),
        sa.Column("event_id", sa.String(256), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
    )
    op.create_index("department_rulings_quarter", "department_rulings", ["department", "quarter"])
    op.create_table(
        "department_appeals",
        sa.Column("appeal_id", ID, primary_key=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("record_id", RECORD_ID, nullable=False),
        sa.Column("department", CODE, nullable=False),
        sa.Column("quarter", QUARTER, nullable=False),
        sa.Column("community", CODE, nullable=False),
        sa.Column("filed_by", ID, nullable=False),
        sa.Column("filed_at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decide_by", sa.Date, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", Moment),
        sa.Column("because", sa.Text),
        sa.Column("after", sa.JSON),
    )
    op.create_index("department_appeals_department", "department_appeals", ["department", "appeal_id"])
    op.create_index("department_appeals_record", "department_appeals", ["kind", "record_id"])
    op.create_index("department_appeals_quarter", "department_appeals", ["quarter", "state"])
