"""Offers to named volunteers, assignments declined, several helpers, squads summoned to a need; a copy of teams."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0010"
down_revision = "0009"

_ID = sa.String(64)
_CODE = sa.String(64)
_WORD = sa.String(40)


def upgrade() -> None:
    op.add_column("needs", sa.Column("assigned_way", _WORD))
    op.add_column("needs", sa.Column("helpers_wanted", sa.Integer, nullable=False, server_default="1"))
    op.add_column("needs", sa.Column("offered_until", Moment))
    op.create_index("ix_needs_offered_until", "needs", ["offered_until"])
    op.create_table(
        "offered_to",
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("volunteer_id", _ID, primary_key=True),
    )
    op.create_table(
        "declined_assignments",
        sa.Column("declined_id", _ID, primary_key=True),
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("volunteer_id", _ID, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("declined_at", Moment, nullable=False),
        sa.Column("reason", _WORD, nullable=False),
        sa.Column("words", sa.Text),
    )
    op.create_index("ix_declined_assignments_need_id", "declined_assignments", ["need_id"])
    op.create_table(
        "helpers",
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("volunteer_id", _ID, primary_key=True),
        sa.Column("service_id", _ID, nullable=False, unique=True),
        sa.Column("way", _WORD, nullable=False),
        sa.Column("joined_at", Moment, nullable=False),
        sa.Column("left_at", Moment),
        sa.Column("minutes", sa.Integer),
    )
    op.create_index("helpers_volunteer", "helpers", ["volunteer_id"])
    op.create_table(
        "squad_summonses",
        sa.Column("summons_id", _ID, primary_key=True),
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id"), nullable=False),
        sa.Column("team", _CODE, nullable=False),
        sa.Column("summoned_by", _ID, nullable=False),
        sa.Column("summoned_at", Moment, nullable=False),
        sa.Column("respond_within", sa.Integer, nullable=False),
        sa.Column("call_out_id", _ID),
        sa.Column("called", sa.Integer),
        sa.Column("called_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("fault", _WORD),
    )
    op.create_index("ix_squad_summonses_need_id", "squad_summonses", ["need_id"])
    op.create_table(
        "teams",
        sa.Column("code", _CODE, primary_key=True),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
