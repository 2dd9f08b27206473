"""The need that a squad was summoned to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.String(64)


def upgrade() -> None:
    op.add_column("call_outs", sa.Column("need_id", _ID))
    op.add_column("call_outs", sa.Column("summons_id", _ID))
    op.create_index("call_outs_summons", "call_outs", ["summons_id"], unique=True)
