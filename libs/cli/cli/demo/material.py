"""What a day is played from: thirty needs with their script, and the demo accounts of their place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.home import REPOSITORY
from cli.problem import Problem

EXAMPLES = REPOSITORY / "examples"


@dataclass(frozen=True)
class Material:
    """`needs`: as in examples/README.md; `worker`: the user name of who works for the community; `officers`: a user
    name for each department."""

    community: str
    title: dict[str, str]
    needs: list[dict[str, Any]]
    worker: str
    officers: dict[str, str]

    def usernames(self) -> list[str]:
        """Everybody who plays a part."""
        parts = [self.worker]
        for need in self.needs:
            script = need["script"]
            provider = script["volunteer"] or self.officers[script["department"]]
            parts += [need["reporter"], provider]
        return list(dict.fromkeys(parts))


def load(place: str = "xiezhuang", folder: Path = EXAMPLES) -> Material:
    """The day of `place`. Raises Problem when the examples are not there."""
    day, accounts = _read(folder / "needs" / f"{place}.json"), _read(folder / place / "place.json")["accounts"]
    community = day["community"]
    workers = [
        one["username"] for one in accounts if "community_worker" in one["roles"] and community in one["communities"]
    ]
    officers = {one["organisation"]: one["username"] for one in accounts if "officer" in one["roles"]}
    return Material(community, day["title"], day["needs"], workers[0], officers)


def _read(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem(
            f"The demonstration's material {file} cannot be read ({error}): use a complete copy of the repository."
        ) from None
