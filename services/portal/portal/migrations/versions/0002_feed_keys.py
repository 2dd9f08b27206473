"""Feed keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Id, Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "feed_keys",
        sa.Column("person_id", Id, sa.ForeignKey("accounts.person_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", Moment, nullable=False),
    )
