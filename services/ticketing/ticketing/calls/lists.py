"""What may be asked about the resource list, the need list, and what became of one need."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE, require_worker
from chassis.models import columns
from contracts.requests import lists as requests

from .. import need_chain, need_entries, resources
from .rules import OFFICES, WORKERS, Answer


class Lists:
    @command(requests.OfferResource, requests.Resource, requires=OFFICES)
    def offer_resource(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(resources.offer(tx, actor, request))

    @command(requests.WithdrawResource, requests.Resource, requires=OFFICES)
    def withdraw_resource(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return columns(resources.withdraw(tx, actor, request["resource_id"], request["reason"]))

    @query(requests.ResourcesQuery, requests.Resources, requires=OFFICES)
    def resource_list(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = resources.page(session, actor, request)
        return {"items": [columns(row) for row in rows], "next_cursor": cursor}

    @command(requests.RefineNeeds, requests.NeedEntry, requires=WORKERS)
    def refine_needs(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return need_entries.shown(tx.session, [need_entries.refine(tx, actor, request)])[0]

    @command(requests.MatchResources, requests.NeedEntry, requires=WORKERS)
    def match_resources(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return need_entries.shown(tx.session, [need_entries.match(tx, actor, request)])[0]

    @command(requests.UnmatchResource, requests.NeedEntry, requires=WORKERS)
    def unmatch_resource(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return need_entries.shown(tx.session, [need_entries.unmatch(tx, actor, request)])[0]

    @command(requests.CloseEntry, requests.NeedEntry, requires=WORKERS)
    def close_entry(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return need_entries.shown(tx.session, [need_entries.close(tx, actor, request)])[0]

    @query(requests.NeedListQuery, requests.NeedList, requires=WORKERS)
    def need_list(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        rows, cursor = need_entries.page(session, request)
        return {"items": need_entries.shown(session, rows), "next_cursor": cursor}

    @query(requests.NeedChainQuery, requests.NeedChain, requires=ANYONE)
    def need_chain(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return need_chain.of_need(session, actor, request["need_id"])
