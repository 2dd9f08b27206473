"""Topics: proposed by people of a community, taken up or declined by its workers, talked about and concluded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Actor, Transaction
from chassis.access import require_worker
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound

from . import queries
from .models import NeedRow, OpinionRow, TopicRow
from .relations import require_belonging

OPEN_TO_ALL = ("taken_up", "concluded")
"""The states in which everybody of the community sees a topic."""


def propose(tx: Transaction, actor: Actor, request: dict[str, Any]) -> TopicRow:
    """Raises `Forbidden`, and `Invalid` ``unknown`` for the community."""
    community = request["community"]
    require_belonging(actor, community)
    if request["on_behalf_of"] is not None and not actor.works_in(community):
        raise Forbidden("on_behalf_by_workers_only", community=community)
    if faults := queries.place_faults(tx.session, community, None):
        raise Invalid(faults)
    topic = TopicRow(**request, topic_id=tx.new_id(), state="proposed", proposer=actor.person_id, proposed_at=tx.now)
    tx.session.add(topic)
    return topic


def decide(tx: Transaction, actor: Actor, topic_id: str, state: str, reason: str | None) -> TopicRow:
    """Take a proposed topic up, or decline it. Raises `NotFound`, `Forbidden`, `Conflict` ``topic_state``."""
    topic = _found(tx.session, topic_id, lock=True)
    require_worker(actor, topic.community)
    _require(topic, "proposed")
    topic.state, topic.reason = state, reason
    topic.decided_by, topic.decided_at = actor.person_id, tx.now
    return topic


def voice(tx: Transaction, actor: Actor, topic_id: str, words: str) -> dict[str, Any]:
    """The opinion, as the actor sees it. Raises `NotFound` also for a topic that the actor may not see, `Forbidden`,
    `Conflict` ``topic_state``."""
    topic = visible(tx.session, actor, topic_id, lock=True)
    _require(topic, "taken_up")
    opinion = OpinionRow(
        opinion_id=tx.new_id(), topic_id=topic_id, author=actor.person_id, words=words, voiced_at=tx.now
    )
    tx.session.add(opinion)
    return _opinion(opinion, actor, topic.community)


def conclude(tx: Transaction, actor: Actor, request: dict[str, Any]) -> TopicRow:
    """Raises `NotFound`, `Forbidden`, `Conflict` ``topic_state``; `Invalid` ``unknown``, ``wrong_community`` for the
    need that came of it."""
    topic = _found(tx.session, request["topic_id"], lock=True)
    require_worker(actor, topic.community)
    _require(topic, "taken_up")
    if request["need_id"] is not None:
        need = tx.session.get(NeedRow, request["need_id"])
        if need is None:
            raise Invalid({"need_id": ["unknown"]})
        if need.community != topic.community:
            raise Invalid({"need_id": ["wrong_community"]})
    topic.state = "concluded"
    topic.concluded_by, topic.concluded_at = actor.person_id, tx.now
    topic.conclusion, topic.need_id, topic.project_id = request["conclusion"], request["need_id"], request["project_id"]
    return topic


def visible(session: Session, actor: Actor, topic_id: str, lock: bool = False) -> TopicRow:
    """The topic. Raises `Forbidden` for who is not of its community, and `NotFound` for who may not see it yet."""
    topic = _found(session, topic_id, lock)
    require_belonging(actor, topic.community)
    if topic.state not in OPEN_TO_ALL and not actor.works_in(topic.community) and topic.proposer != actor.person_id:
        raise NotFound("topic", topic_id)
    return topic


def page(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[TopicRow], str | None]:
    """Newest first, the topics of a community that the actor may see. Raises `Forbidden`."""
    community = wanted["community"]
    require_belonging(actor, community)
    found = sa.select(TopicRow).where(TopicRow.community == community)
    if not actor.works_in(community):
        found = found.where(sa.or_(TopicRow.state.in_(OPEN_TO_ALL), TopicRow.proposer == actor.person_id))
    if wanted["state"]:
        found = found.where(TopicRow.state == wanted["state"])
    return queries.page(session, found, TopicRow.topic_id, wanted)


def page_of_opinions(session: Session, actor: Actor, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
    """Newest first, the opinions on a topic. Raises as `visible`."""
    topic = visible(session, actor, wanted["topic_id"])
    found = sa.select(OpinionRow).where(OpinionRow.topic_id == topic.topic_id)
    rows, cursor = queries.page(session, found, OpinionRow.opinion_id, wanted)
    return [_opinion(row, actor, topic.community) for row in rows], cursor


def shown(session: Session, actor: Actor, topics: Sequence[TopicRow]) -> list[dict[str, Any]]:
    """Topics as the actor may see them: who proposed one is for workers of the community."""
    ids = [topic.topic_id for topic in topics]
    counted = sa.select(OpinionRow.topic_id, sa.func.count()).where(OpinionRow.topic_id.in_(ids))
    opinions = {row[0]: row[1] for row in session.execute(counted.group_by(OpinionRow.topic_id))}
    answers = []
    for topic in topics:
        facts = {column.key: getattr(topic, column.key) for column in TopicRow.__table__.columns}
        if not actor.works_in(topic.community):
            facts.update(proposer=None, on_behalf_of=None)
        mine = topic.proposer == actor.person_id
        answers.append({**facts, "mine": mine, "opinions": opinions.get(topic.topic_id, 0)})
    return answers


def _found(session: Session, topic_id: str, lock: bool = False) -> TopicRow:
    topic = session.get(TopicRow, topic_id, with_for_update=lock or None)
    if topic is None:
        raise NotFound("topic", topic_id)
    return topic


def _require(topic: TopicRow, state: str) -> None:
    if topic.state != state:
        raise Conflict("topic_state", state=topic.state)


def _opinion(row: OpinionRow, actor: Actor, community: str) -> dict[str, Any]:
    """An opinion as the actor may see it: whose it is is for workers of the community."""
    return {
        "opinion_id": row.opinion_id,
        "topic_id": row.topic_id,
        "words": row.words,
        "author": row.author if actor.works_in(community) else None,
        "mine": row.author == actor.person_id,
        "voiced_at": row.voiced_at,
    }
