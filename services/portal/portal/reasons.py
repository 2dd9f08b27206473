"""Why rows of an import were refused, in the reader's words."""

from __future__ import annotations

from typing import Any

from . import messages
from .asker import language
from .problems import flat


def with_reasons(answer: dict[str, Any]) -> dict[str, Any]:
    """Add `reasons` to each of the answer's rows: its `faults`, said."""
    for row in answer["rows"]:
        row["reasons"] = {}
        for path, code in flat(row["faults"]):
            row["reasons"].setdefault(path, []).append(messages.say(code, language()))
    return answer
