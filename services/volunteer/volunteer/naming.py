"""Who is meant where volunteers are named: by id or, in their community, by its reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis.refusals import Invalid

from .models import VolunteerRow

_PARTS = 500


class Named:
    """Volunteers found by id or, in a community, by reference. `asked`: communities with what is named in each."""

    def __init__(self, session: Session, asked: Iterable[tuple[str, Iterable[str | None]]]) -> None:
        self._found: dict[tuple[str | None, str], VolunteerRow] = {}
        by_community: defaultdict[str, set[str]] = defaultdict(set)
        for community, named in asked:
            by_community[community].update(one for one in named if one is not None)
        for community, names in by_community.items():
            ordered = sorted(names)
            for start in range(0, len(ordered), _PARTS):
                self._look_up(session, community, ordered[start : start + _PARTS])

    def _look_up(self, session: Session, community: str, names: list[str]) -> None:
        referred = (VolunteerRow.community == community) & VolunteerRow.reference.in_(names)
        for row in session.scalars(sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(names) | referred)):
            self._found[None, row.volunteer_id] = row
            if row.reference:
                self._found[row.community, row.reference] = row

    def find_all(
        self, community: str, names: list[str], *, withdrawn: bool = False
    ) -> tuple[list[str], dict[int, list[str]]]:
        """The volunteer id of each of `names` (an empty one where it is wrong), and the faults by position.
        `withdrawn`: also those who do not serve any more."""
        ids, faults = [], {}
        for position, name in enumerate(names):
            row = self._found.get((None, name)) or self._found.get((community, name))
            if row is None or not (row.active or withdrawn):
                faults[position] = ["unknown" if row is None else "withdrawn"]
            ids.append(row.volunteer_id if row else "")
        return ids, faults


def find_all(
    session: Session, community: str, names: list[str], *, withdrawn: bool = False
) -> tuple[list[str], dict[int, list[str]]]:
    """As `Named.find_all`, where only one community's volunteers are named."""
    return Named(session, [(community, names)]).find_all(community, names, withdrawn=withdrawn)


def find(session: Session, community: str, name: str, *, withdrawn: bool = False) -> str:
    """The id of the volunteer whom a request names as its `volunteer`. Raises `Invalid`: ``unknown``, ``withdrawn``."""
    [volunteer_id], wrong = find_all(session, community, [name], withdrawn=withdrawn)
    if wrong:
        raise Invalid({"volunteer": wrong[0]})
    return volunteer_id
