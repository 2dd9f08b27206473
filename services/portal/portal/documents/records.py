"""A volunteer's service record as a spreadsheet: what was attended, what was granted, no-shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from .. import words
from . import tables
from .tables import said

MEDIA_TYPE = tables.MEDIA_TYPE

_SHEETS = {
    "attendances": ("服务记录", "Attendances"),
    "honours": ("荣誉时长", "Honour hours"),
    "no_shows": ("缺席", "No-shows"),
}
_HEADINGS = {
    "title": ("活动", "Activity"),
    "kind": ("类别", "Kind"),
    "place": ("地点", "Place"),
    "starts_at": ("计划开始", "Planned from"),
    "ends_at": ("计划结束", "Planned until"),
    "came_at": ("签到", "Came"),
    "left_at": ("签退", "Left"),
    "minutes": ("计入分钟", "Minutes that count"),
    "reasons": ("未全部计入的原因", "Why not all counts"),
    "granted_on": ("日期", "Day"),
    "reason": ("事由", "Reason"),
    "revoked_because": ("撤销原因", "Revoked because"),
    "state": ("状态", "State"),
    "said_at": ("登记时间", "Recorded"),
    "objection": ("异议", "Objection"),
    "decided_because": ("核定说明", "Decided because"),
}
_COLUMNS = {
    "attendances": ("title", "kind", "place", "starts_at", "ends_at", "came_at", "left_at", "minutes", "reasons"),
    "honours": ("granted_on", "minutes", "reason", "revoked_because"),
    "no_shows": ("title", "state", "said_at", "objection", "decided_because"),
}
_WIDTH = 22


def xlsx(record: dict[str, Any], language: str) -> bytes:
    """The workbook of a record as the API gives it. Times are the district's; `language`: zh or en."""
    book = Workbook()
    book.remove(book.active)
    for name, columns in _COLUMNS.items():
        sheet = book.create_sheet(said(_SHEETS[name], language))
        _fill(sheet, [said(_HEADINGS[column], language) for column in columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for item in record[name]:
            _fill(sheet, [_shown(column, item[column], language) for column in columns])
        sheet.freeze_panes = "A2"
        for position in range(len(columns)):
            sheet.column_dimensions[chr(ord("A") + position)].width = _WIDTH
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(sheet: Worksheet, values: Sequence[Any]) -> None:
    cells = []
    for value in values:
        cell = Cell(sheet, value=value)
        if isinstance(value, str):
            # What people wrote is never taken for a formula.
            cell.data_type = "s"
        cells.append(cell)
    sheet.append(cells)


def _shown(column: str, value: Any, language: str) -> Any:
    shown: Callable[[Any], Any] | None = {
        "kind": lambda code: words.word(code, language),
        "state": lambda code: words.word(code, language),
        "reasons": lambda codes: "；".join(words.word(code, language) for code in codes),
    }.get(column)
    if shown is not None:
        return shown(value)
    return tables.moment(value) if column.endswith("_at") else value
