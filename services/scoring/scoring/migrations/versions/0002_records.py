"""What counts for stars besides services, when each fact was told, and volunteers who were registered twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0002"
down_revision = "0001"

CODE, EVENT, ID, RECORD = sa.String(64), sa.String(256), sa.String(64), sa.String(160)


def upgrade() -> None:
    for name in ("completed_services", "rated_services"):
        op.add_column(name, sa.Column("told_at", Moment))
        # When these were told was not kept; they were told soon after they were done.
        op.execute(sa.text(f"UPDATE {name} SET told_at = completed_at"))
        with op.batch_alter_table(name) as table:
            table.alter_column("told_at", existing_type=Moment(), nullable=False)
    for name in ("attendances", "attended_minutes", "trainings", "honour_minutes", "no_shows"):
        op.add_column("volunteer_years", sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.add_column("volunteer_years", sa.Column("rated_on", sa.Date))
    op.create_table(
        "records",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("record_id", RECORD, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_what_it_says(),
    )
    op.create_index("records_volunteer", "records", ["volunteer_id", "day"])
    op.create_table(
        "record_versions",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("record_id", RECORD, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event_id", EVENT, nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        *_what_it_says(),
    )
    op.create_index("record_versions_volunteer", "record_versions", ["volunteer_id"])
    op.create_table(
        "merged_volunteers",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("into", ID, nullable=False),
    )


def _what_it_says() -> list[sa.Column[Any]]:
    return [
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
    ]
