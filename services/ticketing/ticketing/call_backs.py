"""What is to be told of a call-back: that it could not be made, or all of what came of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OUTCOME = ("contacted", "resolved", "satisfaction")


def faults(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong, by field: ``required``, or ``not_allowed`` beside a failure, which says nothing of the service."""
    if told["failure"] is not None:
        return {name: ["not_allowed"] for name in OUTCOME if told[name] is not None}
    return {name: ["required"] for name in OUTCOME if told[name] is None}
