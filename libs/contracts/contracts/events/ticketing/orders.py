"""What the ticketing service tells of those who are to serve a need."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary
from ...event import Code, Event, Id, Moment, event
from .values import AssignmentWay, Ids, Minutes, NeedKind, Provider, ProviderKind, Urgency

DeclineReason = Annotated[str, partial(fields.OneOf, vocabulary.DECLINE_REASONS)]
HelpingWay = Annotated[str, partial(fields.OneOf, vocabulary.HELPING_WAYS)]
LeavingWay = Annotated[str, partial(fields.OneOf, vocabulary.LEAVING_WAYS)]
NeedNumber = Annotated[str, partial(fields.Text, 40)]
RespondWithin = Annotated[int, partial(fields.Whole, 1, 1440)]


@event("ticketing", subject="need_id")
class NeedOffered(Event):
    """The need is on the volunteers' list, for anyone suitable to claim; with `to`, for these volunteers only, `until`
    then."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency
    to: Ids | None = None
    until: Moment | None = None


@event("ticketing", subject="need_id")
class OfferLapsed(Event):
    """None of the volunteers to whom the need was offered claimed it in time; a worker is to decide on it anew."""

    need_id: Id


@event("ticketing", subject="need_id")
class NeedAssigned(Event):
    """Somebody is now responsible for serving the need: a volunteer (by id) or a department (by code)."""

    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    way: AssignmentWay
    reporter: Id


@event("ticketing", subject="need_id")
class AssignmentDeclined(Event):
    """A volunteer does not accept the need that a worker assigned, which is offered again."""

    need_id: Id
    volunteer_id: Id
    reason: DeclineReason


@event("ticketing", subject="need_id")
class HelperJoined(Event):
    """A further volunteer helps `provider`, who is responsible, with the need. Who becomes responsible
    (`NeedAssigned`) is no further helper any more."""

    need_id: Id
    volunteer_id: Id
    provider: Provider
    way: HelpingWay


@event("ticketing", subject="need_id")
class HelperReleased(Event):
    """A volunteer does not help with the need any more. `provider`: who is responsible, if anybody is."""

    need_id: Id
    volunteer_id: Id
    way: LeavingWay
    provider: Provider | None = None


@event("ticketing", subject="need_id")
class HelpReported(Event):
    """A helper has said how long he helped. It counts once the service is completed (`ServiceCompleted`), which may
    say otherwise."""

    service_id: Id
    need_id: Id
    volunteer_id: Id
    minutes: Minutes


@event("ticketing", subject="need_id")
class SquadSummoned(Event):
    """An emergency squad is to be called out to an urgent or dangerous need. `number`: of the need; `summoned_by`: a
    person's id; `respond_within`: minutes in which its members are to answer."""

    summons_id: Id
    need_id: Id
    number: NeedNumber
    team: Code
    summoned_by: Id
    respond_within: RespondWithin
    building: Code | None = None
