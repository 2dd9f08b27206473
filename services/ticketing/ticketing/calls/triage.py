"""What may be asked before a need is triaged."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, query
from chassis.access import require_worker
from chassis.database import utc_now
from chassis.refusals import Invalid
from contracts.requests import triage as requests

from .. import kind_suggestions, queries, usual_departments
from .rules import WORKERS, Answer


class Triage:
    @query(requests.TriageSuggestionsQuery, requests.TriageSuggestions, requires=WORKERS)
    def triage_suggestions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        community = request["community"]
        require_worker(actor, community)
        faults = queries.place_faults(session, community, None)
        if faults:
            raise Invalid(faults)
        suggested = kind_suggestions.suggested(request["words"])
        departments = usual_departments.of_kinds(session, community, [one.kind for one in suggested], utc_now())
        return {
            "kinds": [
                {
                    "kind": one.kind,
                    "confidence": one.confidence,
                    "because": list(one.because),
                    "departments": departments[one.kind],
                }
                for one in suggested
            ]
        }
