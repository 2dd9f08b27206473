"""Visits."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("visit_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("building", sa.String(64), sa.ForeignKey("places.code"), nullable=False),
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey("volunteers.volunteer_id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("logged_by", sa.String(64), nullable=False),
        sa.Column("logged_at", Moment, nullable=False),
    )
    op.create_index("visits_community_day", "visits", ["community", "visited_on"])
