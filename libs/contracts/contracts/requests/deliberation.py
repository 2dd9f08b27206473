"""What may be asked about deliberation: topics that a community takes up, and the forums where they are talked over."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_TITLE = 100
LONGEST_WORDS = 4000
LONGEST_REASON = 500
LONGEST_PLACE = 200
LONGEST_MINUTES = 20_000
LONGEST_POINT = 500
MOST_TOPICS = 50
"""On the table of one forum."""

MOST_POINTS = 100
"""Agreed at one forum."""


class ProposeTopic(Request):
    """Propose something for the community to deliberate on; a worker may on somebody's behalf (`on_behalf_of`: whose,
    in words)."""

    community = fields.Code(required=True)
    title = fields.Text(LONGEST_TITLE, required=True)
    words = fields.Text(LONGEST_WORDS, required=True)
    on_behalf_of = fields.Text(100, load_default=None, allow_none=True)


class TopicCommand(Request):
    """Something done to one topic."""

    topic_id = fields.Id(required=True)


class TakeUpTopic(TopicCommand):
    """Accept a proposed topic: from now on the community sees it and voices opinions."""

    reason = fields.Text(LONGEST_REASON, load_default=None, allow_none=True)


class DeclineTopic(TopicCommand):
    reason = fields.Text(LONGEST_REASON, required=True)


class VoiceOpinion(TopicCommand):
    """Say what one thinks of a topic that was taken up. Others of the community read it without a name."""

    words = fields.Text(LONGEST_WORDS, required=True)


class ConcludeTopic(TopicCommand):
    """Say what came of a topic, and which need or project, if any. Nothing is added to it afterwards."""

    conclusion = fields.Text(LONGEST_WORDS, required=True)
    need_id = fields.Id(load_default=None, allow_none=True)
    project_id = fields.Id(load_default=None, allow_none=True)


class TopicsQuery(PageQuery):
    """A community's topics, newest first: those taken up or concluded, and the reader's own; all for its workers."""

    community = fields.Code(required=True)
    state = fields.OneOf(vocabulary.TOPIC_STATES, load_default=None)


class TopicQuery(TopicCommand):
    pass


class OpinionsQuery(PageQuery):
    """The opinions on one topic, newest first."""

    topic_id = fields.Id(required=True)


class Topic(Answer):
    """A topic. `mine`: proposed by the reader; `proposer` (a person's id) and `on_behalf_of` are null for readers who
    are no workers of the community; `reason`: of the decision, where one was given."""

    topic_id = fields.Id()
    community = fields.Code()
    title = fields.Text(LONGEST_TITLE)
    words = fields.Text(LONGEST_WORDS)
    state = fields.OneOf(vocabulary.TOPIC_STATES)
    proposer = fields.Id(allow_none=True)
    on_behalf_of = fields.Text(100, allow_none=True)
    mine = fields.Flag()
    proposed_at = fields.Moment()
    decided_at = fields.Moment(allow_none=True)
    reason = fields.Text(LONGEST_REASON, allow_none=True)
    concluded_at = fields.Moment(allow_none=True)
    conclusion = fields.Text(LONGEST_WORDS, allow_none=True)
    need_id = fields.Id(allow_none=True)
    project_id = fields.Id(allow_none=True)
    opinions = fields.Whole(0, 10**6)


class Topics(Page):
    items = fields.ListOf(fields.Nest(Topic), 200)


class Opinion(Answer):
    """What somebody thinks of a topic. `author`: a person's id, null for readers who are no workers."""

    opinion_id = fields.Id()
    topic_id = fields.Id()
    words = fields.Text(LONGEST_WORDS)
    author = fields.Id(allow_none=True)
    mine = fields.Flag()
    voiced_at = fields.Moment()


class Opinions(Page):
    items = fields.ListOf(fields.Nest(Opinion), 200)


class CallForum(Request):
    """Announce an open forum (民情恳谈会), or record one that was held. `topics`: taken up in this community."""

    community = fields.Code(required=True)
    day = fields.Day(required=True)
    place_words = fields.Text(LONGEST_PLACE, required=True)
    topics = fields.ListOf(fields.Id(), MOST_TOPICS, distinct=True, load_default=list)


class Agreement(Request):
    """One point that a forum agreed on. `organisation`: which is responsible, null where the community itself is."""

    words = fields.Text(LONGEST_POINT, required=True)
    organisation = fields.Code(load_default=None, allow_none=True)
    due_on = fields.Day(load_default=None, allow_none=True)


class KeepMinutes(Request):
    """Keep the minutes of a forum, once: how many people came, what was said and what was agreed."""

    forum_id = fields.Id(required=True)
    came = fields.Whole(0, 10**5, required=True)
    minutes = fields.Text(LONGEST_MINUTES, required=True)
    agreed = fields.ListOf(fields.Nest(Agreement), MOST_POINTS, load_default=list)


class SettlePoint(Request):
    """Record that a point agreed on at a forum was done on this day (left out: today)."""

    point_id = fields.Id(required=True)
    done_on = fields.Day(load_default=None, allow_none=True)


class ForumsQuery(PageQuery):
    """A community's forums, those announced last first."""

    community = fields.Code(required=True)


class ForumQuery(Request):
    forum_id = fields.Id(required=True)


class AgreedPoint(Answer):
    """A point agreed on at a forum. `late`: it is not done, and was to be by now; or was done after its day."""

    point_id = fields.Id()
    words = fields.Text(LONGEST_POINT)
    organisation = fields.Code(allow_none=True)
    due_on = fields.Day(allow_none=True)
    done_on = fields.Day(allow_none=True)
    late = fields.Flag()


class Forum(Answer):
    """A forum. `came` and `minutes` are null until its minutes are kept."""

    forum_id = fields.Id()
    community = fields.Code()
    day = fields.Day()
    place_words = fields.Text(LONGEST_PLACE)
    topics = fields.ListOf(fields.Id(), MOST_TOPICS)
    came = fields.Whole(0, 10**5, allow_none=True)
    minutes = fields.Text(LONGEST_MINUTES, allow_none=True)
    agreed = fields.ListOf(fields.Nest(AgreedPoint), MOST_POINTS)


class Forums(Page):
    items = fields.ListOf(fields.Nest(Forum), 200)
