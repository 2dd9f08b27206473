"""Who follows whose need."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0007"
down_revision = "0006"

_ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "followers",
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("person_id", _ID, primary_key=True),
        sa.Column("followed_at", Moment, nullable=False),
    )
    op.create_index("ix_followers_person_id", "followers", ["person_id"])
