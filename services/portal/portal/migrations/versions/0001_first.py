"""Accounts, tokens, secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Id, Moment, create_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables(op)
    op.create_table(
        "accounts",
        sa.Column("person_id", Id, primary_key=True),
        sa.Column("username", sa.String(64), nullable=False, unique=True),
        sa.Column("display_name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("communities", sa.JSON, nullable=False),
        sa.Column("organisation", sa.String(64)),
        sa.Column("volunteer_id", Id),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index("ix_accounts_volunteer_id", "accounts", ["volunteer_id"])
    op.create_table(
        "tokens",
        sa.Column("token_id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("accounts.person_id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment),
    )
    op.create_index("ix_tokens_person_id", "tokens", ["person_id"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
