"""What may be asked about star policies."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from contracts.requests import star_policies as requests

from .. import adoption, policies, star_words, trials
from ..models import AdoptedPolicy, StarTrial
from ..policies import WrongPolicy
from .rules import DISTRICT, Answer


class StarPolicies:
    @query(requests.StarPoliciesQuery, requests.StarPolicies, requires=ANYONE)
    def star_policies(self, session: Session, actor: Actor, request: Answer) -> Answer:
        own = [
            {
                "policy": policy.reference,
                "owner": policy.owner,
                "effective_from": policy.effective_from,
                "comes_with_linli": True,
                "adopted_by": None,
                "adopted_at": None,
                "document": policies.documents()[policy.reference],
                "rule": star_words.rule(policy),
            }
            for policy in adoption.OWN.stars
        ]
        return {
            "items": own + [_adopted(row) for row in adoption.adopted(session)],
            "ready": list(policies.ready().values()),
        }

    @command(requests.StarPolicyCheck, requests.CheckedStarPolicy, requires=DISTRICT)
    def check_star_policy(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        try:
            policy = adoption.checked(request["document"])
        except WrongPolicy as wrong:
            faults = [{"place": place[: requests.LONGEST_PLACE] or None, "code": code} for place, code in wrong.faults]
            return {"usable": False, "faults": faults, "rule": None}
        return {"usable": True, "faults": [], "rule": star_words.rule(policy)}

    @command(requests.AdoptStarPolicy, requests.KnownStarPolicy, requires=DISTRICT)
    def adopt_star_policy(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _adopted(adoption.adopt(tx, actor, request["document"]))

    @command(requests.StartStarTrial, requests.StarTrial, requires=DISTRICT)
    def start_star_trial(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        trial = trials.start(tx, actor, request["document"], request["year"], request["community"])
        return _trial(trial, [])

    @query(requests.StarTrialQuery, requests.StarTrial, requires=DISTRICT)
    def star_trial(self, session: Session, actor: Actor, request: Answer) -> Answer:
        trial = trials.of(session, request["trial_id"])
        return _trial(trial, trials.moves(session, adoption.current(session), trial, request["after"] or ""))


def _adopted(row: AdoptedPolicy) -> Answer:
    return {
        "policy": row.reference,
        "owner": row.owner,
        "effective_from": row.effective_from,
        "comes_with_linli": False,
        "adopted_by": row.adopted_by,
        "adopted_at": row.adopted_at,
        "document": row.document,
        "rule": star_words.rule(adoption.checked(row.document)),
    }


def _trial(trial: StarTrial, moves: list[Answer]) -> Answer:
    return {
        "trial_id": trial.trial_id,
        "policy": adoption.checked(trial.document).reference,
        "year": trial.year,
        "community": trial.community,
        "asked_by": trial.asked_by,
        "asked_at": trial.asked_at,
        "ended_at": trial.ended_at,
        "people": trial.people,
        "looked_at": trial.looked_at,
        "outcomes": [
            {"stars": before, "would": after, "volunteers": number} for before, after, number in trial.outcomes
        ],
        "moves": moves,
        "next_after": moves[-1]["volunteer_id"] if len(moves) == trials.MOVES_SHOWN else None,
    }
