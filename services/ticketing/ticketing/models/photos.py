"""Photos of needs."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment

from .base import Base, Word


class PhotoRow(Base):
    """A photo and a small picture of it, both JPEG, read only where they are asked for. `added_by`: a person's id;
    `width`, `height`: of the photo, in pixels."""

    __tablename__ = "photos"

    photo_id: Mapped[str] = mapped_column(Id, primary_key=True)
    need_id: Mapped[str] = mapped_column(sa.ForeignKey("needs.need_id"), index=True)
    moment: Mapped[str] = mapped_column(Word)
    width: Mapped[int]
    height: Mapped[int]
    added_by: Mapped[str] = mapped_column(Id)
    added_at: Mapped[datetime] = mapped_column(Moment)
    photo: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
