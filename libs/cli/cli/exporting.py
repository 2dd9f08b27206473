"""`linli export`: what Linli keeps of a community, as a spreadsheet that `linli import` takes back unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console

from cli import lists, roll
from cli.importing_words import Words
from cli.main import Context
from cli.portal import Portal, Refused
from cli.problem import Problem

_PAGE = 200
_HEADINGS = ("编号", "姓名", "联系电话", "组别", "政治面貌", "特长")
_WIDTH = 18


@click.group()
def export() -> None:
    """Write a community's own lists."""


@export.command()
@click.argument("community")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@lists.options
@click.pass_obj
def volunteers(
    context: Context, community: str, file: Path, url: str | None, token: str | None, lang: str | None
) -> None:
    """Write the volunteers who serve in COMMUNITY (its code) to FILE, an Excel file (.xlsx).

    Imported again it changes nothing. Those with neither 编号 nor 联系电话, by which an import would know them, stand
    on a sheet of their own.
    """
    words = lists.words(lang)
    if file.exists():
        raise Problem(words.say("file_exists", file=file))
    portal, own_token = lists.portal(words, context, url, token)
    try:
        place = _community(words, portal, own_token, community)
        groups = _group_words(portal, own_token, community)
        with lists.progress(words.say("exporting"), None) as passed:
            found = list(_volunteers(portal, own_token, community, passed))
    except Refused as refused:
        raise Problem(words.say("refused", url=portal.url, detail=refused)) from None
    finally:
        portal.close()
    _book(f"{place['name']}志愿者名册", found, groups).save(file)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(words.say("exported", count=len(found), file=file))


def _community(words: Words, portal: Portal, token: str, code: str) -> dict[str, Any]:
    known = portal.get("/places", token, patience=0, kind="community")["items"]
    place = next((place for place in known if place["code"] == code), None)
    if place is None:
        names = [f"{place['name']} ({place['code']})" for place in known]
        raise Problem(words.say("unknown_community", found=code, known=names))
    return place


def _group_words(portal: Portal, token: str, community: str) -> dict[str, str]:
    """The word for each group that has one: the community's own before the usual ones."""
    teams = portal.get("/teams", token, community=community)["items"]
    own = {team["code"].removeprefix(f"{community}-"): team["name"] for team in teams if team["kind"] == "group"}
    return {code: known[0] for code, known in roll.GROUPS.items()} | own


def _volunteers(portal: Portal, token: str, community: str, passed: Any) -> Iterator[dict[str, Any]]:
    cursor: dict[str, Any] = {}
    while True:
        page = portal.get("/volunteers", token, community=community, limit=_PAGE, **cursor)
        yield from (one for one in page["items"] if one["active"])
        passed(len(page["items"]))
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}


def _book(title: str, found: list[dict[str, Any]], groups: dict[str, str]) -> Workbook:
    book = Workbook()
    known = [one for one in found if one["reference"] or one["phone"]]
    others = [one for one in found if not (one["reference"] or one["phone"])]
    _fill(book.active, title, known, groups)
    if others:
        _fill(book.create_sheet("没有编号和电话"), title, others, groups)
    return book


def _fill(sheet: Worksheet, title: str, found: list[dict[str, Any]], groups: dict[str, str]) -> None:
    _append(sheet, [title])
    _append(sheet, list(_HEADINGS))
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for one in found:
        _append(sheet, _row(one, groups))
    sheet.freeze_panes = "A3"
    for position in range(len(_HEADINGS)):
        sheet.column_dimensions[chr(ord("A") + position)].width = _WIDTH


def _row(one: dict[str, Any], groups: dict[str, str]) -> list[str]:
    standing = "中共党员" if one["party_member"] else "群众"
    group = groups.get(one["group"], one["group"]) or ""
    return [one["reference"] or "", one["name"], one["phone"] or "", group, standing, roll.listed(one["skills"])]


def _append(sheet: Worksheet, values: list[str]) -> None:
    cells = []
    for value in values:
        cell = Cell(sheet, value=value)
        # Telephone numbers keep their zeros, and what people wrote is never taken for a formula.
        cell.data_type = "s"
        cells.append(cell)
    sheet.append(cells)
