"""Workbooks that show how numbers come about: formulas over what was counted and over the rules, which whoever opens
one may change to see what moves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .tables import said

EXPLANATION = ("说明", "Explanation")

_TO_CHANGE = PatternFill("solid", fgColor="FFF6D5")
_WIDTH, _WIDE, _WORDS = 16, 34, 110


@dataclass(frozen=True)
class Formula:
    """`text`: without the equals sign; `shown`: the number format of what it comes to."""

    text: str
    shown: str = "General"


class Rules:
    """The sheet of what may be changed: a name in words and a value in each row, or several values of a ladder."""

    def __init__(self, book: Workbook, title: str, headings: Sequence[str]) -> None:
        self._sheet = book.create_sheet(title)
        put(self._sheet, 1, headings, bold=True)
        self._sheet.column_dimensions["A"].width = _WIDE
        self._row = 1

    def put(self, label: str, *values: Decimal | int) -> list[str]:
        """One more row; returns where its values stand, as formulas of other sheets refer to them."""
        self._row += 1
        put(self._sheet, self._row, [label, *values])
        places = []
        for column in range(2, 2 + len(values)):
            self._sheet.cell(self._row, column).fill = _TO_CHANGE
            places.append(f"'{self._sheet.title}'!${get_column_letter(column)}${self._row}")
        return places

    def head(self, *headings: str) -> None:
        """Headings within the sheet."""
        self._row += 2
        put(self._sheet, self._row, headings, bold=True)


def put(sheet: Worksheet, row: int, values: Sequence[Any], bold: bool = False) -> None:
    """Fill a row. Text is never taken for a formula: what is one says so."""
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, Formula):
            cell.value, cell.number_format = f"={value.text}", value.shown
        else:
            cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            # Stays text when it is typed into, too.
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
        if bold:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def fit(sheet: Worksheet, columns: int, wide: int) -> None:
    """Keep the headings and the columns up to `wide` in view; that one is for names."""
    sheet.freeze_panes = sheet.cell(2, wide + 1)
    for column in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column == wide else _WIDTH


def explain(book: Workbook, lines: Sequence[str], language: str) -> None:
    """The last sheet: what the others mean, a sentence in each row."""
    sheet = book.create_sheet(said(EXPLANATION, language))
    sheet.column_dimensions["A"].width = _WORDS
    for row, line in enumerate(lines, 1):
        put(sheet, row, [line])
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def new() -> Workbook:
    """A workbook without sheets, of which every program works out the formulas when it opens it."""
    book = Workbook()
    book.remove(book.active)
    book.calculation.fullCalcOnLoad = True
    return book


def written(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
