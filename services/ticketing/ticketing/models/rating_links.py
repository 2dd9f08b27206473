"""Links by which services are rated without an account."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base
from .needs import NeedRow


class RatingLinkRow(Base):
    """The one link for a round of a need. `digest`: the hash of its secret, which is kept nowhere; `made_by`: a
    person's id."""

    __tablename__ = "rating_links"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey(NeedRow.need_id), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
