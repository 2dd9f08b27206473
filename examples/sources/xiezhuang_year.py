"""A. 协庄社区's year: trainings, themed activities, free clinics with the health centre, films with the cinema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .records import Record
from .service import YEAR, activity, in_turn

CODE = "xiezhuang"

# What, of which kind, how often in the year, the group that serves, from when, how many hours, by how many.
KINDS = (
    ("志愿服务培训", "publicity_education", 5, "social-governance", "09:00", 2, 12),
    ("主题活动", "culture_recreation", 16, "culture-recreation", "14:00", 3, 8),
    ("义诊", "health_care", 6, "convenience", "08:30", 3, 6),
    ("电影放映", "culture_recreation", 4, "liveable-city", "19:00", 2, 6),
)


def activities(groups: dict[str, list[str]]) -> list[Record]:
    """The year's activities. `groups`: references by group."""
    return sorted(_planned(groups), key=lambda one: (one["starts_at"], one["title"]))


def _planned(groups: dict[str, list[str]]) -> Iterator[Record]:
    for offset, (title, kind, times, group, clock, hours, number) in enumerate(KINDS):
        for n in range(times):
            day = date(YEAR, n * 12 // times + 1, 3 + 6 * offset)
            attended = in_turn(groups[group], number, n * number)
            # A month can have two of a kind, which are a week apart.
            later = date(YEAR, day.month, day.day + 7) if n and (n - 1) * 12 // times + 1 == day.month else day
            yield activity(CODE, kind, title, "协庄社区志愿服务总站", later, clock, hours, attended)
