"""Places kept as data, small enough to be loaded again and again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Small(dict[str, Any]):
    """A small place below `folder`: the community `code` of one building with two volunteers, the organisation `unit`
    and a worker."""

    def __init__(self, folder: Path, code: str) -> None:
        self.code, self.unit = code, f"{code}-unit"
        self._folder = folder
        super().__init__(
            place=code,
            places=[
                {"code": f"{code}-d", "kind": "district", "name": "区", "parent": None, "community": None},
                {"code": code, "kind": "community", "name": "社区", "parent": f"{code}-d", "community": code},
                {"code": f"{code}-b1", "kind": "building", "name": "1号楼", "parent": code, "community": code},
            ],
            organisations=[
                {
                    "code": self.unit,
                    "kind": "department",
                    "name": "单位",
                    "community": None,
                    "paired_with": [code],
                    "appraised": False,
                }
            ],
            volunteers=[
                {"community": code, "reference": f"{code}-{n}", "name": f"志愿者{n}", "phone": f"1390000000{n}"}
                for n in (1, 2)
            ],
            teams=[
                {
                    "code": f"{code}-team",
                    "kind": "group",
                    "name": "组",
                    "community": code,
                    "leader": f"{code}-1",
                    "members": [f"{code}-1", f"{code}-2"],
                }
            ],
            building_duty=[{"volunteer": f"{code}-2", "buildings": [f"{code}-b1"]}],
            accounts=[
                self._account("volunteer", "志愿者2", volunteer=f"{code}-2"),
                self._account("community_worker", "社工"),
            ],
        )

    def write(self) -> Path:
        """The folder to load, with the place as it now is."""
        (self._folder / "small").mkdir(exist_ok=True)
        (self._folder / "small" / "place.json").write_text(json.dumps(self), encoding="utf-8")
        return self._folder

    def _account(self, role: str, name: str, volunteer: str | None = None) -> dict[str, Any]:
        return {
            "username": f"{self.code}-{role.replace('_', '-')}",
            "display_name": name,
            "roles": [role],
            "communities": [self.code],
            "organisation": None,
            "volunteer": volunteer,
        }
