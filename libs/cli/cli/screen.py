"""Text for a terminal: what came in a message cannot steer it, and long lines go on under themselves."""

from __future__ import annotations

import shutil
import sys
import textwrap


def printable(text: str) -> str:
    """The text with whatever could steer a terminal, line breaks too, written out."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _written(character) for character in text)


def line(text: str, indent: int) -> str:
    """One line, by itself where it goes into a file or a pipe; on a terminal wrapped between words, `indent` columns
    in."""
    if not sys.stdout.isatty():
        return text
    columns = shutil.get_terminal_size().columns
    if len(text) <= columns:
        return text
    return textwrap.fill(
        text,
        columns,
        subsequent_indent=" " * indent,
        drop_whitespace=True,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
