"""Make the example files from the tables in `sources/`.

    python examples/generate.py                # into this folder
    python examples/generate.py --into FOLDER  # elsewhere, to compare

The same tables give the same files; a spreadsheet whose cells are right already is left as it is, because
its bytes carry the time of writing.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from sources import boli, mengyang, messages, needs, qinglan, spreadsheet, xiezhuang, xiezhuang_stars, yijiang

PLACES = (xiezhuang, mengyang, qinglan, boli, yijiang)


def write_all(folder: Path) -> None:
    """Write the five places, the demonstration day and the spreadsheets below `folder`."""
    for place in PLACES:
        _write(folder / place.CODE / "place.json", _one_record_a_line(place.document()))
    references = [one["reference"] for one in xiezhuang.document()["volunteers"]]
    _write(folder / xiezhuang.CODE / "services-2022.json", _one_record_a_line(xiezhuang_stars.document(references)))
    _write(folder / "needs" / "xiezhuang.json", _dumped(needs.document(), indent=2))
    _save(spreadsheet.workbook(), folder / "volunteers-sample.xlsx")
    _save(messages.workbook(), folder / "needs-sample.xlsx")


def _one_record_a_line(document: dict[str, Any]) -> str:
    """JSON that is read, and compared between versions, line by line."""
    parts = []
    for key, value in sorted(document.items()):
        if isinstance(value, list):
            lines = [_dumped(item) for item in value]
            shown = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
        elif isinstance(value, dict):
            lines = [f"{_dumped(name)}: {_dumped(item)}" for name, item in sorted(value.items())]
            shown = "{\n    " + ",\n    ".join(lines) + "\n  }"
        else:
            shown = _dumped(value)
        parts.append(f"  {_dumped(key)}: {shown}")
    return "{\n" + ",\n".join(parts) + "\n}"


def _dumped(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _save(book: Workbook, path: Path) -> None:
    if not path.exists() or _cells(load_workbook(path)) != _cells(book):
        book.save(path)


def _cells(book: Workbook) -> list[tuple[Any, ...]]:
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the example files from the tables in sources/.")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to write to")
    write_all(parser.parse_args().into)
