"""Series: activities that recur."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "activity_series",
        sa.Column("series_id", sa.String(64), primary_key=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("holidays", sa.String(20), nullable=False),
        sa.Column("starts", sa.String(5), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("capacity", sa.Integer),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("withdraw_hours", sa.Integer),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("stopped", sa.String(200)),
        sa.Column("materialised_until", sa.Date, nullable=False),
        sa.Column("silent_since", sa.Date),
        sa.Column("looked_at", Moment, nullable=False),
        sa.Column("scheduled_by", sa.String(64), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("activity_series_community", "activity_series", ["community", "series_id"])
    op.create_index("activity_series_looked_at", "activity_series", ["looked_at"])
    with op.batch_alter_table("activities") as activities:
        activities.add_column(sa.Column("series_id", sa.String(64)))
        activities.add_column(sa.Column("planned_day", sa.Date))
    op.create_index("activities_series_day", "activities", ["series_id", "planned_day"], unique=True)
