"""What a workbook's formulas come to, worked out from their text alone: the functions that Linli's workbooks use."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")
    |(?P<place>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
    |(?P<function>[A-Z]+)(?=\()|(?P<sign>>=|<=|<>|[-+*/()<>=,]))""",
    re.VERBOSE,
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
    "<>": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
}


class Recalculated:
    """The values of `book`'s cells, formulas worked out anew, exactly."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[str, str], Any] = {}

    def rows(self, title: str) -> list[dict[str, Any]]:
        """The sheet's rows below its headings, by heading."""
        sheet = self._book[title]
        headings = [str(cell.value) for cell in sheet[1]]
        assert len(set(headings)) == len(headings)
        return [
            {heading: self.value(title, cell.coordinate) for heading, cell in zip(headings, row, strict=True)}
            for row in sheet.iter_rows(min_row=2)
        ]

    def value(self, title: str, place: str) -> Any:
        if (title, place) not in self._known:
            cell = self._book[title][place]
            if cell.data_type == "f":
                found = _Reading(self, title, cell.value[1:]).whole()
            else:
                found = Fraction(str(cell.value)) if isinstance(cell.value, int | float) else cell.value
            self._known[title, place] = found
        return self._known[title, place]

    def range(self, title: str, place: str) -> list[Any]:
        left, top, right, bottom = range_boundaries(place)
        cells = self._book[title].iter_rows(top, bottom, left, right)
        return [self.value(title, cell.coordinate) for row in cells for cell in row]


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, sheets: Recalculated, title: str, text: str) -> None:
        self._sheets, self._title = sheets, title
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found is not None and found.lastgroup, text[at:]
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def whole(self) -> Any:
        value = self._compared()
        assert not self._tokens, self._tokens
        return value

    def _compared(self) -> Any:
        value = self._sum()
        while self._next() in _COMPARED:
            sign = self._take()
            value = _COMPARED[sign](value, self._sum())
        return value

    def _sum(self) -> Any:
        value = self._product()
        while self._next() in ("+", "-"):
            value = value + self._product() if self._take() == "+" else value - self._product()
        return value

    def _product(self) -> Any:
        value = self._one()
        while self._next() in ("*", "/"):
            value = value * self._one() if self._take() == "*" else value / self._one()
        return value

    def _one(self) -> Any:
        kind, text = self._tokens.pop(0)
        if (kind, text) == ("sign", "-"):
            return -self._one()
        if (kind, text) == ("sign", "("):
            value = self._compared()
            self._take(")")
            return value
        if kind == "number":
            return Fraction(text)
        if kind == "text":
            return text[1:-1]
        if kind == "place":
            return self._at(text)
        assert kind == "function", text
        return self._called(text)

    def _called(self, name: str) -> Any:
        self._take("(")
        arguments = []
        while self._next() != ")":
            start = list(self._tokens)
            try:
                arguments.append(self._compared())
            except (ArithmeticError, TypeError) as error:
                # A spreadsheet works out only the branch of an IF that it takes.
                arguments.append(error)
                self._tokens = start
                self._skip()
            if self._next() == ",":
                self._take()
        self._take(")")
        if name == "IF":
            arguments = [arguments[0], arguments[1 if arguments[0] is True else 2]][1:]
        for argument in arguments:
            if isinstance(argument, Exception):
                raise argument
        return arguments[0] if name == "IF" else _FUNCTIONS[name](arguments)

    def _skip(self) -> None:
        depth = 0
        while depth or self._next() not in (",", ")"):
            depth += {"(": 1, ")": -1}.get(self._take(), 0)

    def _at(self, text: str) -> Any:
        title, _, place = text.replace("$", "").rpartition("!")
        where = title.strip("'") or self._title
        return self._sheets.range(where, place) if ":" in place else self._sheets.value(where, place)

    def _next(self) -> str:
        return self._tokens[0][1] if self._tokens else ""

    def _take(self, expected: str | None = None) -> str:
        _, text = self._tokens.pop(0)
        assert expected in (None, text), text
        return text


def _numbers(arguments: list[Any]) -> list[Fraction]:
    every = [one for value in arguments for one in (value if isinstance(value, list) else [value])]
    return [one for one in every if isinstance(one, Fraction)]


def _rounded(arguments: list[Any]) -> Fraction:
    number, places = arguments
    # As a spreadsheet does: half away from zero.
    steps = floor(abs(number) * 10**places + Fraction(1, 2))
    return (1 if number > 0 else -1) * steps / Fraction(10**places)


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "ROUND": _rounded,
    "MIN": lambda arguments: min(_numbers(arguments)),
    "MAX": lambda arguments: max(_numbers(arguments)),
    "SUM": lambda arguments: sum(_numbers(arguments), Fraction(0)),
    "AND": lambda arguments: all(arguments),
    "INT": lambda arguments: Fraction(floor(arguments[0])),
    "ISNUMBER": lambda arguments: isinstance(arguments[0], Fraction),
    "RANK": lambda arguments: Fraction(1 + sum(one > arguments[0] for one in _numbers(arguments[1:]))),
}
