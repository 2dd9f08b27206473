"""What the person served says of a service, kept and told of."""

from __future__ import annotations

from typing import Any

from contracts.events import ServiceRated

from . import helpers
from .case import Case


def rate(case: Case, judgement: dict[str, Any]) -> None:
    """Rate the service of the present round (`contracts.requests.ticketing.Judgement`), which is everybody's who helped
    with it, or refuse as `Case.may` does."""
    case.take("rate")
    service = case.service
    service.stars, service.resolved, service.comment = (judgement[name] for name in ("stars", "resolved", "comment"))
    service.rated_at = case.tx.now
    told = {"completed_at": service.completed_at, "stars": judgement["stars"], "resolved": judgement["resolved"]}
    told |= case.speaker()
    for part, _ in helpers.parts(case):
        case.tell(ServiceRated, **part, **told)
