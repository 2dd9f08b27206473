"""Links for rating without an account; needs imported from other systems."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0008"
down_revision = "0007"

_ID = sa.String(64)


def upgrade() -> None:
    op.add_column("needs", sa.Column("reference", sa.String(64)))
    op.add_column("needs", sa.Column("heard_at", Moment))
    op.create_index("needs_reference", "needs", ["community", "reference"], unique=True)
    op.add_column("steps", sa.Column("by_link", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "rating_links",
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("valid_until", Moment, nullable=False),
        sa.Column("used_at", Moment),
    )
