"""The rhythm that a pairing agreed on: by when whoever is paired must be in touch, and how long ago that was."""

from __future__ import annotations

from datetime import date, timedelta


def due_on(started_on: date, last_contact: date | None, every_days: int) -> date:
    """The last day on which a further contact is in time."""
    return max(started_on, last_contact or started_on) + timedelta(days=every_days)


def lapsed_days(due: date, today: date) -> int | None:
    """For how many days a contact has been overdue; None while it is not."""
    return (today - due).days if today > due else None
