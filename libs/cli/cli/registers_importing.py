"""`linli import teams`, `buildings` and `organisations`: the good rows are taken, the bad ones reported."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from cli import import_lists, lists, register_lists
from cli.import_lists import Result
from cli.importing_words import Words
from cli.main import Context
from cli.portal import Portal, Refused
from cli.problem import Problem
from cli.register_lists import Entry, Known
from cli.registers import BUILDINGS, INDUSTRIES, ORGANISATIONS, TEAMS, Record, Register
from cli.spreadsheet import Table

MOST_ROWS = 2000
"""Of one list that are new or changed: they are taken together, since one may stand below another."""

_PAGE = 200
_CANNOT_BE_TAKEN = 422


def _first_at_fault(pending: list[Entry], refused: dict[int, list[str]]) -> dict[int, list[str]]:
    """Without the rows that stand below another one at fault: by itself theirs may be right."""
    at_fault = {pending[position].wanted["code"] for position in refused}
    first = {
        position: reasons
        for position, reasons in refused.items()
        if pending[position].wanted.get("parent") not in at_fault
    }
    return first or refused


def _command(name: str, register: Register, about: str) -> click.Command:
    @click.command(name=name, help=about)
    @import_lists.options
    @click.pass_obj
    def run(
        context: Context,
        file: Path,
        community: str | None,
        sheet: str | None,
        dry_run: bool,
        url: str | None,
        token: str | None,
        lang: str | None,
    ) -> None:
        words = lists.words(lang)
        console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        table = import_lists.read(words, file, sheet, register.headings)
        portal, own_token = lists.portal(words, context, url, token)
        try:
            importing = _Import(portal, own_token, words, table, community, register)
            import_lists.tell(console, words, file, table, importing.known.community)
            results = importing.run(dry_run)
        except Refused as refused:
            raise Problem(words.say("refused", url=portal.url, detail=refused)) from None
        finally:
            portal.close()
        import_lists.tell_results(console, words, results, dry_run, "called")

    return run


_RULES = (
    "A row is known again by 代码 or else by 名称; blank cells leave what is known as it is. Bad rows are reported and "
    "the others taken. Exits with 1 if any row was refused."
)

COMMANDS = (
    _command(
        "teams",
        TEAMS,
        "Import the teams of a community from FILE, an Excel file (.xlsx) with headings such as 名称, "
        f"类型, 队长 and 队员.\n\n{_RULES} People are named by 编号, or by a name that only one of them has.",
    ),
    _command(
        "buildings",
        BUILDINGS,
        "Import the buildings and compounds of a community from FILE, an Excel file (.xlsx) with "
        f"headings such as 名称, 小区 and 户数. It takes an administrator's token.\n\n{_RULES}",
    ),
    _command(
        "organisations",
        ORGANISATIONS,
        "Import the organisations that a community keeps a list of from FILE, an Excel file (.xlsx) "
        f"with headings such as 名称, 类型 and 结对社区. It takes an administrator's token.\n\n{_RULES}",
    ),
)


class _Import:
    """One table on its way into one register."""

    def __init__(
        self, portal: Portal, token: str, words: Words, table: Table, asked: str | None, register: Register
    ) -> None:
        self._portal, self._token, self._words, self._table = portal, token, words, table
        self._register = register
        communities = import_lists.communities(portal, token)
        community = import_lists.choose(words, table, asked, communities)
        volunteers = list(self._volunteers(community.code)) if register is TEAMS else []
        self._names = register_lists.names_shown(volunteers)
        query: dict[str, Any] = {} if register is ORGANISATIONS else {"community": community.code}
        found = portal.get(register.path, token, **query)["items"]
        if register is BUILDINGS:
            found = [place for place in found if place["kind"] in register.kinds]
        people = register_lists.people_of(volunteers)
        self.known = Known(community, {one["code"]: one for one in found}, people, communities)

    def run(self, dry_run: bool) -> list[Result]:
        """Send the good rows that say something new; what became of each row, in the order of the list. Raises
        Refused."""
        entries = register_lists.entries(self._register, self._table.lines, self.known)
        results = {}
        pending = []
        for entry in entries:
            if entry.row.faults:
                reasons = list(self._faults(entry))
                results[entry.row.line.number] = Result(entry.row, "refused", reasons=reasons)
            elif entry.changes:
                pending.append(entry)
            else:
                results[entry.row.line.number] = Result(entry.row, "unchanged")
        if len(pending) > MOST_ROWS:
            raise Problem(self._words.say("too_many_rows", most=MOST_ROWS))
        with lists.progress(self._words.say("importing"), len(pending)) as passed:
            while pending:
                refused = _first_at_fault(pending, self._send(pending, dry_run))
                for position, reasons in refused.items():
                    entry = pending[position]
                    results[entry.row.line.number] = Result(entry.row, "refused", reasons=reasons)
                passed(len(refused) or len(pending))
                if not refused:
                    results |= {entry.row.line.number: self._taken(entry) for entry in pending}
                    break
                pending = [entry for position, entry in enumerate(pending) if position not in refused]
        return [results[entry.row.line.number] for entry in entries]

    def _send(self, pending: list[Entry], dry_run: bool) -> dict[int, list[str]]:
        """Have all taken, or find why some of them cannot be: the reasons by position. Raises Refused."""
        # A key for this one sending: the same list sent another day is another import, and may find other things.
        key = f"import-{secrets.token_hex(12)}"
        body = {self._register.key: [entry.wanted for entry in pending], "dry_run": dry_run}
        try:
            self._portal.post(self._register.path, self._token, key, body)
        except Refused as refused:
            found: dict[int, list[str]] = {}
            for fault in refused.problem.get("errors", []):
                _, _, path = fault["field"].partition(".")
                position, _, name = path.partition(".")
                if refused.status != _CANNOT_BE_TAKEN or not position.isdigit():
                    raise
                reason = self._words.say(
                    "other_fault", heading=self._heading(name.partition(".")[0]), reasons=[fault["message"]]
                )
                if reason not in found.setdefault(int(position), []):
                    found[int(position)].append(reason)
            if not found:
                raise
            return found
        return {}

    def _taken(self, entry: Entry) -> Result:
        if entry.before is None:
            return Result(entry.row, "added")
        changes = {
            name: {"before": self._shown(name, before), "after": self._shown(name, after)}
            for name, (before, after) in entry.changes.items()
        }
        return Result(entry.row, "changed", changes)

    def _shown(self, name: str, value: Any) -> Any:
        """A value as the list would have it."""
        if isinstance(value, list):
            return [self._shown(name, one) for one in value]
        if name in ("leader", "members"):
            return self._names.get(value, value)
        words: Mapping[str, Any] = {"kind": self._register.kinds, "industry": INDUSTRIES}.get(name, {})
        return words[value][0] if value in words and self._words.language == "zh" else value

    def _faults(self, entry: Entry) -> Iterator[str]:
        for name, fault in entry.row.faults.items():
            yield self._words.say(fault.code, heading=self._heading(name), **fault.about)

    def _heading(self, name: str) -> str:
        return self._table.headings.get(name) or self._words.say(f"field.{name}")

    def _volunteers(self, community: str) -> Iterator[Record]:
        cursor: dict[str, Any] = {}
        while True:
            page = self._portal.get("/volunteers", self._token, community=community, limit=_PAGE, **cursor)
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}
