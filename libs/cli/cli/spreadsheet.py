"""A community's own spreadsheet: where its headings are, and what stands below them.

People put a title above, leave rows blank, merge cells, type numbers as text or text as numbers. Nothing here
knows what the words mean to Linli beyond the headings.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

Headings = Mapping[str, tuple[str, ...]]
"""Field to the headings people give it; compared without spaces, brackets and what stands in them."""

HEADINGS: Headings = {
    "name": ("姓名", "名字", "志愿者姓名", "志愿者", "name"),
    "phone": ("联系电话", "手机", "电话", "手机号", "手机号码", "电话号码", "联系方式", "phone", "mobile", "telephone"),
    "group": ("组别", "小组", "组", "所属小组", "分组", "所在组", "服务组", "group"),
    "party_member": ("政治面貌", "党员", "是否党员", "partymember", "party"),
    "skills": ("特长", "技能", "专长", "特长技能", "技能特长", "服务特长", "skills", "skill"),
    "reference": ("编号", "志愿者编号", "队员编号", "reference", "id"),
    "community": ("社区", "所属社区", "所在社区", "community"),
}
"""Those of a list of volunteers."""

SEARCHED_ROWS = 30
MOST_ROWS = 20_000
_SUMS = ("合计", "总计", "小计", "共计")
_ERRORS = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


class Unreadable(Exception):
    """The file is no such spreadsheet. `code`: not_xlsx, no_sheet, empty, no_heading, nothing_below, too_many;
    `about`: details for the sentence."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Line:
    """One row: its number in the spreadsheet, and each field's text; a blank cell has no field. `broken`: fields
    whose formula failed, with what the cell shows."""

    number: int
    cells: dict[str, str]
    broken: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What was found. `title`: all words above the headings and the sheet's name; `headings`: field to heading as
    written; `ignored`: other headings; `other_sheets`: sheets that were not read."""

    sheet: str
    title: str
    headings: dict[str, str]
    ignored: list[str]
    other_sheets: list[str]
    lines: list[Line]


def read(path: Path, sheet: str | None = None, headings: Headings = HEADINGS, key: str = "name") -> Table:
    """The table in the first sheet that has `headings`, or in `sheet`; `key`: the field that must be among them. Raises
    `Unreadable`."""
    book = _open(path)
    if sheet is not None and sheet not in book.sheetnames:
        raise Unreadable("no_sheet", sheet=sheet, sheets=book.sheetnames)
    candidates: list[Worksheet] = [book[sheet]] if sheet is not None else book.worksheets
    filled = [one for one in candidates if any(_text(cell.value) for row in one.iter_rows() for cell in row)]
    if not filled:
        raise Unreadable("empty")
    for one in filled:
        found = _heading_row(one, headings, key)
        if found is not None:
            others = [other.title for other in filled if other is not one]
            return _table(one, found, others, headings, key)
    raise Unreadable("no_heading", found=_first_words(filled[0]))


def _open(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # Extensions that openpyxl leaves out (validations, formats) say nothing about the cells.
            warnings.simplefilter("ignore")
            return load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError, EOFError):
        raise Unreadable("not_xlsx") from None


def _heading_row(sheet: Worksheet, known: Headings, key: str) -> int | None:
    """The row with the most known headings, of which the key's and one more are needed."""
    best, most = None, 1
    for number, row in enumerate(sheet.iter_rows(max_row=SEARCHED_ROWS), 1):
        fields = {field for cell in row if (field := _field(_text(cell.value), known))}
        if key in fields and len(fields) > most:
            best, most = number, len(fields)
    return best


def _table(sheet: Worksheet, heading_row: int, others: list[str], known: Headings, key: str) -> Table:
    columns: list[tuple[int, str]] = []
    headings: dict[str, str] = {}
    ignored = []
    for cell in sheet[heading_row]:
        text = _text(cell.value)
        field = _field(text, known)
        if field:
            columns.append((cell.column - 1, field))
            headings.setdefault(field, text)
        elif text:
            ignored.append(text)
    words = (
        _text(cell.value) for row in sheet.iter_rows(max_row=heading_row) for cell in row if cell.row < heading_row
    )
    title = " ".join([*filter(None, words), sheet.title])
    lines = list(_lines(sheet, heading_row, columns, headings, key))
    if not lines:
        raise Unreadable("nothing_below", sheet=sheet.title, row=heading_row)
    if len(lines) > MOST_ROWS:
        raise Unreadable("too_many", most=MOST_ROWS)
    return Table(sheet.title, title, headings, ignored, others, lines)


def _lines(
    sheet: Worksheet, heading_row: int, columns: list[tuple[int, str]], headings: dict[str, str], key: str
) -> Iterator[Line]:
    merged = _merged(sheet)
    for number, row in enumerate(sheet.iter_rows(min_row=heading_row + 1), heading_row + 1):
        cells: dict[str, str] = {}
        broken: dict[str, str] = {}
        own = False
        for column, field in columns:
            # A cell merged over several rows speaks for each of them, but makes none of them a row.
            value = _text(row[column].value)
            own = own or bool(value)
            value = value or merged.get((number, column + 1), "")
            if _ERRORS.fullmatch(value):
                broken[field] = value
            elif value:
                cells.setdefault(field, value)
        first = next((text for cell in row if (text := _text(cell.value))), "")
        is_heading = cells.get(key) == headings.get(key) and key in cells
        if own and not is_heading and not first.startswith(_SUMS):
            yield Line(number, cells, broken)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """The text of cells merged downwards, for each cell (row, column) that they cover in their first column."""
    covered = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row > area.min_row:
            text = _text(sheet.cell(area.min_row, area.min_col).value)
            for number in range(area.min_row, area.max_row + 1):
                covered[number, area.min_col] = text
    return covered


def _text(value: Any) -> str:
    """A cell as a person reads it. Characters stay as they are, but for what surrounds them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value).strip().strip("\ufeff\u200b\u200c\u200d'’ \t\r\n\u3000")


def _field(text: str, headings: Headings) -> str | None:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"\(.*?\)|\[.*?\]|[\s:*_.]", "", plain)
    return next((field for field, known in headings.items() if plain in known), None)


def _first_words(sheet: Worksheet) -> list[str]:
    words = (_text(cell.value) for row in sheet.iter_rows(max_row=SEARCHED_ROWS) for cell in row)
    return [word for word in words if word][:12]
