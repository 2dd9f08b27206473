"""Topics, forums, compacts and consent surveys; which place each place lies in."""

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0005"
down_revision = "0004"

_ID = sa.String(64)
_WORD = sa.String(40)


def upgrade() -> None:
    op.add_column("places", sa.Column("parent", _ID))
    _topics()
    _forums()
    _compacts()
    _surveys()


def _topics() -> None:
    op.create_table(
        "topics",
        sa.Column("topic_id", _ID, primary_key=True),
        sa.Column("community", _ID, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("proposer", _ID, nullable=False),
        sa.Column("proposed_at", Moment, nullable=False),
        sa.Column("decided_by", _ID),
        sa.Column("decided_at", Moment),
        sa.Column("reason", sa.Text),
        sa.Column("concluded_by", _ID),
        sa.Column("concluded_at", Moment),
        sa.Column("conclusion", sa.Text),
        sa.Column("need_id", _ID),
        sa.Column("project_id", _ID),
    )
    op.create_index("ix_topics_community", "topics", ["community"])
    op.create_table(
        "opinions",
        sa.Column("opinion_id", _ID, primary_key=True),
        sa.Column("topic_id", _ID, sa.ForeignKey("topics.topic_id"), nullable=False),
        sa.Column("author", _ID, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("voiced_at", Moment, nullable=False),
    )
    op.create_index("ix_opinions_topic_id", "opinions", ["topic_id"])


def _forums() -> None:
    op.create_table(
        "forums",
        sa.Column("forum_id", _ID, primary_key=True),
        sa.Column("community", _ID, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("place_words", sa.Text, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("called_by", _ID, nullable=False),
        sa.Column("came", sa.Integer),
        sa.Column("minutes", sa.Text),
        sa.Column("minutes_by", _ID),
    )
    op.create_index("ix_forums_community", "forums", ["community"])
    op.create_table(
        "agreed_points",
        sa.Column("point_id", _ID, primary_key=True),
        sa.Column("forum_id", _ID, sa.ForeignKey("forums.forum_id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("organisation", _ID),
        sa.Column("due_on", sa.Date),
        sa.Column("done_on", sa.Date),
        sa.Column("settled_by", _ID),
    )
    op.create_index("ix_agreed_points_forum_id", "agreed_points", ["forum_id"])


def _compacts() -> None:
    op.create_table(
        "compact_versions",
        sa.Column("version_id", _ID, primary_key=True),
        sa.Column("place", _ID, nullable=False),
        sa.Column("community", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("drafted_by", _ID, nullable=False),
        sa.Column("drafted_at", Moment, nullable=False),
        sa.UniqueConstraint("place", "version", name="compact_versions_number"),
    )
    op.create_table(
        "compact_consents",
        sa.Column("consent_id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("compact_versions.version_id"), nullable=False),
        sa.Column("person_id", _ID),
        sa.Column("building", _ID),
        sa.Column("door", sa.String(20)),
        sa.Column("given_at", Moment, nullable=False),
        sa.Column("recorded_by", _ID, nullable=False),
        sa.Column("taken_back_at", Moment),
        sa.Column("taken_back_by", _ID),
    )
    op.create_index("ix_compact_consents_version_id", "compact_consents", ["version_id"])


def _surveys() -> None:
    op.create_table(
        "consent_surveys",
        sa.Column("survey_id", _ID, primary_key=True),
        sa.Column("community", _ID, nullable=False),
        sa.Column("compound", _ID),
        sa.Column("buildings", sa.JSON, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("threshold_numerator", sa.Integer, nullable=False),
        sa.Column("threshold_denominator", sa.Integer, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date),
        sa.Column("closed_at", Moment),
        sa.Column("closed_by", _ID),
        sa.Column("passed", sa.Boolean),
        sa.Column("team", _ID),
        sa.Column("then_service_team", sa.Boolean, nullable=False),
        sa.Column("collectors", sa.JSON, nullable=False),
        sa.Column("organisations", sa.JSON, nullable=False),
        sa.Column("opened_by", _ID, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
    )
    op.create_index("ix_consent_surveys_community", "consent_surveys", ["community"])
    op.create_table(
        "survey_households",
        sa.Column("household_id", _ID, primary_key=True),
        sa.Column("survey_id", _ID, sa.ForeignKey("consent_surveys.survey_id"), nullable=False),
        sa.Column("building", _ID, nullable=False),
        sa.Column("door", sa.String(20), nullable=False),
        sa.UniqueConstraint("survey_id", "building", "door", name="survey_households_door"),
    )
    op.create_table(
        "survey_answers",
        sa.Column("answer_id", _ID, primary_key=True),
        sa.Column("survey_id", _ID, sa.ForeignKey("consent_surveys.survey_id"), nullable=False),
        sa.Column("household_id", _ID, sa.ForeignKey("survey_households.household_id"), nullable=False),
        sa.Column("answer", _WORD, nullable=False),
        sa.Column("evidence", _WORD, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("collected_by", _ID, nullable=False),
        sa.Column("collected_at", Moment, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
    )
    op.create_index("ix_survey_answers_survey_id", "survey_answers", ["survey_id"])
    op.create_index("ix_survey_answers_household_id", "survey_answers", ["household_id"])
    op.create_table(
        "survey_briefings",
        sa.Column("briefing_id", _ID, primary_key=True),
        sa.Column("survey_id", _ID, sa.ForeignKey("consent_surveys.survey_id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("came", sa.Integer, nullable=False),
        sa.Column("logged_by", _ID, nullable=False),
    )
    op.create_index("ix_survey_briefings_survey_id", "survey_briefings", ["survey_id"])
