"""What all of `linli import` has in common: reading the list, finding its community, telling what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from cli import lists, roll, spreadsheet
from cli.importing_words import Words
from cli.portal import Portal
from cli.problem import Problem
from cli.spreadsheet import Headings, Table, Unreadable


@dataclass
class Result:
    """What became, or would become, of one row. `changes`: field to its values before and after."""

    row: roll.Row
    outcome: str
    changes: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def options(command: lists.Command) -> lists.Command:
    """The list and what is said of it (`file`, `community`, `sheet`, `dry_run`), and `lists.options`."""
    command = lists.options(command)
    for option in (
        click.option("--dry-run", is_flag=True, help="Only show what would happen; nothing is stored."),
        click.option("--sheet", help="The sheet to read. [default: the first with headings]"),
        click.option("--community", help="The community's code or name. [default: the one that the list speaks of]"),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


def read(words: Words, file: Path, sheet: str | None, headings: Headings | None = None, key: str = "name") -> Table:
    """The table of the list; `headings`: others than those of volunteers; `key`: the field that must be among them.
    Raises Problem."""
    try:
        return spreadsheet.read(file, sheet, headings or spreadsheet.HEADINGS, key)
    except Unreadable as error:
        if error.code == "no_heading" and headings is not None:
            others = [known[0] for name, known in headings.items() if name != key]
            about = {"name": headings[key][0], "others": others, **error.about}
            raise Problem(words.say("no_heading_of", file=file, **about)) from None
        raise Problem(words.say(error.code, file=file, **error.about)) from None


def tell(console: Console, words: Words, file: Path, table: Table, community: roll.Community) -> None:
    """Print what is about to be imported, and what of the file is not."""
    about = {"file": file.name, "sheet": table.sheet, "count": len(table.lines)}
    console.print(words.say("reading", **about, community=community.name, code=community.code))
    if table.ignored:
        console.print(words.say("ignored", columns=table.ignored), style="dim")
    if table.other_sheets:
        console.print(words.say("other_sheets", sheets=table.other_sheets), style="dim")


def communities(portal: Portal, token: str) -> list[roll.Community]:
    """Those that are registered. Raises Refused."""
    found = portal.get("/places", token, patience=0, kind="community")["items"]
    return [roll.Community(place["code"], place["name"]) for place in found]


def choose(words: Words, table: Table, asked: str | None, known: list[roll.Community]) -> roll.Community:
    """The community that the list belongs to. Raises Problem where that is not certain."""
    names = [f"{one.name} ({one.code})" for one in known]
    in_title = [one for one in known if one.name in table.title]
    if asked is not None:
        chosen = next((one for one in known if one.is_meant(asked)), None)
        if chosen is None:
            raise Problem(words.say("unknown_community", found=asked, known=names))
        if in_title and chosen not in in_title:
            raise Problem(words.say("title_differs", title=in_title[0].name, chosen=chosen.name))
        return chosen
    column = {line.cells["community"] for line in table.lines if "community" in line.cells}
    if len(column) == 1:
        [text] = column
        chosen = next((one for one in known if one.is_meant(text)), None)
        if chosen is None:
            raise Problem(words.say("unknown_community", found=text, known=names))
        return chosen
    if len(in_title) == 1:
        return in_title[0]
    if len(known) == 1:
        return known[0]
    raise Problem(words.say("which_community", known=names))


def tell_results(console: Console, words: Words, results: list[Result], dry_run: bool, called: str = "person") -> None:
    """Print what became of the rows; `called`: the heading above what each is called. Ends with exit status 1 where
    rows were refused."""
    if dry_run:
        console.print(words.say("would"))
        console.print(_grid(words, results, called), soft_wrap=False)
    refused = [result for result in results if result.outcome == "refused"]
    if refused:
        console.print(words.say("faults"))
        for result in refused:
            about = {"row": result.row.line.number, "name": result.row.name or words.say("nobody")}
            console.print(Text(words.say("fault", **about, reasons=" ".join(result.reasons))))
    counts = Counter(result.outcome for result in results)
    console.print(words.say("summary", **{name: counts[name] for name in ("added", "changed", "unchanged", "refused")}))
    if refused:
        console.print(words.say("again"))
        raise SystemExit(1)


def _grid(words: Words, results: list[Result], called: str) -> Grid:
    styles = {"added": "green", "changed": "yellow", "unchanged": "dim", "refused": "red"}
    grid = Grid(box=None, pad_edge=False)
    grid.add_column(words.say("row"), justify="right")
    for heading in (called, "outcome", "detail"):
        grid.add_column(words.say(heading), overflow="fold")
    for result in results:
        said = words.say("refused_row" if result.outcome == "refused" else result.outcome)
        grid.add_row(
            str(result.row.line.number),
            Text(result.row.name),
            Text(said, style=styles[result.outcome]),
            Text(_changes(words, result.changes)),
        )
    return grid


def _changes(words: Words, changes: dict[str, Any]) -> str:
    told = []
    for name, change in changes.items():
        label = words.say(f"field.{name}")
        if name == "phone":
            told.append(label)
        else:
            told.append(f"{label}: {words.value(change['before'])} → {words.value(change['after'])}")
    return "; ".join(told)
