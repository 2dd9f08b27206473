"""Sending what a file holds through the portal's API, each request under a key made from its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.news import once_heard
from cli.portal import Portal, Refused
from cli.problem import Problem

ROWS_A_REQUEST = 500

Row = dict[str, Any]


@dataclass(frozen=True)
class Sender:
    """Sends what stands in `file` to the portal. What it says when that is refused names the file."""

    portal: Portal
    token: str
    file: Path

    def post(self, path: str, body: Row) -> Row:
        """The answer. Raises Problem when it is refused."""
        try:
            return self.ask(path, body)
        except Refused as refused:
            raise self.problem(path, refused) from None

    def post_heard(self, path: str, body: Row) -> Row:
        """As `post`, once the service that answers has heard of the places and people that this names."""
        try:
            return once_heard(lambda: self.ask(path, body))
        except Refused as refused:
            raise self.problem(path, refused) from None

    def get_heard(self, path: str, **query: Any) -> Row:
        """As `get`, once the service that answers has heard of the places that this names."""
        try:
            return once_heard(lambda: self.portal.get(path, self.token, **query))
        except Refused as refused:
            raise self.problem(path, refused) from None

    def post_all(self, path: str, name: str, rows: list[Row]) -> None:
        """Send the rows under the `name`, as many at once as a request takes."""
        for part in parts(rows):
            self.post(path, {name: part})

    def ask(self, path: str, body: Row) -> Row:
        """The answer. Raises Refused."""
        content = json.dumps([path, body], ensure_ascii=False, sort_keys=True)
        key = f"load-{hashlib.sha256(content.encode()).hexdigest()[:40]}"
        return self.portal.post(path, self.token, key, body)

    def get(self, path: str, **query: Any) -> Row:
        """What stands at the path. Raises Problem when it is refused."""
        try:
            return self.portal.get(path, self.token, **query)
        except Refused as refused:
            raise self.problem(path, refused) from None

    def every(self, path: str, **query: Any) -> Iterator[Row]:
        """The items of all pages at the path. Raises as `get`."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=200, **query, **cursor)
            yield from page["items"]
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": page["next_cursor"]}

    def problem(self, path: str, refused: Refused) -> Problem:
        """What to say of a refusal."""
        faults = "; ".join(f"{field} {code}" for field, code in sorted(refused.faults())[:5])
        return Problem(f"{self.file}: {path} was refused: {refused}" + (f" ({faults})" if faults else ""))


def parts(rows: list[Row], most: int = ROWS_A_REQUEST) -> Iterator[list[Row]]:
    """The rows in parts that one request takes."""
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
