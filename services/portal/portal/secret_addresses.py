"""Addresses that hold a secret, and how they may be logged and shown."""

from __future__ import annotations

import re

from . import feed_keys, rating_links

PREFIXES = (feed_keys.ADDRESS, rating_links.ADDRESS)
"""Before the secret."""

_SECRET = re.compile("|".join(rf"(?<={re.escape(prefix)})[^/]+" for prefix in PREFIXES))


def without_secret(path: str) -> str:
    """A path as it may be logged."""
    return _SECRET.sub("***", path)
