"""The rows of the outbox are found by their events."""

from __future__ import annotations

from alembic import op

from chassis.models import index_events

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    index_events(op)
