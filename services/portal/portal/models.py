"""The portal's own database: accounts, their tokens and feed keys, and the key that signs sessions."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chassis.models import Id, Moment, service_base

Base = service_base()


class Account(Base):  # type: ignore[valid-type,misc]
    """A person who may sign in. `communities`: a worker's field of work, a resident's home; `organisation`: whose
    officer; `volunteer_id`: the record in the volunteer service; without `password_hash` there is no sign-in by
    password."""

    __tablename__ = "accounts"

    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(64), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(100))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    roles: Mapped[list[str]] = mapped_column(sa.JSON)
    communities: Mapped[list[str]] = mapped_column(sa.JSON)
    organisation: Mapped[str | None] = mapped_column(sa.String(64))
    volunteer_id: Mapped[str | None] = mapped_column(Id, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Token(Base):  # type: ignore[valid-type,misc]
    """An API token. Only its SHA-256 `digest` is kept."""

    __tablename__ = "tokens"

    token_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("accounts.person_id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class FeedKey(Base):  # type: ignore[valid-type,misc]
    """What opens a person's calendar feeds. Only its SHA-256 `digest` is kept."""

    __tablename__ = "feed_keys"

    person_id: Mapped[str] = mapped_column(
        Id, sa.ForeignKey("accounts.person_id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)


class Secret(Base):  # type: ignore[valid-type,misc]
    """A secret that all processes of the portal share."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(200))
