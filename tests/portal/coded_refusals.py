"""Finds, in the sources of the contract and the services, every code by which something is refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = (
    "libs/contracts/contracts",
    "libs/chassis/chassis",
    *(
        f"services/{name}/{name}"
        for name in (
            "volunteer",
            "ticketing",
            "scoring",
            "notify",
            "portal",
        )
    ),
)
REFUSALS = {"Forbidden", "Conflict", "Refused", "NotSignedIn", "BadRequest", "ValidationError", "WrongDeadline"}
"""What is called with the code first."""

LATER = {"Condition": 2, "refuse": 1}
"""What is called with the code in another place."""

_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def every_code() -> set[str]:
    """Codes of refusals and of faults in fields."""
    found: set[str] = set()
    for source in SOURCES:
        for file in (REPOSITORY / source).rglob("*.py"):
            if "migrations" not in file.parts:
                found.update(_codes(ast.parse(file.read_text()), rules="services" in source and "portal" not in source))
    return {code for code in found if _CODE.fullmatch(code)}


def _codes(tree: ast.AST, rules: bool) -> Iterator[str]:
    """`rules`: the source has a service's rules, where a list of one string that belongs to a name is a fault."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Assign):
            if any(_named(target, "default_error_messages") for target in node.targets):
                for value in getattr(node.value, "values", []):
                    yield from _leading(value)
            if any(_named(target, "code") for target in node.targets):
                yield from _leading(node.value)
            if rules and isinstance(node.targets[0], ast.Subscript):
                yield from _listed(node.value)
        elif rules and isinstance(node, ast.Dict):
            for value in node.values:
                yield from _listed(value)


def _of_call(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    place = 0 if name in REFUSALS else LATER.get(name)
    if place is not None and len(node.args) > place:
        yield from _leading(node.args[place])
    if name == "Invalid":
        yield from _faults(node)
    for keyword in node.keywords:
        if keyword.arg == "error":
            yield from _leading(keyword.value)


def _listed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.List) and len(node.elts) == 1:
        yield from _leading(node.elts[0])


def _faults(call: ast.Call) -> Iterator[str]:
    """The lists of codes within what `Invalid` is given, and its own code."""
    for node in ast.walk(call):
        if isinstance(node, ast.List):
            for item in node.elts:
                yield from _leading(item)
    for argument in call.args[1:]:
        yield from _leading(argument)


def _leading(node: ast.AST) -> Iterator[str]:
    """The code that a string, or an f-string with arguments after a colon, begins with."""
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    if isinstance(node, ast.BinOp):
        node = node.left
    if isinstance(node, ast.IfExp):
        yield from _leading(node.body)
        yield from _leading(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.partition(":")[0]


def _named(target: ast.AST, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name
