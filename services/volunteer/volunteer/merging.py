"""What two records of one person are together: what the kept one says stands, and the other fills its blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Facts:
    """What is kept of a volunteer in fields of one value. `phone_mark` tells telephone numbers apart."""

    community: str
    person_id: str | None
    reference: str | None
    phone_mark: str | None
    group: str | None
    home_community: str | None
    party_member: bool
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """What of the kept record changes, and what the merged one gives away for it: its `phone`, `reference` and
    `person` are taken (True) or stay where they are."""

    phone: bool
    reference: bool
    person: bool
    group: str | None
    home_community: str | None
    party_member: bool
    skills: tuple[str, ...]


def fill(kept: Facts, merged: Facts, *, phone_is_free: bool = True) -> Filled:
    """What becomes of the kept record's facts. A reference and a group are one community's own and go to no other;
    `phone_is_free`: nobody else in the kept record's community has the merged one's number."""
    same = kept.community == merged.community
    return Filled(
        phone=kept.phone_mark is None and merged.phone_mark is not None and phone_is_free,
        reference=kept.reference is None and merged.reference is not None and same,
        person=kept.person_id is None and merged.person_id is not None,
        group=kept.group or (merged.group if same else None),
        home_community=kept.home_community or merged.home_community,
        party_member=kept.party_member or merged.party_member,
        skills=unite(kept.skills, merged.skills),
    )


def unite(kept: Sequence[_Value], merged: Sequence[_Value]) -> tuple[_Value, ...]:
    """The kept ones in their order, then those of the other that are new, each once."""
    return tuple(dict.fromkeys([*kept, *merged]))


def choose(kept: Mapping[_Key, _Value], merged: Mapping[_Key, _Value]) -> tuple[dict[_Key, _Value], dict[_Key, _Value]]:
    """Of what the merged record has by some key: what moves to the kept one, and what gives way there because the kept
    one has its own."""
    moves = {key: value for key, value in merged.items() if key not in kept}
    return moves, {key: value for key, value in merged.items() if key in kept}
