"""A consent survey as its workers and collectors ask the ticketing service about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chassis import Actor

from tests.days import today
from tests.ticketing.neighbourhood import Neighbourhood


def day(ahead: int) -> str:
    """The day so many days from today."""
    return (today() + timedelta(days=ahead)).isoformat()


def doors(building: str, count: int) -> list[dict[str, Any]]:
    return [{"building": building, "door": str(101 + number)} for number in range(count)]


def opened(here: Neighbourhood, by: Actor | None = None, count: int = 3, **facts: Any) -> dict[str, Any]:
    """A survey of the building's households: two thirds must say yes; `lin` collects."""
    asked = {
        "community": here.community,
        "question": "是否同意加装电梯",
        "threshold": {"numerator": 2, "denominator": 3},
        "households": doors(here.building, count),
        "collectors": [here.lin.volunteer_id],
    }
    return here.rpc("ticketing", "open_survey", {**asked, **facts}, actor=by or here.worker)


def ask(here: Neighbourhood, call: str, survey: dict[str, Any], by: Actor | None = None, **facts: Any) -> Any:
    return here.rpc("ticketing", call, {"survey_id": survey["survey_id"], **facts}, actor=by or here.worker)


def said(here: Neighbourhood, number: int, answer: str, **facts: Any) -> dict[str, Any]:
    """What the household behind the building's `number`-th door (from 0) answered."""
    return {
        **doors(here.building, number + 1)[number],
        "answer": answer,
        "evidence": "signature",
        "reference": f"表{number}",
        **facts,
    }


def collect(here: Neighbourhood, survey: dict[str, Any], *answers: dict[str, Any], by: Actor | None = None) -> Any:
    return ask(here, "collect_answers", survey, by, answers=list(answers))
