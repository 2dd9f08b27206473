"""Languages, weekly availability, wishes and credentials of volunteers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_VOLUNTEER = "volunteers.volunteer_id"


def upgrade() -> None:
    op.create_table(
        "volunteer_languages",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True),
        sa.Column("sought", sa.String(100), primary_key=True, index=True),
        sa.Column("language", sa.String(30), nullable=False),
    )
    op.create_table(
        "availability",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True),
        sa.Column("weekday", sa.Integer, primary_key=True),
        sa.Column("starts", sa.Integer, primary_key=True),
        sa.Column("ends", sa.Integer, nullable=False),
    )
    op.create_table(
        "volunteer_wishes",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True, index=True),
    )
    op.create_table(
        "credentials",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey(_VOLUNTEER), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("skill", sa.String(50), nullable=False),
        sa.Column("evidence", sa.String(200), nullable=False),
        sa.Column("valid_until", sa.Date),
    )
