"""The first shape of scoring's database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment, create_tables

revision = "0001"
down_revision = None

CODE, EVENT, ID = sa.String(64), sa.String(256), sa.String(64)


def upgrade() -> None:
    create_tables(op)
    op.create_table(
        "completed_services",
        sa.Column("service_id", ID, primary_key=True),
        sa.Column("event_id", EVENT, nullable=False),
        sa.Column("community", CODE, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("provider_kind", CODE, nullable=False),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("completed_at", Moment, nullable=False),
    )
    op.create_index("completed_services_provider", "completed_services", ["provider", "completed_at"])
    op.create_table(
        "rated_services",
        sa.Column("service_id", ID, primary_key=True),
        sa.Column("event_id", EVENT, nullable=False),
        sa.Column("provider_kind", CODE, nullable=False),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("resolved", sa.Boolean, nullable=False),
        sa.Column("completed_at", Moment, nullable=False),
    )
    op.create_index("rated_services_provider", "rated_services", ["provider", "completed_at"])
    op.create_table(
        "whistles",
        sa.Column("whistle_id", ID, primary_key=True),
        sa.Column("department", CODE, nullable=False),
        sa.Column("report_in_by", Moment, nullable=False),
        sa.Column("reported_event", EVENT),
        sa.Column("in_time", sa.Boolean),
        sa.Column("escalated_event", EVENT),
    )
    op.create_index("whistles_department", "whistles", ["department", "report_in_by"])
    op.create_table(
        "served_in",
        sa.Column("community", CODE, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("volunteer_id", ID, primary_key=True),
    )
    op.create_table(
        "volunteer_years",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        *(_sum(name) for name in ("services", "minutes", "ratings", "rating_stars")),
        sa.Column("stars", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("policy", CODE),
        _sum("version"),
    )
    op.create_table(
        "department_quarters",
        sa.Column("department", CODE, primary_key=True),
        sa.Column("quarter", sa.String(7), primary_key=True),
        *(_sum(f"rated_{stars}") for stars in range(1, 6)),
        *(_sum(name) for name in ("resolved", "in_time", "late", "unanswered", "cases")),
        sa.Column("total_tenths", sa.Integer),
        sa.Column("policy", CODE),
        _sum("version"),
    )
    op.create_table(
        "volunteers",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("community", CODE, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_volunteers_community", "volunteers", ["community"])
    op.create_table(
        "organisations",
        sa.Column("organisation", CODE, primary_key=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("appraised", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_table("communities", sa.Column("community", CODE, primary_key=True))


def _sum(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0"))
