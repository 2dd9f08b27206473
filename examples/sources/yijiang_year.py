"""E. 怡江社区's year of service: activities and who was there, so that person-times and hours are the reported ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from .records import Record
from .service import YEAR, activity, in_turn
from .shares import shared_out

CODE = "yijiang"
SQUARE, SQUAD, CLASS = "怡江文化广场", "先锋小分队", "垃圾分类班"
SQUARE_DAY = 5
MONTHS = range(1, 13)
QUARTERS = (3, 6, 9, 12)
BRIEFINGS = (9, 16, 23)


def activities(groups: dict[str, list[str]], survey: list[str], person_times: int, hours: int) -> list[Record]:
    """The year's activities. `groups`: references by group; `survey`: those of the survey team.

    So many leave half an hour before the end that the `hours` are met exactly. Raises ValueError where the table does
    not add up.
    """
    made = sorted(_planned(groups, survey), key=lambda one: (one["starts_at"], one["title"]))
    if (attended := sum(len(one["attended"]) for one in made)) != person_times:
        raise ValueError(f"the table has {attended} attendances, not {person_times}")
    too_many = sum(len(one["attended"]) * _hours(one) for one in made) - hours
    half_hours = int(too_many * 2)
    if not 0 <= half_hours <= person_times:
        raise ValueError(f"the table has {too_many} hours too many")
    shares = shared_out(half_hours, [len(one["attended"]) for one in made])
    for one, share in zip(made, shares, strict=True):
        one["left_early"] = dict.fromkeys(one["attended"][:share], 30)
    return made


def _planned(groups: dict[str, list[str]], survey: list[str]) -> Iterator[Record]:
    pioneers, sorting, residents = (groups[code] for code in ("pioneer-squad", "waste-sorting", "resident-volunteers"))
    # Those of the squad and the class serve at the square, too, but most of its people are residents.
    everybody = residents + pioneers + sorting
    turns: Counter[str] = Counter()

    def some(people: list[str], number: int, what: str) -> list[str]:
        turns[what] += number
        return in_turn(people, number, turns[what] - number)

    def held(kind: str, title: str, place: str, month: int, day: int, clock: str, hours: int, who: list[str]) -> Record:
        return activity(CODE, kind, title, place, date(YEAR, month, day), clock, hours, who)

    event, watch, stall = "“5号集市”便民服务", f"{SQUAD}深夜联合值守", f"{CLASS}摆摊宣传"
    for month in MONTHS:
        yield held("convenience", event, SQUARE, month, SQUARE_DAY, "13:00", 4, some(everybody, 60, event))
        yield held("public_order", watch, "怡江一区路口", month, 12, "22:00", 6, some(pioneers, 30, watch))
        for day in (8, 22):
            yield held("publicity_education", stall, SQUARE, month, day, "09:00", 3, some(sorting, 12, stall))
    mutual_help = "邻里互助日"
    for month in QUARTERS:
        yield held("environment", f"{CLASS}入户走访", "怡江二区", month, 15, "13:30", 4, sorting)
        yield held("environment", f"{CLASS}集中督导", "怡江一区投放点", month, 18, "06:30", 4, sorting)
        helping = some(residents, 33, mutual_help)
        yield held("hardship_relief", mutual_help, "怡江二区", month, 20, "09:00", 4, helping)
    briefing, others = "改造说明会暨意愿征询入户", residents[len(survey) :]
    for day in BRIEFINGS:
        present = survey + some(others, 40 - len(survey), briefing)
        yield held("convenience", briefing, "怡江一区", 4, day, "18:00", 3, present)


def _hours(one: Record) -> Fraction:
    span = datetime.fromisoformat(one["ends_at"]) - datetime.fromisoformat(one["starts_at"])
    return Fraction(int(span.total_seconds()), 3600)
