"""Numbers of needs: what people read to each other on the telephone, such as XIEZHUANG-20240611-3."""

from __future__ import annotations

from datetime import datetime

from contracts import district

LONGEST_PREFIX = 24


def series(community: str, at: datetime) -> tuple[str, str]:
    """The series that a need reported `at` in `community` is counted in: prefix and day (YYYYMMDD, district time).
    A long code is cut, and communities that are then alike share a series, so numbers stay distinct."""
    prefix = community[:LONGEST_PREFIX].rstrip("-").upper()
    return prefix, f"{at.astimezone(district.TIME):%Y%m%d}"


def number(prefix: str, day: str, count: int) -> str:
    """The number of the `count`-th need (from 1) of a series."""
    return f"{prefix}-{day}-{count}"
