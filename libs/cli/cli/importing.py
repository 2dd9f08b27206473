"""`linli import`: a community's own lists into Linli, shown first with --dry-run, safe to run again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cli import import_lists, lists, needs_importing, registers_importing, roll
from cli.import_lists import Result
from cli.importing_words import Words
from cli.main import Context
from cli.portal import Portal, Refused
from cli.problem import Problem
from cli.spreadsheet import Table

ROWS_A_REQUEST = 500


@click.group(name="import")
def import_() -> None:
    """Take over a community's own lists."""


for _command in registers_importing.COMMANDS:
    import_.add_command(_command)
import_.add_command(needs_importing.needs)


@import_.command()
@click.option(
    "--group", "groups", multiple=True, metavar="WORD=CODE", help="A group's code, where Linli does not know it."
)
@import_lists.options
@click.pass_obj
def volunteers(
    context: Context,
    file: Path,
    community: str | None,
    sheet: str | None,
    groups: tuple[str, ...],
    dry_run: bool,
    url: str | None,
    token: str | None,
    lang: str | None,
) -> None:
    """Import the volunteers of a community from FILE, an Excel file (.xlsx) with headings such as 姓名 and 联系电话.

    A volunteer is known again by 编号 or else by 联系电话; blank cells leave what is known as it is. Bad rows are
    reported and the others taken. Exits with 1 if any row was refused.
    """
    words = lists.words(lang)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    further = dict(_group_option(words, given) for given in groups)
    table = import_lists.read(words, file, sheet)
    portal, own_token = lists.portal(words, context, url, token)
    try:
        importing = _Import(portal, own_token, words, table, community, further)
        import_lists.tell(console, words, file, table, importing.community)
        results = importing.run(dry_run)
    except Refused as refused:
        raise Problem(words.say("refused", url=portal.url, detail=refused)) from None
    finally:
        portal.close()
    import_lists.tell_results(console, words, results, dry_run)


class _Import:
    """One table on its way into one community."""

    def __init__(
        self, portal: Portal, token: str, words: Words, table: Table, asked: str | None, groups: dict[str, str]
    ) -> None:
        self._portal, self._token, self._words, self._table = portal, token, words, table
        self.community = import_lists.choose(words, table, asked, import_lists.communities(portal, token))
        self._groups = self._formed_groups() | groups

    def run(self, dry_run: bool) -> list[Result]:
        """Send the good rows; what became of each row, in the order of the list. Raises Refused."""
        rows = roll.rows(self._table.lines, self.community, self._groups)
        results = {
            row.line.number: Result(row, "refused", reasons=list(self._faults(row))) for row in rows if row.faults
        }
        good = [row for row in rows if not row.faults]
        with lists.progress(self._words.say("importing"), len(good)) as passed:
            for start in range(0, len(good), ROWS_A_REQUEST):
                part = good[start : start + ROWS_A_REQUEST]
                results.update({result.row.line.number: result for result in self._send(part, dry_run)})
                passed(len(part))
        return [results[row.line.number] for row in rows]

    def _formed_groups(self) -> dict[str, str]:
        """Words for the groups that the community has formed: a group's team is named as the group and has its code
        after the community's own."""
        code = self.community.code
        teams = self._portal.get("/teams", self._token, community=code)["items"]
        return {team["name"]: team["code"].removeprefix(f"{code}-") for team in teams if team["kind"] == "group"}

    def _send(self, part: list[roll.Row], dry_run: bool) -> Iterator[Result]:
        sent = [{name: value for name, value in row.sent.items() if name != "community"} for row in part]
        path = f"/communities/{self.community.code}/volunteers/import"
        # A key for this one sending: the same list sent another day is another import, and may find other things.
        key = f"import-{secrets.token_hex(12)}"
        answer = self._portal.post(path, self._token, key, {"rows": sent, "dry_run": dry_run})
        for row, became in zip(part, answer["rows"], strict=True):
            reasons = list(self._refusals(became, part))
            yield Result(row, became["outcome"], became["changes"], reasons)

    def _faults(self, row: roll.Row) -> Iterator[str]:
        for name, fault in row.faults.items():
            about = {"heading": self._heading(name), **fault.about}
            if fault.code == "unknown_group":
                about["groups"] = self._group_words()
            yield self._words.say(fault.code, **about)

    def _group_words(self) -> list[str]:
        words = {code: known[0] for code, known in roll.GROUPS.items()}
        return list({**words, **{code: word for word, code in self._groups.items()}}.values())

    def _refusals(self, became: dict[str, Any], part: list[roll.Row]) -> Iterator[str]:
        for name, codes in became["faults"].items():
            code, _, argument = str(codes[0]).partition(":") if isinstance(codes, list) else ("", "", "")
            heading = self._heading(name)
            if code == "repeated" and argument.isdigit():
                yield self._words.say("same_row", heading=heading, row=part[int(argument) - 1].line.number)
            elif code in ("taken", "withdrawn"):
                yield self._words.say(code, heading=heading)
            else:
                told = [
                    reason
                    for path, found in became["reasons"].items()
                    if path.split(".")[0] == name
                    for reason in found
                ]
                yield self._words.say("other_fault", heading=heading, reasons=told or codes)

    def _heading(self, name: str) -> str:
        return self._table.headings.get(name) or self._words.say(f"field.{name}")


def _group_option(words: Words, given: str) -> tuple[str, str]:
    word, equals, code = given.rpartition("=")
    if not equals or not word.strip() or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", code.strip(), re.ASCII):
        raise click.UsageError(words.say("wrong_group_option"))
    return word.strip(), code.strip()
