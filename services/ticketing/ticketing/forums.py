"""Open forums (民情恳谈会): which topics were on the table, what was said, what was agreed and whether it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Invalid, NotFound
from contracts import district

from . import queries
from .models import AgreedPointRow, ForumRow, OrganisationRow, TopicRow
from .relations import officer_of, require_belonging


def call(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ForumRow:
    """Raises `Forbidden`; `Invalid` ``unknown``, and for a topic ``wrong_community``, ``not_taken_up``."""
    community = request["community"]
    require_worker(actor, community)
    faults: dict[str, Any] = dict(queries.place_faults(tx.session, community, None))
    found = sa.select(TopicRow).where(TopicRow.topic_id.in_(request["topics"]))
    known = {topic.topic_id: topic for topic in tx.session.scalars(found)}
    wrong = {
        str(position): [code]
        for position, topic_id in enumerate(request["topics"])
        if (code := _wrong_topic(known.get(topic_id), community))
    }
    if wrong:
        faults["topics"] = wrong
    if faults:
        raise Invalid(faults)
    forum = ForumRow(**request, forum_id=tx.new_id(), called_by=actor.person_id)
    tx.session.add(forum)
    return forum


def keep_minutes(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ForumRow:
    """Raises `NotFound`, `Forbidden`, `Conflict` ``minutes_kept``, ``forum_to_come``; `Invalid` ``unknown`` for an
    organisation, ``before_forum`` for a day."""
    forum = found(tx.session, request["forum_id"], lock=True)
    require_worker(actor, forum.community)
    if forum.minutes is not None:
        raise Conflict("minutes_kept")
    if forum.day > district.day_of(tx.now):
        raise Conflict("forum_to_come", day=forum.day.isoformat())
    faults = _faults(tx.session, forum, request["agreed"])
    if faults:
        raise Invalid({"agreed": faults})
    forum.came, forum.minutes, forum.minutes_by = request["came"], request["minutes"], actor.person_id
    for number, point in enumerate(request["agreed"], 1):
        tx.session.add(AgreedPointRow(**point, point_id=tx.new_id(), forum_id=forum.forum_id, number=number))
    return forum


def settle(tx: Transaction, actor: Actor, request: dict[str, Any]) -> ForumRow:
    """Record that a point was done: a worker any, an officer what the own organisation is responsible for.

    Raises `NotFound`, `Forbidden`, `Conflict` ``point_settled``; `Invalid` ``in_the_future``, ``before_forum``.
    """
    point = tx.session.get(AgreedPointRow, request["point_id"], with_for_update=True)
    if point is None:
        raise NotFound("agreed_point", request["point_id"])
    forum = found(tx.session, point.forum_id)
    own = point.organisation is not None and officer_of(actor) == point.organisation
    if not own:
        require_worker(actor, forum.community)
    if point.done_on is not None:
        raise Conflict("point_settled", day=point.done_on.isoformat())
    today = district.day_of(tx.now)
    day = request["done_on"] or today
    if day > today:
        raise Invalid({"done_on": ["in_the_future"]})
    if day < forum.day:
        raise Invalid({"done_on": ["before_forum"]})
    point.done_on, point.settled_by = day, actor.person_id
    return forum


def found(session: Session, forum_id: str, lock: bool = False) -> ForumRow:
    """The forum; with `lock`, nobody else changes it until the transaction ends. Raises `NotFound`."""
    forum = session.get(ForumRow, forum_id, with_for_update=lock or None)
    if forum is None:
        raise NotFound("forum", forum_id)
    return forum


def require_readable(session: Session, actor: Actor, forum: ForumRow) -> None:
    """Raise `Forbidden` unless the actor is of the community, or an officer of an organisation that the forum made
    responsible for a point."""
    officer = officer_of(actor)
    if officer is not None:
        points = sa.select(AgreedPointRow).where(AgreedPointRow.forum_id == forum.forum_id)
        if session.scalars(points.where(AgreedPointRow.organisation == officer).limit(1)).first() is not None:
            return
    require_belonging(actor, forum.community)


def page(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[ForumRow], str | None]:
    """The forums of a community, those announced last first. Raises `Forbidden`."""
    require_belonging(actor, wanted["community"])
    of_community = sa.select(ForumRow).where(ForumRow.community == wanted["community"])
    return queries.page(session, of_community, ForumRow.forum_id, wanted)


def shown(session: Session, forums: Sequence[ForumRow], today: date) -> list[dict[str, Any]]:
    """Forums as answers, with what was agreed on."""
    agreed = defaultdict(list)
    points = sa.select(AgreedPointRow).where(AgreedPointRow.forum_id.in_([forum.forum_id for forum in forums]))
    for point in session.scalars(points.order_by(AgreedPointRow.number)):
        agreed[point.forum_id].append(
            {
                "point_id": point.point_id,
                "words": point.words,
                "organisation": point.organisation,
                "due_on": point.due_on,
                "done_on": point.done_on,
                "late": point.due_on is not None and (point.done_on or today) > point.due_on,
            }
        )
    return [
        {
            "forum_id": forum.forum_id,
            "community": forum.community,
            "day": forum.day,
            "place_words": forum.place_words,
            "topics": forum.topics,
            "came": forum.came,
            "minutes": forum.minutes,
            "agreed": agreed[forum.forum_id],
        }
        for forum in forums
    ]


def _wrong_topic(topic: TopicRow | None, community: str) -> str | None:
    if topic is None:
        return "unknown"
    if topic.community != community:
        return "wrong_community"
    return None if topic.state == "taken_up" else "not_taken_up"


def _faults(session: Session, forum: ForumRow, agreed: list[dict[str, Any]]) -> dict[str, Any]:
    named = {point["organisation"] for point in agreed} - {None}
    known = set(session.scalars(sa.select(OrganisationRow.code).where(OrganisationRow.code.in_(named))))
    faults: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for position, point in enumerate(agreed):
        if point["organisation"] is not None and point["organisation"] not in known:
            faults[str(position)]["organisation"] = ["unknown"]
        if point["due_on"] is not None and point["due_on"] < forum.day:
            faults[str(position)]["due_on"] = ["before_forum"]
    return dict(faults)
