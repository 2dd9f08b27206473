"""Star policies adopted while the service runs, and trials of policies over past years."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0003"
down_revision = "0002"

CODE, ID, NOTHING = sa.String(64), sa.String(64), sa.text("0")


def upgrade() -> None:
    op.create_table(
        "adopted_policies",
        sa.Column("reference", CODE, primary_key=True),
        sa.Column("owner", CODE, nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("adopted_at", Moment, nullable=False),
        sa.Column("adopted_by", ID, nullable=False),
        sa.UniqueConstraint("owner", "effective_from", name="adopted_policies_owner_day"),
    )
    op.create_table(
        "star_trials",
        sa.Column("trial_id", ID, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("community", CODE),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("people", sa.Integer, nullable=False, server_default=NOTHING),
        sa.Column("looked_at", sa.Integer, nullable=False, server_default=NOTHING),
        sa.Column("reached", ID, nullable=False, server_default=""),
        sa.Column("outcomes", sa.JSON, nullable=False),
        sa.Column("ended_at", Moment),
    )
    op.create_index("ix_star_trials_ended_at", "star_trials", ["ended_at"])
    op.create_table(
        "star_trial_moves",
        sa.Column("trial_id", ID, sa.ForeignKey("star_trials.trial_id"), primary_key=True),
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("would", sa.Integer, nullable=False),
    )
