"""A demonstration day in 协庄社区: how its needs are served, each told in one call."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]

COMMUNITY = "xiezhuang"


def resident(n: int) -> str:
    return f"{COMMUNITY}-resident-{n}"


def rating(stars: int, resolved: bool, comment: str) -> Record:
    return {"stars": stars, "resolved": resolved, "comment": comment}


def need(reporter: int, home: str, kind: str, description: str, script: Record, urgency: str = "ordinary") -> Record:
    """A need of the `reporter`-th resident about building `home` (``c1-b05``)."""
    return {
        "kind": kind,
        "urgency": urgency,
        "building": f"{COMMUNITY}-{home}",
        "reporter": resident(reporter),
        "description": description,
        "script": script,
    }


def _script(**steps: Any) -> Record:
    """All scripts have the same steps; null is a step that this need does not go through."""
    nothing = dict.fromkeys(
        ("route", "how", "volunteer", "department", "report_in", "minutes", "dispute", "rating", "reopen")
    )
    return nothing | steps


def volunteer(
    n: int, how: str, minutes: int, rated: Record, dispute: Record | None = None, reopen: Record | None = None
) -> Record:
    """The n-th signed-in volunteer serves: `how` is "claim" (by himself) or "assign" (by the community)."""
    return _script(
        route="volunteer",
        how=how,
        volunteer=f"{COMMUNITY}-volunteer-{n}",
        minutes=minutes,
        rating=rated,
        dispute=dispute,
        reopen=reopen,
    )


def department(code: str, report_in: str, minutes: int, rated: Record, dispute: Record | None = None) -> Record:
    """A department is whistled for and reports in "in_time" or "late", then serves."""
    return _script(
        route="department",
        department=f"xintai-{code}",
        report_in=report_in,
        minutes=minutes,
        rating=rated,
        dispute=dispute,
    )


def unanswered(code: str) -> Record:
    """A department is whistled for and never reports in: nothing is served, so nothing is rated."""
    return _script(route="department", department=f"xintai-{code}", report_in="never")


def dispute(reason: str, minutes: int) -> Record:
    """The resident does not confirm the first completion; the provider completes again after `minutes` in all."""
    return {"reason": reason, "minutes": minutes}


def reopen(reason: str, minutes: int, rated: Record) -> Record:
    """The resident reopens the closed need; the same provider serves it again and is rated again."""
    return {"reason": reason, "minutes": minutes, "rating": rated}
