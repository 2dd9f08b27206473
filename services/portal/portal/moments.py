"""Times as people read them: in the district's zone, in their language."""

from __future__ import annotations

import re
from datetime import datetime

from babel.dates import format_datetime

from contracts import district

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def is_moment(text: str) -> bool:
    """Whether this is how the API writes a time (RFC 3339, UTC)."""
    return _MOMENT.fullmatch(text) is not None


def said(text: str, language: str) -> str:
    """A time of the API in words of a `language` (zh or en)."""
    moment = datetime.fromisoformat(text).astimezone(district.TIME)
    if language == "en":
        return format_datetime(moment, "d MMM yyyy, HH:mm", locale="en")
    return format_datetime(moment, "y年M月d日 HH:mm", locale="zh_Hans_CN")
