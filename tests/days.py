"""The day that it is: asked for when it is needed, for a run may go on past the district's midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime

from contracts import district


def today() -> date:
    """The district's."""
    return district.day_of(datetime.now(UTC))
