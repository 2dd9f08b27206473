"""How far up a need has gone: what its community cannot settle, subdistrict and district are to see to."""

from __future__ import annotations

from contracts import vocabulary

FIRST, LAST = vocabulary.NEED_LEVELS[0], vocabulary.NEED_LEVELS[-1]


def above(level: str) -> str:
    """The next level up. Raises `IndexError` for the last."""
    return vocabulary.NEED_LEVELS[vocabulary.NEED_LEVELS.index(level) + 1]
