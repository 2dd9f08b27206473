"""``python -m bench [NAME …]``: run the benchmarks, print their ratios, write bench/results.json."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .result import Result

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {"__init__", "__main__", "result"}


def names() -> list[str]:
    """Every benchmark of this folder."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def table(results: list[Result]) -> Table:
    shown = Table("benchmark", "ours", "peer", "theirs", "ratio", "goal", title="Ratios against peers in the same run")
    for column in (1, 3, 4, 5):
        shown.columns[column].justify = "right"
    for found in results:
        colour = "green" if found.ratio >= found.goal else "red"
        ratio = f"[{colour}]{found.ratio:.2f}[/]"
        shown.add_row(found.name, f"{found.ours:,.0f}", found.peer, f"{found.theirs:,.0f}", ratio, f"{found.goal:g}")
    return shown


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    results: list[Result] = []
    for name in wanted or names():
        results += importlib.import_module(f"bench.{name}").run()
    (FOLDER / "results.json").write_text(json.dumps([found.to_dict() for found in results], indent=2) + "\n")
    Console().print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
