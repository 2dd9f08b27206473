"""Who follows whose need, which need stands for one that was merged, photos, and needs that are reported anonymously or
for somebody else, or are micro-wishes."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0007"
down_revision = "0006"

_ID = sa.String(64)


def upgrade() -> None:
    op.add_column("needs", sa.Column("merged_into", _ID))
    op.add_column("needs", sa.Column("for_other", sa.Text))
    op.add_column("needs", sa.Column("anonymous", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("needs", sa.Column("micro_wish", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("needs", sa.Column("wish_title", sa.Text))
    op.create_table(
        "followers",
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("person_id", _ID, primary_key=True),
        sa.Column("followed_at", Moment, nullable=False),
    )
    op.create_index("ix_followers_person_id", "followers", ["person_id"])
    op.create_table(
        "photos",
        sa.Column("photo_id", _ID, primary_key=True),
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("added_by", _ID, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("photo", sa.LargeBinary, nullable=False),
        sa.Column("thumbnail", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_photos_need_id", "photos", ["need_id"])
