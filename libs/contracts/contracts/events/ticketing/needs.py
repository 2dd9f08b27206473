"""What the ticketing service tells of a need, from report to close."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary
from ...event import Code, Event, Id, Moment, event
from .values import Ids, NeedKind, Provider, ProviderKind, Round, Urgency

Route = Annotated[str, partial(fields.OneOf, vocabulary.ROUTES)]
Channel = Annotated[str, partial(fields.OneOf, vocabulary.REPORTING_CHANNELS)]
EscalationReason = Annotated[str, partial(fields.OneOf, vocabulary.ESCALATION_REASONS)]
ClosingReason = Annotated[str, partial(fields.OneOf, vocabulary.CLOSING_REASONS)]
Level = Annotated[str, partial(fields.OneOf, vocabulary.NEED_LEVELS)]
RaisingWay = Annotated[str, partial(fields.OneOf, vocabulary.RAISING_WAYS)]
NeedClock = Annotated[str, partial(fields.OneOf, vocabulary.NEED_CLOCKS)]


@event("ticketing", subject="need_id")
class NeedReported(Event):
    """A resident has asked for something, or a worker on somebody's behalf. `reporter`: a person's id, also of who
    wishes to stay unnamed: it means nothing outside, and without it nobody could be told what came of the need."""

    need_id: Id
    urgency: Urgency
    channel: Channel
    reporter: Id
    kind: NeedKind | None = None
    building: Code | None = None


@event("ticketing", subject="need_id")
class NeedFollowed(Event):
    """Somebody has the same need and follows this one. `follower`: a person's id."""

    need_id: Id
    follower: Id


@event("ticketing", subject="need_id")
class NeedUnfollowed(Event):
    """Somebody does not follow the need any more. `follower`: a person's id."""

    need_id: Id
    follower: Id


@event("ticketing", subject="need_id")
class NeedTriaged(Event):
    """A worker has decided the kind, the urgency and who should serve the need."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency
    route: Route


@event("ticketing", subject="need_id")
class NeedEscalated(Event):
    """A deadline of the need has passed unanswered: `department` did not report in to the whistle in time."""

    need_id: Id
    reason: EscalationReason
    whistle_id: Id
    department: Code
    report_in_by: Moment


@event("ticketing", subject="need_id")
class TimeLimitPassed(Event):
    """A clock of the need has run out: nobody has dispatched it, or served it, by `due_at`. With whoever was
    responsible then, if anybody."""

    need_id: Id
    clock: NeedClock
    round: Round
    due_at: Moment
    provider_kind: ProviderKind | None = None
    provider: Provider | None = None


@event("ticketing", subject="need_id")
class NeedRaised(Event):
    """The need has gone one level up, to the subdistrict or the district: by hand, or because a time limit passed."""

    need_id: Id
    level: Level
    way: RaisingWay
    reporter: Id


@event("ticketing", subject="need_id")
class NeedSuspended(Event):
    """The need waits for something that nobody here can bring about; its clock pauses."""

    need_id: Id
    reporter: Id


@event("ticketing", subject="need_id")
class NeedResumed(Event):
    """The need that waited is worked on again; its clock goes on."""

    need_id: Id


@event("ticketing", subject="need_id")
class NeedClosed(Event):
    """Nothing more is to be done for the need. `followers`: persons who follow it."""

    need_id: Id
    reason: ClosingReason
    reporter: Id
    followers: Ids | None = None


@event("ticketing", subject="need_id")
class NeedMerged(Event):
    """Another need of the community, `into`, stands for this one from now on. `urgency`: of that one, from now on;
    `reporter`: of this one, who follows that one."""

    need_id: Id
    into: Id
    urgency: Urgency
    reporter: Id


@event("ticketing", subject="need_id")
class NeedReopened(Event):
    """A served need was not settled after all and is worked on again."""

    need_id: Id
    round: Round
    reporter: Id
