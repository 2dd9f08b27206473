"""What looks wrong with somebody's checking in and out, so that a person should decide before it counts.

The rules are for what only codes and clocks say; who is put on a list by a worker is vouched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class DoubtRules:
    """`burst`: so many who check in within `burst_seconds` of one another, themselves included, are hardly walking
    through a door; `travel`: least time between two communities."""

    burst: int = 12
    burst_seconds: int = 10
    travel: timedelta = timedelta(minutes=10)


USUAL = DoubtRules()


@dataclass(frozen=True)
class Seen:
    """Somebody at an activity of a community, from `came` to `left` (aware); `left` is None while nobody knows."""

    community: str
    came: datetime
    left: datetime | None


def about(seen: Seen, came_here: Iterable[datetime], elsewhere: Sequence[Seen], rules: DoubtRules = USUAL) -> list[str]:
    """The doubts about one check-in: ``burst``, ``two_places``, ``too_far_apart``, ``no_check_out``.

    `came_here`: when anybody checked in to the same activity, this one included; `elsewhere`: the same volunteer at
    other activities.
    """
    found = []
    span = timedelta(seconds=rules.burst_seconds)
    if _most_within(sorted(came_here), seen.came, span) >= rules.burst:
        found.append("burst")
    left = seen.left or seen.came
    others = [(other, other.left or other.came) for other in elsewhere]
    if any(other.came < left and seen.came < other_left for other, other_left in others):
        found.append("two_places")
    elif any(
        other.community != seen.community and seen.came - other_left < rules.travel and other.came - left < rules.travel
        for other, other_left in others
    ):
        found.append("too_far_apart")
    if seen.left is None:
        found.append("no_check_out")
    return found


def _most_within(times: Sequence[datetime], one: datetime, span: timedelta) -> int:
    """How many of the sorted `times` lie in the fullest stretch of length `span` that holds `one`."""
    near = [time for time in times if abs(time - one) <= span]
    return max(sum(start <= time <= start + span for time in near) for start in near if start <= one) if near else 0
