"""Clocks of needs, how far up a need has gone, and whether it takes long; what a whistle is for, and its being
declined; call-backs."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0003"
down_revision = "0002"

RUNNING = sa.text("running_since IS NOT NULL AND ran_out_at IS NULL")
RAN_OUT = sa.text("running_since IS NOT NULL AND ran_out_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("needs", sa.Column("complex", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("needs", sa.Column("level", sa.String(40), nullable=False, server_default="community"))
    op.add_column("whistles", sa.Column("purpose", sa.String(40), nullable=False, server_default="summons"))
    op.add_column("whistles", sa.Column("lead", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("whistles", sa.Column("asked_by", sa.String(64)))
    op.add_column("whistles", sa.Column("declined_at", Moment))
    op.add_column("whistles", sa.Column("excused_at", Moment))
    op.add_column("whistles", sa.Column("reason", sa.Text))
    op.add_column("whistles", sa.Column("evidence", sa.Text))
    op.create_table(
        "clocks",
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("term", sa.String(40), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("running_since", Moment),
        sa.Column("counted_seconds", sa.Float, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("due_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("in_time", sa.Boolean),
        sa.Column("ran_out_at", Moment),
    )
    op.create_index("clocks_running", "clocks", ["due_at"], postgresql_where=RUNNING, sqlite_where=RUNNING)
    op.create_index("clocks_ran_out", "clocks", ["need_id"], postgresql_where=RAN_OUT, sqlite_where=RAN_OUT)
    op.create_table(
        "clock_steps",
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("due_at", Moment),
    )
    op.create_table(
        "call_backs",
        sa.Column("call_back_id", sa.String(64), primary_key=True),
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("service_id", sa.String(64), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("failure", sa.String(40)),
        sa.Column("contacted", sa.Boolean),
        sa.Column("resolved", sa.Boolean),
        sa.Column("satisfaction", sa.String(40)),
        sa.Column("words", sa.Text),
    )
    op.create_index("ix_call_backs_need_id", "call_backs", ["need_id"])
