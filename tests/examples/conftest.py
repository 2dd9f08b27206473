"""The example files as another system would read them: from disk, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PLACES = ("xiezhuang", "mengyang", "qinglan", "boli", "yijiang")


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


@pytest.fixture(scope="session")
def places() -> dict[str, dict[str, Any]]:
    return {name: _read(EXAMPLES / name / "place.json") for name in PLACES}


@pytest.fixture(scope="session")
def day() -> dict[str, Any]:
    return _read(EXAMPLES / "needs" / "xiezhuang.json")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
