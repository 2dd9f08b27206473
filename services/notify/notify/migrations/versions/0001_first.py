"""Messages and who has read them."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment, create_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables(op)
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(64), primary_key=True),
        sa.Column("event_id", sa.String(256), nullable=False),
        sa.Column("address", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.UniqueConstraint("event_id", "address", name="messages_event"),
    )
    op.create_index("messages_address", "messages", ["address", "sent_at", "message_id"])
    op.create_table(
        "message_read",
        sa.Column("message_id", sa.String(64), sa.ForeignKey("messages.message_id"), primary_key=True),
        sa.Column("person_id", sa.String(64), primary_key=True),
        sa.Column("read_at", Moment, nullable=False),
    )
