"""What was said of departments' services besides ratings, whistles they were excused from, and more that they do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.models import Moment

revision = "0007"
down_revision = "0006"

CODE, EVENT, ID = sa.String(64), sa.String(256), sa.String(64)

COUNTS = ("called_satisfied", "called_basically_satisfied", "called_not_satisfied", "not_reached", "excused")

RATED = """
    INSERT INTO department_cases (service_id, department, completed_at, answer, resolved, event_id)
    SELECT service_id, provider, completed_at, 'rated_' || stars, resolved, event_id
    FROM rated_services WHERE provider_kind <> 'volunteer'
"""


def upgrade() -> None:
    op.create_table(
        "department_cases",
        sa.Column("service_id", ID, primary_key=True),
        sa.Column("department", CODE, nullable=False),
        sa.Column("completed_at", Moment, nullable=False),
        sa.Column("answer", CODE, nullable=False),
        sa.Column("resolved", sa.Boolean, nullable=False),
        sa.Column("event_id", EVENT, nullable=False),
    )
    op.create_index("department_cases_department", "department_cases", ["department", "completed_at"])
    op.execute(sa.text(RATED))
    op.execute(sa.text("DELETE FROM rated_services WHERE provider_kind <> 'volunteer'"))
    for name in COUNTS:
        op.add_column(
            "department_quarters", sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0"))
        )
    for name in ("records", "record_versions"):
        op.add_column(name, sa.Column("community", CODE))
    op.create_table(
        "seconded_volunteers",
        sa.Column("secondment_id", ID, primary_key=True),
        sa.Column("organisation", CODE, nullable=False),
        sa.Column("volunteer_id", ID, nullable=False),
        sa.Column("community", CODE, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("to_day", sa.Date),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "meetings_held",
        sa.Column("meeting_id", ID, primary_key=True),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("present", sa.JSON, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.create_index("meetings_held_day", "meetings_held", ["held_on"])
    with op.batch_alter_table("whistles") as table:
        table.add_column(sa.Column("excused_event", EVENT))
        table.alter_column("report_in_by", existing_type=Moment(), nullable=True)
