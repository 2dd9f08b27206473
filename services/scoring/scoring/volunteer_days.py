"""How many volunteer days an organisation gave: days on which a volunteer whom it seconds to a community served there.

Pure rules over plain data. Somebody who serves twice on a day, or is seconded twice to the same place by the same
organisation, gives one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Secondment(NamedTuple):
    """An organisation seconds a volunteer to a community, from a day to another (None: without end), both within."""

    organisation: str
    volunteer_id: str
    community: str
    from_day: date
    to_day: date | None

    def holds_on(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


class Served(NamedTuple):
    """A volunteer served in a community on a day."""

    volunteer_id: str
    community: str
    day: date


def given(secondments: Iterable[Secondment], served: Iterable[Served]) -> dict[str, int]:
    """The volunteer days of each organisation that gave any."""
    days: dict[tuple[str, str], set[date]] = {}
    for one in served:
        days.setdefault((one.volunteer_id, one.community), set()).add(one.day)
    found: dict[str, set[tuple[str, str, date]]] = {}
    for secondment in secondments:
        where = secondment.volunteer_id, secondment.community
        for day in days.get(where, ()):
            if secondment.holds_on(day):
                found.setdefault(secondment.organisation, set()).add((*where, day))
    return {organisation: len(those) for organisation, those in found.items()}
