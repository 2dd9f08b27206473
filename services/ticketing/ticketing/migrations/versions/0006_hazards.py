"""Hazard cases, indicators, and answers to a need's own questions."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0006"
down_revision = "0005"

_ID, _CODE, _WORD = sa.String(64), sa.String(64), sa.String(40)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.add_column("needs", sa.Column("answers", sa.JSON))
    op.create_table(
        "hazards",
        sa.Column("hazard_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("building", _CODE),
        sa.Column("template", _WORD, nullable=False),
        sa.Column("title", sa.JSON, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("place_words", sa.Text),
        sa.Column("need_id", _ID, sa.ForeignKey("needs.need_id")),
        sa.Column("opened_by", _ID, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_hazards_community", "hazards", ["community"])
    op.create_index("ix_hazards_need_id", "hazards", ["need_id"])
    op.create_table(
        "hazard_steps",
        sa.Column("step_id", _ID, primary_key=True),
        sa.Column("hazard_id", _ID, sa.ForeignKey("hazards.hazard_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", _WORD, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("party_kind", _WORD),
        sa.Column("party", _CODE),
        sa.Column("assigned_at", Moment),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by", _ID),
        sa.Column("done_on", sa.Date),
        sa.Column("words", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("fen", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("hazard_id", "code", name="hazard_steps_code"),
    )
    op.create_index("hazard_steps_party", "hazard_steps", ["party_kind", "party"])
    op.create_index(
        "hazard_steps_open", "hazard_steps", ["hazard_id", "position"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_table(
        "indicators",
        sa.Column("indicator_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("code", _CODE, nullable=False),
        sa.Column("title", sa.JSON, nullable=False),
        sa.Column("unit", _WORD, nullable=False),
        sa.Column("least_counted", sa.Integer, nullable=False),
        sa.UniqueConstraint("community", "code", name="indicators_code"),
    )
    op.create_table(
        "indicator_targets",
        sa.Column("indicator_id", _ID, sa.ForeignKey("indicators.indicator_id"), primary_key=True),
        sa.Column("from_day", sa.Date, primary_key=True),
        sa.Column("target", sa.Integer, nullable=False),
        sa.Column("set_by", _ID, nullable=False),
    )
    op.create_table(
        "indicator_entries",
        sa.Column("entry_id", _ID, primary_key=True),
        sa.Column("indicator_id", _ID, sa.ForeignKey("indicators.indicator_id"), nullable=False),
        sa.Column("counted_on", sa.Date, nullable=False),
        sa.Column("numerator", sa.BigInteger, nullable=False),
        sa.Column("denominator", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("corrects", _ID, sa.ForeignKey("indicator_entries.entry_id"), unique=True),
        sa.Column("entered_by", _ID, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
    )
    op.create_index("indicator_entries_day", "indicator_entries", ["indicator_id", "counted_on"])
