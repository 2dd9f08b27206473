"""What a text is made of: its Chinese words, and what texts that are worded alike have in common."""

from __future__ import annotations

import unicodedata
from itertools import pairwise


def words(text: str) -> list[str]:
    """The words in their order, of long ones the shorter ones in them too; without punctuation."""
    # Its dictionary takes half a second and 30 MB, which a service that is never asked for a suggestion need not have.
    import rjieba

    return [word for word in rjieba.cut_for_search(_plain(text)) if word.isalnum()]


def features(text: str) -> frozenset[str]:
    """The words, the characters, and the pairs of neighbouring characters: a word that was never seen is often made of
    characters that were."""
    letters = [letter for letter in _plain(text) if letter.isalnum()]
    return frozenset(words(text)) | frozenset(letters) | frozenset(map("".join, pairwise(letters)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
