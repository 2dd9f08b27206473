"""Per cents as bars, each with its number beside it: of many departments by aspect, or of one over time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from .telling import tell, written

_INK, _QUIET, _FILL, _LINE, _FAINT = "#1d2524", "#55615e", "#0b5d55", "#6d7a77", "#d5dcda"
_FONT = "system-ui, sans-serif"
_MARGIN, _TITLE_HEIGHT = 20, 50
_NAME_WIDTH, _CELL_WIDTH, _ROW_HEIGHT, _BAR = 230, 112, 46, 12
_PANEL_HEIGHT, _COLUMN_WIDTH = 170, 84
_LETTERS = 12
"""Of a heading in one line: about as wide as a cell."""


class Row(NamedTuple):
    """A `name`, its per cents (None: without a basis), and the number at the end."""

    name: str
    percents: Sequence[Decimal | None]
    total: str


def table(title: str, headings: Sequence[str], last: str, rows: Sequence[Row], *, none: str, words: str) -> bytes:
    """A row of bars for each name. `last`: the heading of the totals; `none`: what stands where there is no per cent;
    `words`: all of it in words."""
    width = 2 * _MARGIN + _NAME_WIDTH + _CELL_WIDTH * (len(headings) + 1)
    head = _TITLE_HEIGHT + 46
    root = _picture(width, head + _ROW_HEIGHT * max(len(rows), 1) + _MARGIN, title)
    for column, heading in enumerate([*headings, last]):
        for line, part in enumerate(_lines(heading)):
            _text(root, _left(column), _TITLE_HEIGHT + 18 + 18 * line, part, 14, _QUIET)
    for number, row in enumerate(rows):
        top = head + _ROW_HEIGHT * number
        _line(root, width, top, _FAINT)
        _text(root, _MARGIN, top + 28, _clipped(row.name), 16, _INK)
        for column, percent in enumerate(row.percents):
            _text(root, _left(column), top + 20, none if percent is None else str(percent), 15, _INK)
            if percent is not None:
                _bar(root, _left(column), top + 26, percent)
        _text(root, _left(len(headings)), top + 28, row.total, 17, _INK, bold=True)
    return written(tell(root, title, words))


def panels(
    title: str, labels: Sequence[str], rows: Sequence[tuple[str, Sequence[Decimal | None]]], *, none: str, words: str
) -> bytes:
    """A panel of columns below each other for each of the rows, one column a label. As `table` otherwise."""
    width = 2 * _MARGIN + _COLUMN_WIDTH * len(labels)
    root = _picture(width, _TITLE_HEIGHT + _PANEL_HEIGHT * len(rows) + _MARGIN, title)
    for number, (name, percents) in enumerate(rows):
        top = _TITLE_HEIGHT + _PANEL_HEIGHT * number
        base = top + _PANEL_HEIGHT - 36
        _text(root, _MARGIN, top + 18, name, 16, _INK, bold=True)
        _line(root, width, base, _LINE)
        for column, (label, percent) in enumerate(zip(labels, percents, strict=True)):
            left = _MARGIN + _COLUMN_WIDTH * column
            middle = left + _COLUMN_WIDTH / 2
            high = 0 if percent is None else round(float(percent) * (_PANEL_HEIGHT - 90) / 100, 1)
            if percent is not None:
                at = {"x": str(left + 16), "y": str(base - high), "width": str(_COLUMN_WIDTH - 32)}
                SubElement(root, "rect", {**at, "height": str(high), "fill": _FILL})
            _text(root, middle, base - high - 6, none if percent is None else str(percent), 15, _INK, middle=True)
            _text(root, middle, base + 18, label, 13, _QUIET, middle=True)
    return written(tell(root, title, words))


def _picture(width: int, height: int, title: str) -> Element:
    size = {"width": str(width), "height": str(height)}
    view = {"viewBox": f"0 0 {width} {height}", "font-family": _FONT}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **view, **size})
    SubElement(root, "rect", {**size, "fill": "#ffffff"})
    _text(root, _MARGIN, 34, title, 20, _INK, bold=True)
    return root


def _left(column: int) -> int:
    return _MARGIN + _NAME_WIDTH + _CELL_WIDTH * column


def _bar(root: Element, left: int, top: int, percent: Decimal) -> None:
    whole = _CELL_WIDTH - 16
    at = {"x": str(left), "y": str(top), "height": str(_BAR)}
    SubElement(root, "rect", {**at, "width": str(round(whole * float(percent) / 100, 1)), "fill": _FILL})
    SubElement(root, "rect", {**at, "width": str(whole), "fill": "none", "stroke": _LINE})


def _line(root: Element, width: int, y: int, stroke: str) -> None:
    at = {"x1": str(_MARGIN), "x2": str(width - _MARGIN), "y1": str(y), "y2": str(y)}
    SubElement(root, "line", {**at, "stroke": stroke})


def _text(
    root: Element, x: float, y: float, words: str, size: int, ink: str, bold: bool = False, middle: bool = False
) -> None:
    element = SubElement(root, "text", {"x": str(x), "y": str(y), "font-size": str(size), "fill": ink})
    if bold:
        element.set("font-weight", "bold")
    if middle:
        element.set("text-anchor", "middle")
    element.text = words


def _lines(heading: str) -> list[str]:
    return textwrap.wrap(heading, _LETTERS, break_long_words=False)[:2]


def _clipped(name: str) -> str:
    """As much of a name as its column holds; Chinese characters are about twice as wide as others."""
    room = 26
    for position, letter in enumerate(name):
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 0:
            return f"{name[: position - 1]}…"
    return name
