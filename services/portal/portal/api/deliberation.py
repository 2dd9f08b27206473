"""Deliberation: topics and opinions on them, open forums, and the compact of a compound or community."""

from __future__ import annotations

from contracts.requests import compacts as compact
from contracts.requests import deliberation as ask

from .blueprint import Blueprint

deliberation = Blueprint(
    "deliberation",
    __name__,
    url_prefix="/api/v1",
    description="Deliberation: topics and opinions on them, open forums, and the compact of a compound or community.",
)

deliberation.command(
    "/communities/<code:community>/topics",
    "ticketing",
    "propose_topic",
    ask.ProposeTopic,
    ask.Topic,
    path=("community",),
    status=201,
    summary="Propose a topic in one's own community; its workers also on somebody's behalf.",
)
deliberation.query(
    "/communities/<code:community>/topics",
    "ticketing",
    "topics",
    ask.TopicsQuery,
    ask.Topics,
    path=("community",),
    summary="List the topics of one's community that were taken up, and the own; its workers see all.",
)
deliberation.query(
    "/topics/<id:topic_id>",
    "ticketing",
    "topic",
    ask.TopicQuery,
    ask.Topic,
    path=("topic_id",),
    summary="Read one topic of one's community; who proposed it is for its workers.",
)
deliberation.query(
    "/topics/<id:topic_id>/opinions",
    "ticketing",
    "opinions",
    ask.OpinionsQuery,
    ask.Opinions,
    path=("topic_id",),
    summary="Read the opinions on a topic of one's community; whose each is is for its workers.",
)
deliberation.command(
    "/topics/<id:topic_id>/opinions",
    "ticketing",
    "voice_opinion",
    ask.VoiceOpinion,
    ask.Opinion,
    path=("topic_id",),
    status=201,
    summary="Voice an opinion on a topic of one's community that was taken up.",
)
deliberation.actions(
    "/topics/<id:topic_id>",
    "ticketing",
    "topic_id",
    ("take-up", "take_up_topic", ask.TakeUpTopic, ask.Topic, "Take a proposed topic up, as a worker there."),
    ("decline", "decline_topic", ask.DeclineTopic, ask.Topic, "Decline a topic with a reason, as a worker there."),
    ("conclude", "conclude_topic", ask.ConcludeTopic, ask.Topic, "Say what came of a topic, as a worker there."),
)
deliberation.command(
    "/communities/<code:community>/forums",
    "ticketing",
    "call_forum",
    ask.CallForum,
    ask.Forum,
    path=("community",),
    status=201,
    summary="Announce an open forum, or record one, as a worker of the community.",
)
deliberation.query(
    "/communities/<code:community>/forums",
    "ticketing",
    "forums",
    ask.ForumsQuery,
    ask.Forums,
    path=("community",),
    summary="List the forums of one's community, and what they agreed on.",
)
deliberation.query(
    "/forums/<id:forum_id>",
    "ticketing",
    "forum",
    ask.ForumQuery,
    ask.Forum,
    path=("forum_id",),
    summary="Read a forum: those of the community, and officers of an organisation responsible for a point.",
)
deliberation.command(
    "/forums/<id:forum_id>/minutes",
    "ticketing",
    "keep_minutes",
    ask.KeepMinutes,
    ask.Forum,
    path=("forum_id",),
    summary="Keep the minutes of a forum and what it agreed on, once, as a worker of the community.",
)
deliberation.command(
    "/agreed-points/<id:point_id>/settle",
    "ticketing",
    "settle_point",
    ask.SettlePoint,
    ask.Forum,
    path=("point_id",),
    summary="Record that an agreed point was done: a worker of the community, or the responsible officer.",
)
deliberation.query(
    "/places/<code:place>/compact",
    "ticketing",
    "compact",
    compact.CompactQuery,
    compact.Compact,
    path=("place",),
    summary="Read the compact of a compound or community of one's own: the version in force, and all others.",
)
deliberation.command(
    "/places/<code:place>/compact",
    "ticketing",
    "draft_compact",
    compact.DraftCompact,
    compact.CompactVersion,
    path=("place",),
    status=201,
    summary="Write the next version of a compact, as a worker of the community.",
)
deliberation.actions(
    "/compact-versions/<id:version_id>",
    "ticketing",
    "version_id",
    (
        "consent",
        "consent_to_compact",
        compact.Consent,
        compact.CompactVersion,
        "Consent to a version: somebody of the community, or its worker for a household.",
    ),
    (
        "take-back",
        "take_back_consent",
        compact.Consent,
        compact.CompactVersion,
        "Take a consent back: the own, or as a worker of the community that of a household.",
    ),
)
