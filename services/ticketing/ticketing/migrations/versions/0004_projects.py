"""The three lists, micro-projects and joint meetings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0004"
down_revision = "0003"

_ID = sa.String(64)
_CODE = sa.String(64)
_WORD = sa.String(40)


def _in(table: str, *, key: bool = False) -> sa.Column[Any]:
    """The column that names the record of `table` which a row belongs to."""
    names = {
        "needs": "need_id",
        "resources": "resource_id",
        "need_entries": "entry_id",
        "projects": "project_id",
        "joint_meetings": "meeting_id",
        "decisions": "decision_id",
    }
    return sa.Column(names[table], _ID, sa.ForeignKey(f"{table}.{names[table]}"), primary_key=key, nullable=False)


def upgrade() -> None:
    _lists()
    _projects()
    _meetings()


def _lists() -> None:
    op.create_table(
        "resources",
        sa.Column("resource_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("organisation", _CODE),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("until_day", sa.Date),
        sa.Column("quantity", sa.Integer),
        sa.Column("amount_fen", sa.BigInteger),
        sa.Column("offered_by", _ID, nullable=False),
        sa.Column("offered_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
        sa.Column("withdraw_reason", sa.Text),
    )
    op.create_index("resources_community", "resources", ["community", "resource_id"])
    op.create_table(
        "need_entries",
        sa.Column("entry_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("refined_by", _ID, nullable=False),
        sa.Column("refined_at", Moment, nullable=False),
        sa.Column("close_reason", sa.Text),
    )
    op.create_index("need_entries_community", "need_entries", ["community", "entry_id"])
    op.create_table("refined_needs", _in("need_entries", key=True), _in("needs", key=True))
    op.create_index("ix_refined_needs_need_id", "refined_needs", ["need_id"])
    op.create_table(
        "matches",
        _in("need_entries", key=True),
        _in("resources", key=True),
        sa.Column("matched_by", _ID, nullable=False),
        sa.Column("matched_at", Moment, nullable=False),
        sa.Column("unmatched_at", Moment),
        sa.Column("unmatch_reason", sa.Text),
    )


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("project_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("place", _CODE),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("organisation", _CODE),
        sa.Column("budget_fen", sa.BigInteger, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("finished_by", _ID),
        sa.Column("problems_solved", sa.Integer),
        sa.Column("person_times", sa.Integer),
        sa.Column("result", sa.Text),
        sa.Column("award_fen", sa.BigInteger),
        sa.Column("award_reason", sa.Text),
        sa.Column("awarded_on", sa.Date),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_index("projects_community", "projects", ["community", "project_id"])
    op.create_index("ix_projects_state", "projects", ["state"])
    op.create_index("ix_projects_organisation", "projects", ["organisation"])
    op.create_table("project_entries", _in("projects", key=True), _in("need_entries", key=True))
    op.create_index("ix_project_entries_entry_id", "project_entries", ["entry_id"])
    op.create_table(
        "milestones",
        sa.Column("milestone_id", _ID, primary_key=True),
        _in("projects"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("reached_on", sa.Date),
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_milestones_project_id", "milestones", ["project_id"])
    op.create_table(
        "spending",
        sa.Column("spending_id", _ID, primary_key=True),
        _in("projects"),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("spent_on", sa.Date, nullable=False),
        sa.Column("entered_by", _ID, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("corrects", _ID, unique=True),
    )
    op.create_index("ix_spending_project_id", "spending", ["project_id"])
    op.create_table(
        "progress_reports",
        _in("projects", key=True),
        sa.Column("quarter", sa.String(7), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("organisation", _CODE, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("problems_solved", sa.Integer, nullable=False),
        sa.Column("person_times", sa.Integer, nullable=False),
        sa.Column("reported_by", _ID, nullable=False),
        sa.Column("reported_at", Moment, nullable=False),
    )
    op.create_table(
        "project_steps",
        _in("projects", key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("action", _WORD, nullable=False),
        sa.Column("from_state", _WORD),
        sa.Column("to_state", _WORD, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", _ID, nullable=False),
        sa.Column("actor_role", _WORD, nullable=False),
        sa.Column("organisation", _CODE),
        sa.Column("reason", sa.Text),
        sa.Column("amount_fen", sa.BigInteger),
    )


def _meetings() -> None:
    op.create_table(
        "joint_meetings",
        sa.Column("meeting_id", _ID, primary_key=True),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("called_by", _ID, nullable=False),
        sa.Column("called_at", Moment, nullable=False),
        sa.Column("agenda", sa.JSON),
        sa.UniqueConstraint("community", "quarter", name="joint_meetings_quarter"),
    )
    op.create_table(
        "minutes",
        _in("joint_meetings", key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", _ID, primary_key=True),
        _in("joint_meetings"),
        sa.Column("community", _CODE, nullable=False),
        sa.Column("decided", sa.Text, nullable=False),
        sa.Column("organisation", _CODE),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_at", Moment),
    )
    op.create_index("decisions_community", "decisions", ["community", "decision_id"])
    op.create_index("ix_decisions_meeting_id", "decisions", ["meeting_id"])
    op.create_index("ix_decisions_organisation", "decisions", ["organisation"])
    op.create_table(
        "decision_follow_ups",
        sa.Column("follow_up_id", _ID, primary_key=True),
        _in("decisions"),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", _ID, nullable=False),
        sa.Column("actor_role", _WORD, nullable=False),
    )
    op.create_index("ix_decision_follow_ups_decision_id", "decision_follow_ups", ["decision_id"])
