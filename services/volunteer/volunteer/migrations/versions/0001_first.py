"""Places, organisations, volunteers, teams and building duty."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment, create_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables(op)
    op.create_table(
        "places",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("parent", sa.String(64)),
        sa.Column("community", sa.String(64), index=True),
        sa.Column("households", sa.Integer),
        sa.Column("residents", sa.Integer),
        sa.Column("party_members", sa.Integer),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "organisations",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("community", sa.String(64)),
        sa.Column("paired_with", sa.JSON, nullable=False),
        sa.Column("appraised", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "volunteers",
        sa.Column("volunteer_id", sa.String(64), primary_key=True),
        sa.Column("serial", sa.BigInteger, nullable=False, unique=True),
        sa.Column("person_id", sa.String(64), unique=True),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64)),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("phone_sealed", sa.Text),
        sa.Column("phone_mark", sa.String(64)),
        sa.Column("group_code", sa.String(64)),
        sa.Column("party_member", sa.Boolean, nullable=False),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("home_community", sa.String(64)),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("registered_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.UniqueConstraint("community", "reference", name="volunteers_reference"),
        sa.UniqueConstraint("community", "phone_mark", name="volunteers_phone"),
    )
    op.create_index("volunteers_community_serial", "volunteers", ["community", "serial"])
    op.create_table(
        "volunteer_skills",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey("volunteers.volunteer_id"), primary_key=True),
        sa.Column("skill", sa.String(50), primary_key=True, index=True),
    )
    op.create_table(
        "teams",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("community", sa.String(64), nullable=False, index=True),
        sa.Column("leader", sa.String(64)),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "team_members",
        sa.Column("team", sa.String(64), sa.ForeignKey("teams.code"), primary_key=True),
        sa.Column(
            "volunteer_id", sa.String(64), sa.ForeignKey("volunteers.volunteer_id"), primary_key=True, index=True
        ),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "building_duty",
        sa.Column("volunteer_id", sa.String(64), sa.ForeignKey("volunteers.volunteer_id"), primary_key=True),
        sa.Column("building", sa.String(64), sa.ForeignKey("places.code"), primary_key=True),
    )
    op.create_table(
        "serials",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
