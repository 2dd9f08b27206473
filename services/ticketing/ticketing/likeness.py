"""How alike two descriptions are: a measure that needs no dictionary, so that Chinese and English are read alike.

What is compared is the pairs of neighbouring characters, letters and digits only, without regard to case and width.
The measure is the share of the shorter one's pairs that the other has as well, so that a few words are found again in
a long description; but as if the shorter one had at least `FEWEST` pairs, since one pair in common says nothing.
"""

from __future__ import annotations

import unicodedata

FEWEST = 4
THRESHOLD = 0.3
"""From here on, two descriptions are taken to speak of the same thing."""


def likeness(one: str, other: str) -> float:
    """From 0 to 1, the same in either order, 1 for equal words."""
    letters, others = _letters(one), _letters(other)
    if one == other or (letters and letters == others):
        return 1.0
    pairs, other_pairs = _pairs(letters), _pairs(others)
    return len(pairs & other_pairs) / max(min(len(pairs), len(other_pairs)), FEWEST)


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", words).casefold()))


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))
