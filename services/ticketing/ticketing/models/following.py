"""Who follows whose need."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base


class FollowerRow(Base):
    """A person who has the same need and did not report it anew."""

    __tablename__ = "followers"

    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    followed_at: Mapped[datetime] = mapped_column(Moment)
