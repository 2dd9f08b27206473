"""Points and what they buy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0004"
down_revision = "0003"

ACCOUNT, CODE, ID = sa.String(96), sa.String(64), sa.String(64)


def upgrade() -> None:
    op.create_table(
        "points_due",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "points_holders",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("merged_into", ID),
        _sum("version"),
    )
    op.create_index("ix_points_holders_merged_into", "points_holders", ["merged_into"])
    op.create_table(
        "points_accounts",
        sa.Column("account", ACCOUNT, primary_key=True),
        sa.Column("volunteer_id", ID),
        sa.Column("year", sa.Integer),
        sa.Column("community", CODE, nullable=False),
        *(_sum(name) for name in ("points", "earned", "expired")),
    )
    op.create_index("points_accounts_volunteer", "points_accounts", ["volunteer_id", "year"])
    op.create_table(
        "points_postings",
        sa.Column("posting_id", ID, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("from_year", sa.Integer),
        sa.Column("about", ID),
        sa.Column("policy", CODE),
        sa.Column("community", CODE, nullable=False),
    )
    op.create_index("points_postings_volunteer", "points_postings", ["volunteer_id", "posting_id"])
    op.create_index("points_postings_community", "points_postings", ["community", "at"])
    op.create_index("points_postings_about", "points_postings", ["about"])
    op.create_table(
        "points_lines",
        sa.Column("posting_id", ID, primary_key=True),
        sa.Column("account", ACCOUNT, primary_key=True),
        sa.Column("points", sa.BigInteger, nullable=False),
    )
    op.create_index("points_lines_account", "points_lines", ["account"])
    op.create_table(
        "benefits",
        sa.Column("benefit_id", ID, primary_key=True),
        sa.Column("community", CODE, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("points", "stock", "remaining")),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("first_day", "last_day")),
        sa.Column("most_per_person", sa.Integer),
        sa.Column("organisation", CODE),
        sa.Column("days_to_take", sa.Integer),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.CheckConstraint("remaining >= 0", name="benefits_remaining"),
    )
    op.create_index("benefits_community", "benefits", ["community", "benefit_id"])
    op.create_table(
        "redemptions",
        sa.Column("redemption_id", ID, primary_key=True),
        sa.Column("benefit_id", ID, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("redeemed_at", Moment, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("ended_by", ID),
    )
    op.create_index("redemptions_volunteer", "redemptions", ["volunteer_id", "redemption_id"])
    op.create_index("redemptions_benefit", "redemptions", ["benefit_id", "redemption_id"])
    op.create_index("redemptions_state", "redemptions", ["state", "last_day"])


def _sum(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0"))
