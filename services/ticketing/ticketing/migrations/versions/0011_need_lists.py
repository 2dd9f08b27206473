"""Indexes by which each reason for seeing needs has its newest at hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BEFORE = {"needs": ("community", "state", "reporter"), "whistles": ("department",)}
SEVERAL = sa.text("helpers_wanted > 1 AND state = 'assigned'")
AFTER = {
    "needs_community": ("needs", ["community", "need_id"]),
    "needs_community_state": ("needs", ["community", "state", "need_id"]),
    "needs_state": ("needs", ["state", "need_id"]),
    "needs_reporter": ("needs", ["reporter", "need_id"]),
    "needs_provider": ("needs", ["provider_kind", "provider", "need_id"]),
    "whistles_department": ("whistles", ["department", "need_id"]),
}


def upgrade() -> None:
    op.drop_index("needs_provider", "needs")
    for table, names in BEFORE.items():
        for column in names:
            op.drop_index(f"ix_{table}_{column}", table)
    for name, (table, columns) in AFTER.items():
        op.create_index(name, table, columns)
    op.create_index("needs_wanting_helpers", "needs", ["need_id"], postgresql_where=SEVERAL, sqlite_where=SEVERAL)
