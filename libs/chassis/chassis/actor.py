"""Who asks: the person behind a remote call, as the portal knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The signed-in person. `communities`: where a worker works; `organisation`: whose officer the person is;
    `volunteer_id`: the person's record as a volunteer; `language`: zh or en."""

    person_id: str
    roles: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    organisation: str | None = None
    volunteer_id: str | None = None
    language: str = "zh"

    def has(self, role: str) -> bool:
        return role in self.roles

    @property
    def is_admin(self) -> bool:
        return "district_admin" in self.roles

    def works_in(self, community: str) -> bool:
        """Whether the person may act for the community: its worker, or the district's administrator."""
        return self.is_admin or ("community_worker" in self.roles and community in self.communities)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, for a remote call's context."""
        return {
            "person_id": self.person_id,
            "roles": sorted(self.roles),
            "communities": sorted(self.communities),
            "organisation": self.organisation,
            "volunteer_id": self.volunteer_id,
            "language": self.language,
        }

    @classmethod
    def from_dict(cls, known: Mapping[str, Any]) -> Actor:
        return cls(
            person_id=known["person_id"],
            roles=frozenset(known["roles"]),
            communities=frozenset(known["communities"]),
            organisation=known["organisation"],
            volunteer_id=known["volunteer_id"],
            language=known["language"],
        )
