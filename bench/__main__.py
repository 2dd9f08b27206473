"""``python -m bench [NAME …]``: run the benchmarks, print what they found, write bench/results.json.

A benchmark is a module of this folder with a function ``run() -> list[Result]``. Those named are run in the order
given; without names, all of them. What was found of benchmarks not run this time stays in the file.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import machine
from .result import Result, figure

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
NOT_BENCHMARKS = {
    *("__init__", "__main__", "machine", "result", "samples", "stand"),
    *("capacity", "locked", "plan", "watch"),
}
COLOURS = {True: "green", False: "red", None: "default"}


def names() -> list[str]:
    """Every benchmark of this folder."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def table(results: list[Result]) -> Table:
    shown = Table("benchmark", "ours", "peer", "theirs", "found", "bound", title="Ours beside peers in the same run")
    for column in ("ours", "theirs", "found", "bound"):
        next(known for known in shown.columns if known.header == column).justify = "right"
    for found in results:
        verdict = f"[{COLOURS[found.reached]}]{found.found}[/]"
        shown.add_row(found.name, figure(found.ours), found.peer, figure(found.theirs), verdict, found.bound)
    return shown


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    console = Console()
    results: list[Result] = []
    measured: dict[str, Any] = {}
    for name in wanted or names():
        console.rule(name)
        before, began = machine.load(), time.monotonic()
        found = importlib.import_module(f"bench.{name}").run()
        measured[name] = {
            "ended_at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "seconds": round(time.monotonic() - began),
            "load_before": round(before, 1),
            "load_after": round(machine.load(), 1),
            "results": [result.to_dict() for result in found],
        }
        results += found
        _keep(measured)
    console.print(table(results))
    return 0


def _keep(measured: dict[str, Any]) -> None:
    kept = json.loads(RESULTS.read_text())["benchmarks"] if RESULTS.exists() else {}
    written = {"machine": machine.describe(), "benchmarks": kept | measured}
    RESULTS.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
