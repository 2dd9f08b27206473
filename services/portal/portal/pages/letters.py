"""The messages of the inbox in words: notify knows only kinds and ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from .. import words
from ..asker import language

WORDS: dict[str, tuple[str, str]] = {}
"""Kind of message to Chinese and English; names in braces stand in the message's `about`."""

_OTHER = ("有一条新消息。", "There is news.")


@dataclass(frozen=True)
class Letter:
    """A message as it is read; `url`: the page it speaks of."""

    words: str
    url: str | None


def words_of(message: dict[str, Any]) -> Letter:
    """The message in the reader's language."""
    said = WORDS.get(message["kind"], _OTHER)[1 if language() == "en" else 0]
    about = {name: words.word(str(value), language()) for name, value in message["about"].items()}
    return Letter(said.format_map(_Known(about)), _page(message))


class _Known(dict[str, str]):
    """What a message does not tell is left out of the sentence."""

    def __missing__(self, name: str) -> str:
        return ""


def _page(message: dict[str, Any]) -> str | None:
    need_id = message["about"].get("need_id")
    return url_for("pages.need", need_id=need_id) if need_id else None
