"""`linli import needs`: the good rows are reported on behalf of who asked, the bad ones are shown."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cli import import_lists, lists, need_lists
from cli.import_lists import Result
from cli.importing_words import Words
from cli.main import Context
from cli.need_lists import NeedRow
from cli.portal import Portal, Refused
from cli.problem import Problem
from cli.spreadsheet import Table

ROWS_A_REQUEST = 100


@click.command()
@import_lists.options
@click.pass_obj
def needs(
    context: Context,
    file: Path,
    community: str | None,
    sheet: str | None,
    dry_run: bool,
    url: str | None,
    token: str | None,
    lang: str | None,
) -> None:
    """Import needs that came to a community by another system, such as a hotline, from FILE, an Excel file (.xlsx) with
    headings such as 工单编号, 诉求内容, 诉求人 and 来电时间.

    A need is known again by 工单编号 and stays as it is; a new one is reported by you on behalf of 诉求人, and counts
    from now on. Bad rows are reported and the others taken. Exits with 1 if any row was refused.
    """
    words = lists.words(lang)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    table = import_lists.read(words, file, sheet, need_lists.HEADINGS, need_lists.KEY)
    portal, own_token = lists.portal(words, context, url, token)
    try:
        importing = _Import(portal, own_token, words, table, community)
        import_lists.tell(console, words, file, table, importing.community)
        results = importing.run(dry_run)
    except Refused as refused:
        raise Problem(words.say("refused", url=portal.url, detail=refused)) from None
    finally:
        portal.close()
    import_lists.tell_results(console, words, results, dry_run, "need")


class _Import:
    """One table on its way into one community."""

    def __init__(self, portal: Portal, token: str, words: Words, table: Table, asked: str | None) -> None:
        self._portal, self._token, self._words, self._table = portal, token, words, table
        self.community = import_lists.choose(words, table, asked, import_lists.communities(portal, token))
        found = portal.get("/places", token, community=self.community.code, kind="building")["items"]
        self._buildings = {place["code"]: place["name"] for place in found}

    def run(self, dry_run: bool) -> list[Result]:
        """Send the good rows; what became of each row, in the order of the list. Raises Refused."""
        rows = need_lists.rows(self._table.lines, self.community, self._buildings)
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

    def _send(self, part: list[NeedRow], dry_run: bool) -> Iterator[Result]:
        path = f"/communities/{self.community.code}/needs/import"
        # A key for this one sending: the same list sent another day is another import, and may find other things.
        key = f"import-{secrets.token_hex(12)}"
        body = {"rows": [row.sent for row in part], "dry_run": dry_run}
        answer = self._portal.post(path, self._token, key, body)
        for row, became in zip(part, answer["rows"], strict=True):
            yield Result(row, became["outcome"], reasons=list(self._refusals(became)))

    def _faults(self, row: NeedRow) -> Iterator[str]:
        for name, fault in row.faults.items():
            yield self._words.say(fault.code, heading=self._heading(name), **fault.about)

    def _refusals(self, became: dict[str, Any]) -> Iterator[str]:
        for path, reasons in became["reasons"].items():
            yield self._words.say("other_fault", heading=self._heading(path.partition(".")[0]), reasons=reasons)

    def _heading(self, name: str) -> str:
        return self._table.headings.get(name) or need_lists.HEADINGS[name][0]
