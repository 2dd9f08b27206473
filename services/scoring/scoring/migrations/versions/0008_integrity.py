"""Who rated whom, ratings in doubt, appeals about records, and rulings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0008"
down_revision = "0007"

CODE, ID, RECORD_ID = sa.String(64), sa.String(64), sa.String(160)


def upgrade() -> None:
    op.create_table(
        "raters",
        sa.Column("service_id", ID, primary_key=True),
        sa.Column("rater", ID, nullable=False),
        sa.Column("rater_volunteer", ID),
        sa.Column("community", CODE, nullable=False),
        sa.Column("on_behalf", sa.Boolean, nullable=False),
    )
    op.create_index("raters_rater", "raters", ["rater"])
    op.create_index("raters_rater_volunteer", "raters", ["rater_volunteer"])
    op.create_table(
        "volunteer_persons",
        sa.Column("volunteer_id", ID, primary_key=True),
        sa.Column("person", ID),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_volunteer_persons_person", "volunteer_persons", ["person"])
    op.create_table(
        "rulings",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("record_id", RECORD_ID, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("ruling", CODE, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("counts", sa.Boolean),
        sa.Column("minutes", sa.Integer),
        sa.Column("of_version", sa.BigInteger),
        sa.Column("doubts", sa.JSON),
        sa.Column("event_id", sa.String(256), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
    )
    op.create_index("rulings_volunteer", "rulings", ["volunteer_id"])
    op.create_index("rulings_record", "rulings", ["record_id"])
    op.create_table("ratings_to_check", sa.Column("service_id", ID, primary_key=True))
    op.create_table(
        "rating_doubts",
        sa.Column("doubt_id", ID, primary_key=True),
        sa.Column("service_id", ID, nullable=False, unique=True),
        sa.Column("community", CODE, nullable=False),
        sa.Column("doubts", sa.JSON, nullable=False),
        sa.Column("parties", sa.JSON, nullable=False),
        sa.Column("others", sa.JSON, nullable=False),
        sa.Column("found_at", Moment, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", Moment),
        sa.Column("because", sa.Text),
    )
    op.create_index("rating_doubts_community", "rating_doubts", ["community", "state", "doubt_id"])
    op.create_table(
        "record_appeals",
        sa.Column("appeal_id", ID, primary_key=True),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("record_id", RECORD_ID, nullable=False),
        sa.Column("of_version", sa.BigInteger),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("community", CODE, nullable=False),
        sa.Column("filed_by", ID, nullable=False),
        sa.Column("filed_at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decide_by", sa.Date, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", Moment),
        sa.Column("because", sa.Text),
        sa.Column("after", sa.JSON),
    )
    op.create_index("record_appeals_community", "record_appeals", ["community", "appeal_id"])
    op.create_index("record_appeals_volunteer", "record_appeals", ["volunteer_id", "appeal_id"])
    op.create_index("record_appeals_record", "record_appeals", ["kind", "record_id"])
