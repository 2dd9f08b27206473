"""What may be asked about topics, the opinions on them, and open forums."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from chassis.database import utc_now
from contracts import district
from contracts.requests import deliberation as requests

from .. import forums, topics
from ..models import ForumRow, TopicRow
from .rules import OFFICES, WORKERS, Answer


class Deliberation:
    @command(requests.ProposeTopic, requests.Topic, requires=ANYONE)
    def propose_topic(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _topic(tx, actor, topics.propose(tx, actor, request))

    @command(requests.TakeUpTopic, requests.Topic, requires=WORKERS)
    def take_up_topic(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _topic(tx, actor, topics.decide(tx, actor, request["topic_id"], "taken_up", request["reason"]))

    @command(requests.DeclineTopic, requests.Topic, requires=WORKERS)
    def decline_topic(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _topic(tx, actor, topics.decide(tx, actor, request["topic_id"], "declined", request["reason"]))

    @command(requests.VoiceOpinion, requests.Opinion, requires=ANYONE)
    def voice_opinion(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return topics.voice(tx, actor, request["topic_id"], request["words"])

    @command(requests.ConcludeTopic, requests.Topic, requires=WORKERS)
    def conclude_topic(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _topic(tx, actor, topics.conclude(tx, actor, request))

    @command(requests.CallForum, requests.Forum, requires=WORKERS)
    def call_forum(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _forum(tx, forums.call(tx, actor, request))

    @command(requests.KeepMinutes, requests.Forum, requires=WORKERS)
    def keep_minutes(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _forum(tx, forums.keep_minutes(tx, actor, request))

    @command(requests.SettlePoint, requests.Forum, requires=OFFICES)
    def settle_point(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _forum(tx, forums.settle(tx, actor, request))

    @query(requests.TopicsQuery, requests.Topics, requires=ANYONE)
    def topics(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = topics.page(session, actor, request)
        return {"items": topics.shown(session, actor, rows), "next_cursor": cursor}

    @query(requests.TopicQuery, requests.Topic, requires=ANYONE)
    def topic(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return topics.shown(session, actor, [topics.visible(session, actor, request["topic_id"])])[0]

    @query(requests.OpinionsQuery, requests.Opinions, requires=ANYONE)
    def opinions(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, cursor = topics.page_of_opinions(session, actor, request)
        return {"items": items, "next_cursor": cursor}

    @query(requests.ForumsQuery, requests.Forums, requires=ANYONE)
    def forums(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, cursor = forums.page(session, actor, request)
        return {"items": forums.shown(session, rows, district.day_of(utc_now())), "next_cursor": cursor}

    @query(requests.ForumQuery, requests.Forum, requires=ANYONE)
    def forum(self, session: Session, actor: Actor, request: Answer) -> Answer:
        row = forums.found(session, request["forum_id"])
        forums.require_readable(session, actor, row)
        return forums.shown(session, [row], district.day_of(utc_now()))[0]


def _topic(tx: Transaction, actor: Actor, row: TopicRow) -> Answer:
    tx.session.flush()
    return topics.shown(tx.session, actor, [row])[0]


def _forum(tx: Transaction, row: ForumRow) -> Answer:
    tx.session.flush()
    return forums.shown(tx.session, [row], district.day_of(tx.now))[0]
