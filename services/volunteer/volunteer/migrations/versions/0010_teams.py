"""Teams in depth: roles and history, purposes, call-outs, secondments."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0010"
down_revision = "0009"

_ID = sa.String(64)
_TEAM = "teams.code"
_VOLUNTEER = "volunteers.volunteer_id"
_CALL_OUT = "call_outs.call_out_id"


def upgrade() -> None:
    _members()
    _squads()
    op.create_table(
        "secondments",
        sa.Column("secondment_id", _ID, primary_key=True),
        sa.Column("organisation", _ID, sa.ForeignKey("organisations.code"), nullable=False, index=True),
        sa.Column("volunteer_id", _ID, sa.ForeignKey(_VOLUNTEER), nullable=False),
        sa.Column("community", _ID, sa.ForeignKey("places.code"), nullable=False, index=True),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("to_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("seconded_by", _ID, nullable=False),
        sa.Column("ended_by", _ID),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("secondments_volunteer", "secondments", ["volunteer_id", "community"])


def _members() -> None:
    op.add_column("teams", sa.Column("parent", _ID))
    op.create_index("ix_teams_parent", "teams", ["parent"])
    op.add_column("teams", sa.Column("industry", sa.String(20)))
    op.add_column("team_members", sa.Column("listed", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("team_members", sa.Column("role", sa.String(20), nullable=False, server_default="member"))
    op.add_column("team_members", sa.Column("tier", sa.String(20)))
    op.add_column("team_members", sa.Column("since", Moment))
    op.create_table(
        "past_team_members",
        sa.Column("team", _ID, sa.ForeignKey(_TEAM), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("volunteer_id", _ID, sa.ForeignKey(_VOLUNTEER), nullable=False, index=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("tier", sa.String(20)),
        sa.Column("since", Moment),
        sa.Column("until", Moment, nullable=False),
    )
    op.create_table(
        "team_purposes",
        sa.Column("team", _ID, sa.ForeignKey(_TEAM), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("industry", sa.String(20)),
        sa.Column("since", Moment),
        sa.Column("until", Moment),
        sa.Column("reason", sa.Text),
    )
    op.execute("INSERT INTO team_purposes (team, number, kind, name) SELECT code, 1, kind, name FROM teams")
    op.execute(
        "UPDATE team_members SET role = 'leader' WHERE EXISTS (SELECT 1 FROM teams"
        " WHERE teams.code = team_members.team AND teams.leader = team_members.volunteer_id)"
    )
    op.execute(
        "INSERT INTO team_members (team, volunteer_id, position, listed, role)"
        " SELECT code, leader, 0, false, 'leader' FROM teams WHERE leader IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM team_members WHERE team = teams.code AND volunteer_id = teams.leader)"
    )


def _squads() -> None:
    op.create_table(
        "response_procedures",
        sa.Column("team", _ID, sa.ForeignKey(_TEAM), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("decided_by", _ID, nullable=False),
        sa.Column("decided_at", Moment, nullable=False),
    )
    op.create_table(
        "call_outs",
        sa.Column("call_out_id", _ID, primary_key=True),
        sa.Column("team", _ID, sa.ForeignKey(_TEAM), nullable=False),
        sa.Column("community", _ID, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("respond_within", sa.Integer, nullable=False),
        sa.Column("drill", sa.Boolean, nullable=False),
        sa.Column("procedure_version", sa.Integer),
        sa.Column("called_by", _ID, nullable=False),
        sa.Column("called_at", Moment, nullable=False),
        sa.Column("ended_by", _ID),
        sa.Column("ended_at", Moment),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("call_outs_team", "call_outs", ["team", "called_at"])
    op.create_table(
        "called_members",
        sa.Column("call_out_id", _ID, sa.ForeignKey(_CALL_OUT), primary_key=True),
        sa.Column("volunteer_id", _ID, sa.ForeignKey(_VOLUNTEER), primary_key=True, index=True),
    )
    op.create_table(
        "call_out_responses",
        sa.Column("call_out_id", _ID, sa.ForeignKey(_CALL_OUT), primary_key=True),
        sa.Column("volunteer_id", _ID, sa.ForeignKey(_VOLUNTEER), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("answered_at", Moment, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
    )
    op.create_table(
        "roll_calls",
        sa.Column("roll_call_id", _ID, primary_key=True),
        sa.Column("call_out_id", _ID, sa.ForeignKey(_CALL_OUT), nullable=False, index=True),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("present", sa.JSON, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
    )
