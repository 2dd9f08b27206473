"""Times as people read them: in the district's zone, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime

from ..asker import language


def said(text: str) -> str:
    """A time of the API (RFC 3339) in words."""
    return format_datetime(
        datetime.fromisoformat(text), "d MMM yyyy, HH:mm" if language() == "en" else "y年M月d日 HH:mm"
    )
