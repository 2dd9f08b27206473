"""Needs, services, whistles and their history; copies of places, organisations and volunteers."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment, create_tables

revision = "0001"
down_revision = None

UNANSWERED = sa.text("reported_in_at IS NULL AND escalated_at IS NULL")


def upgrade() -> None:
    create_tables(op)
    op.create_table(
        "needs",
        sa.Column("need_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(40), nullable=False, unique=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("building", sa.String(64)),
        sa.Column("kind", sa.String(40)),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("route", sa.String(40)),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("place_words", sa.Text),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("reporter_volunteer", sa.String(64)),
        sa.Column("reporter_organisation", sa.String(64)),
        sa.Column("provider_kind", sa.String(40)),
        sa.Column("provider", sa.String(64)),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("reported_at", Moment, nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
    )
    op.create_index("ix_needs_community", "needs", ["community"])
    op.create_index("ix_needs_state", "needs", ["state"])
    op.create_index("ix_needs_reporter", "needs", ["reporter"])
    op.create_index("needs_provider", "needs", ["provider_kind", "provider"])
    op.create_table(
        "services",
        sa.Column("service_id", sa.String(64), primary_key=True),
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("provider_kind", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("done_by", sa.String(64), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("completed_at", Moment, nullable=False),
        sa.Column("confirmed_at", Moment),
        sa.Column("stars", sa.Integer),
        sa.Column("resolved", sa.Boolean),
        sa.Column("comment", sa.Text),
        sa.Column("rated_at", Moment),
        sa.UniqueConstraint("need_id", "round", name="services_round"),
    )
    op.create_table(
        "whistles",
        sa.Column("whistle_id", sa.String(64), primary_key=True),
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("blown_at", Moment, nullable=False),
        sa.Column("report_in_by", Moment, nullable=False),
        sa.Column("reported_in_at", Moment),
        sa.Column("escalated_at", Moment),
    )
    op.create_index("ix_whistles_need_id", "whistles", ["need_id"])
    op.create_index("ix_whistles_community", "whistles", ["community"])
    op.create_index("ix_whistles_department", "whistles", ["department"])
    op.create_index(
        "whistles_running", "whistles", ["report_in_by"], postgresql_where=UNANSWERED, sqlite_where=UNANSWERED
    )
    op.create_table(
        "steps",
        sa.Column("need_id", sa.String(64), sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("from_state", sa.String(40)),
        sa.Column("to_state", sa.String(40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String(64)),
        sa.Column("actor_role", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "series",
        sa.Column("prefix", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(8), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "places",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "organisations",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "volunteers",
        sa.Column("volunteer_id", sa.String(64), primary_key=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
