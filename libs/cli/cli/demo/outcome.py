"""What came of the day: stars and department appraisals, once every fact of the day is counted in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from cli.demo.need import Played
from cli.demo.watch import Watch
from cli.portal import Portal
from cli.problem import Problem
from contracts import district

Board = dict[str, Any]

COUNTING_SECONDS = 120.0
"""How long scoring may take to count what the bus has shown, before something is wrong."""

_PAUSE_SECONDS = 0.2
_STARS, _APPRAISAL = "stars", "appraisal"
_UNTOLD: dict[str, Any] = {_STARS: 0, _APPRAISAL: (None, 0)}
"""What stands before the first event about somebody's rating."""


@dataclass(frozen=True)
class Boards:
    """The star board of the community and the department board, as the API gives them."""

    stars: Board
    departments: Board


def boards(portal: Portal, token: str, community: str) -> Boards:
    """Both boards of the current year and quarter. Raises Problem and Refused."""
    return Boards(portal.get(f"/communities/{community}/stars", token), portal.get("/departments/appraisals", token))


def counted(look: Callable[[], Boards], before: Boards, played: Played, watch: Watch) -> Boards:
    """The boards once every fact of the day stands behind them, known by the ids of the events, and the bus has told
    of every change since `before`. Raises Problem when that does not come."""

    def settled(now: Boards) -> bool:
        return not _uncounted(now, played, watch) and _told(before, now, watch)

    deadline = time.monotonic() + COUNTING_SECONDS
    while True:
        now = look()
        if watch.wait(partial(settled, now), _PAUSE_SECONDS):
            return now
        if time.monotonic() > deadline:
            raise Problem(
                f"After {COUNTING_SECONDS:.0f} seconds {len(_uncounted(now, played, watch))} events were not counted, "
                "or the bus did not tell what they changed: see what scoring logged (linli logs scoring)."
            )


def _uncounted(now: Boards, played: Played, watch: Watch) -> set[str]:
    """The ids of the day's events that are not yet behind the boards, but for ratings that were set aside."""
    items = now.stars["items"] + now.departments["items"]
    behind = {event for item in items for clause in item["explanation"]["clauses"] for event in clause["events"]}
    ruled = {one["record_id"] for item in items for one in item["explanation"]["rulings"]}
    aside = {one.id for one in list(watch.seen) if _is_rating_of(one.data, ruled)}
    return _facts(now, played, watch) - behind - aside


def _is_rating_of(event: Any, services: set[str]) -> bool:
    return bool(event.event_name == "ServiceRated" and event.service_id in services)


def _facts(now: Boards, played: Played, watch: Watch) -> set[str]:
    """The ids of the day's events that count in the year and the quarter of the boards."""
    needs, year, quarter = set(played.needs), now.stars["year"], now.departments["period"]
    many = {item["department"] for item in now.departments["items"] if _has_more(item)}
    facts = set()
    for one in list(watch.seen):
        event: Any = one.data
        if getattr(event, "need_id", None) not in needs:
            continue
        match event.event_name:
            case "ServiceCompleted":
                counts = event.provider_kind == "volunteer" and _year(event.completed_at) == year
            case "ServiceRated" if event.provider_kind == "volunteer":
                counts = _year(event.completed_at) == year
            case "ServiceRated":
                counts = _quarter(event.completed_at) == quarter
            case "DepartmentReportedIn":
                counts = _quarter(event.report_in_by) == quarter and event.department not in many
            case "NeedEscalated":
                counts = event.whistle_id in played.unanswered and _quarter(event.report_in_by) == quarter
            case _:
                counts = False
        if counts:
            facts.add(one.id)
    return facts


def _has_more(item: dict[str, Any]) -> bool:
    """Whether not all whistles of the department are named: then those with the latest deadlines are."""
    response = next(clause for clause in item["explanation"]["clauses"] if clause["clause"] == "response")
    return response["events_total"] > len(response["events"])


def _told(before: Boards, now: Boards, watch: Watch) -> bool:
    """Whether the newest event about each rating, or without one the board of `before`, says what `now` says."""
    told: dict[tuple[Any, ...], tuple[int, Any]] = {}
    for one in list(watch.seen):
        event: Any = one.data
        if event.event_name == "StarRatingChanged":
            about, says = (_STARS, event.volunteer_id, event.year), event.stars
        elif event.event_name == "DepartmentAppraisalChanged":
            about, says = (_APPRAISAL, event.department, event.period), (event.total_tenths, event.cases)
        else:
            continue
        told[about] = max(told.get(about, (0, None)), (event.sequence, says), key=lambda known: known[0])
    said = _ratings(before) | {about: says for about, (_, says) in told.items()}
    return all(said.get(about, _UNTOLD[about[0]]) == says for about, says in _ratings(now).items())


def _ratings(boards: Boards) -> dict[tuple[Any, ...], Any]:
    """What each board says of whom, as events say it."""
    stars = {(_STARS, item["volunteer_id"], item["year"]): item["stars"] or 0 for item in boards.stars["items"]}
    appraisals = {
        (_APPRAISAL, item["department"], item["period"]): (
            None if item["total"] is None else int(Decimal(item["total"]) * 10),
            item["counts"]["cases"],
        )
        for item in boards.departments["items"]
    }
    return {**stars, **appraisals}


def _year(moment: datetime) -> int:
    return moment.astimezone(district.TIME).year


def _quarter(moment: datetime) -> str:
    day = moment.astimezone(district.TIME)
    return f"{day.year}-Q{(day.month + 2) // 3}"
