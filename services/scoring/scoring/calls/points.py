"""What may be asked about points, and what the service does about them by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, every, query, subscribe
from chassis.access import require_worker, roles
from chassis.database import utc_now
from chassis.refusals import NotFound
from contracts import Envelope, district
from contracts.events import VolunteerErased, VolunteerMerged
from contracts.requests import points as requests

from .. import adoption, points_earning, points_ledger, points_people, points_views, queries
from .rules import WORKER, Answer, holder


class Points:
    @every(seconds=0.1, in_backlog=1)
    def work_out_points(self, tx: Transaction) -> bool:
        return points_earning.work_out(tx, adoption.OWN)

    @every(seconds=3600)
    def compare_points(self, tx: Transaction) -> None:
        """For rules that have changed and sums that were counted anew; no event tells of either."""
        points_earning.note_differing(tx.session, adoption.OWN, district.day_of(tx.now))

    @every(seconds=600)
    def expire_points(self, tx: Transaction) -> bool:
        return points_earning.expire(tx, adoption.OWN, district.day_of(tx.now))

    @subscribe(VolunteerMerged, VolunteerErased, batch=100)
    def move_points(self, tx: Transaction, events: list[Envelope]) -> None:
        points_people.follow(tx, adoption.OWN, events)

    @query(requests.VolunteerPointsQuery, requests.VolunteerPoints)
    def volunteer_points(self, session: Session, actor: Actor, request: Answer) -> Answer:
        volunteer_id = holder(session, actor, request["volunteer_id"])
        return points_views.volunteer_points(session, adoption.OWN, district.day_of(utc_now()), volunteer_id)

    @query(requests.PointsPostingsQuery, requests.PointsPostings)
    def points_postings(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return points_views.postings(session, holder(session, actor, request["volunteer_id"]), request)

    @query(requests.CommunityPointsQuery, requests.CommunityPoints, requires=WORKER)
    def community_points(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        if not queries.is_known_community(session, request["community"]):
            raise NotFound("community", request["community"])
        return points_views.community_points(session, request)

    @query(requests.PointsCheckQuery, requests.PointsCheck, requires=roles("district_admin"))
    def check_points(self, session: Session, actor: Actor, request: Answer) -> dict[str, Any]:
        return points_ledger.check(session)
