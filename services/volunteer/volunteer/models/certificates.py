"""Service certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id

from .base import Base, Code
from .people import VolunteerRow


class CertificateRow(Base):
    """What was certified of a volunteer's record. `kinds`: how often and how long by kind of service, as answered."""

    __tablename__ = "certificates"

    number: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    volunteer_id: Mapped[str] = mapped_column(sa.ForeignKey(VolunteerRow.volunteer_id), index=True)
    community: Mapped[str] = mapped_column(Code)
    first: Mapped[date] = mapped_column(sa.Date)
    last: Mapped[date] = mapped_column(sa.Date)
    credit_minutes: Mapped[int]
    honour_minutes: Mapped[int]
    kinds: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    issued_on: Mapped[date] = mapped_column(sa.Date)
    issued_by: Mapped[str] = mapped_column(Id)
