"""The tables of the notify service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment, service_base

Base: Any = service_base()


class MessageRow(Base):
    """One message to one address (`notify.routing`). An event leads to one message at an address, once."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "address", name="messages_event"),
        sa.Index("messages_address", "address", "sent_at", "message_id"),
    )

    message_id: Mapped[str] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(sa.String(256))
    address: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(64))
    community: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(64))
    about: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sent_at: Mapped[datetime] = mapped_column(Moment)


class ReadRow(Base):
    """That one person has read one message; others who have the address may not have."""

    __tablename__ = "message_read"

    message_id: Mapped[str] = mapped_column(sa.ForeignKey(MessageRow.message_id), primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Moment)
