"""Closed years: what was frozen of each rating, and appeals against it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0005"
down_revision = "0004"

CODE, ID, NOTHING = sa.String(64), sa.String(64), sa.text("0")


def upgrade() -> None:
    op.create_table(
        "star_closings",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("publicity_until", sa.Date, nullable=False),
        sa.Column("frozen_at", Moment, nullable=False),
        sa.Column("frozen_by", ID, nullable=False),
        sa.Column("published_at", Moment),
        sa.Column("published_by", ID),
        sa.Column("people", sa.Integer, nullable=False, server_default=NOTHING),
        sa.Column("done", sa.Integer, nullable=False, server_default=NOTHING),
        sa.Column("reached", ID, nullable=False, server_default=""),
    )
    op.create_table(
        "final_ratings",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("community", CODE),
        sa.Column("policy", CODE, nullable=False),
        sa.Column("tenths", sa.Integer),
        sa.Column("earned", sa.Integer, nullable=False),
        sa.Column("stars", sa.Integer),
        sa.Column("counted", sa.JSON, nullable=False),
    )
    op.create_index("final_ratings_community", "final_ratings", ["year", "community"])
    op.create_table(
        "star_appeals",
        sa.Column("appeal_id", ID, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("filed_by", ID, nullable=False),
        sa.Column("filed_at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("stars", sa.Integer),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", Moment),
        sa.Column("because", sa.Text),
        sa.Column("stars_after", sa.Integer),
    )
    op.create_index("star_appeals_year", "star_appeals", ["year", "state"])
