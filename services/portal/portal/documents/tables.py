"""A list as a spreadsheet: one row an item, written as the items come, so that it may be long."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from contracts import district

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WIDTH = 18
_IN_MEMORY = 1_000_000
_YES_NO = (("否", "No"), ("是", "Yes"))


@dataclass(frozen=True)
class Column:
    """`heading`: in Chinese and English; `shown`: what stands in an item's cell, in a language (zh or en)."""

    heading: tuple[str, str]
    shown: Callable[[dict[str, Any], str], Any]


def xlsx(
    title: tuple[str, str], columns: Sequence[Column], items: Iterable[dict[str, Any]], language: str
) -> IO[bytes]:
    """The workbook, at its beginning, to be closed by the caller."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(said(title, language))
    sheet.freeze_panes = "A2"
    for position in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTH
    sheet.append([_cell(sheet, said(column.heading, language), bold=True) for column in columns])
    # Given away open: whoever sends it closes it.
    made: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        for item in items:
            sheet.append([_cell(sheet, column.shown(item, language)) for column in columns])
    finally:
        # Of a list that broke off, too: it is saving that takes openpyxl's own temporary files away.
        book.save(made)
    made.seek(0)
    return made


def moment(text: str | None) -> datetime | None:
    """A moment of the API as the district's clock shows it, which is what a spreadsheet can hold."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(district.TIME).replace(tzinfo=None, microsecond=0)


def yes_no(flag: bool | None, language: str) -> str | None:
    return None if flag is None else said(_YES_NO[flag], language)


def said(pair: tuple[str, str], language: str) -> str:
    """One of a pair in Chinese and English."""
    return pair[1 if language == "en" else 0]


def _cell(sheet: Worksheet, value: Any, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # What people wrote is never taken for a formula.
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
