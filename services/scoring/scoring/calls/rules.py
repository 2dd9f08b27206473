"""Who may ask what of the scoring service, as its calls name it, and what they give."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor
from chassis.access import roles
from chassis.refusals import Forbidden, NotFound

from .. import points_views, queries

WORKER = roles("community_worker", "district_admin")
OFFICER = roles("officer")
OFFICE = roles("officer", "community_worker", "district_admin")
VOLUNTEER = roles("volunteer")
DISTRICT = roles("district_admin")

Answer = dict[str, Any]


def holder(session: Session, actor: Actor, volunteer_id: str) -> str:
    """The record that now stands for a volunteer whose points `actor` may see: the own ones, and a worker those of the
    community's volunteers. Raises `Forbidden` (not_your_points), and `NotFound` for a worker."""
    person = points_views.person(session, volunteer_id)
    if actor.volunteer_id is not None and points_views.person(session, actor.volunteer_id) == person:
        return person
    community = queries.community_of(session, person)
    if actor.is_admin and not queries.is_known_volunteer(session, person):
        raise NotFound("volunteer", volunteer_id)
    if not actor.is_admin and (community is None or not actor.works_in(community)):
        raise Forbidden("not_your_points")
    return person
