"""What the ticketing service tells: what becomes of a need, from report to rating."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from .. import fields, vocabulary
from ..event import Code, Event, Flag, Id, Moment, event

NeedKind = Annotated[str, partial(fields.OneOf, vocabulary.NEED_KINDS)]
Urgency = Annotated[str, partial(fields.OneOf, vocabulary.URGENCIES)]
Route = Annotated[str, partial(fields.OneOf, vocabulary.ROUTES)]
ProviderKind = Annotated[str, partial(fields.OneOf, vocabulary.PROVIDER_KINDS)]
Provider = Annotated[str, partial(fields.Text, 64)]
Channel = Annotated[str, partial(fields.OneOf, vocabulary.REPORTING_CHANNELS)]
AssignmentWay = Annotated[str, partial(fields.OneOf, vocabulary.ASSIGNMENT_WAYS)]
EscalationReason = Annotated[str, partial(fields.OneOf, vocabulary.ESCALATION_REASONS)]
ClosingReason = Annotated[str, partial(fields.OneOf, vocabulary.CLOSING_REASONS)]
Minutes = Annotated[int, partial(fields.Whole, 0, 1440)]
Stars = Annotated[int, partial(fields.Whole, 1, 5)]
Round = Annotated[int, partial(fields.Whole, 1, 1000)]
Households = Annotated[int, partial(fields.Whole, 0, 10**6)]
Share = Annotated[int, partial(fields.Whole, 1, 10_000)]


@event("ticketing", subject="need_id")
class NeedReported(Event):
    """A resident has asked for something, or a worker on somebody's behalf. `reporter`: a person's id."""

    need_id: Id
    urgency: Urgency
    channel: Channel
    reporter: Id
    kind: NeedKind | None = None
    building: Code | None = None


@event("ticketing", subject="need_id")
class NeedTriaged(Event):
    """A worker has decided the kind, the urgency and who should serve the need."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency
    route: Route


@event("ticketing", subject="need_id")
class NeedOffered(Event):
    """The need is on the volunteers' list, for anyone suitable to claim."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency


@event("ticketing", subject="need_id")
class WhistleBlown(Event):
    """A community has summoned one department to a need; it must report in by `report_in_by`."""

    whistle_id: Id
    need_id: Id
    department: Code
    report_in_by: Moment


@event("ticketing", subject="need_id")
class DepartmentReportedIn(Event):
    """A summoned department has reported in; `in_time`: not after its deadline."""

    whistle_id: Id
    need_id: Id
    department: Code
    reported_in_at: Moment
    report_in_by: Moment
    in_time: Flag


@event("ticketing", subject="need_id")
class NeedAssigned(Event):
    """Somebody is now responsible for serving the need: a volunteer (by id) or a department (by code)."""

    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    way: AssignmentWay
    reporter: Id


@event("ticketing", subject="need_id")
class NeedEscalated(Event):
    """A deadline of the need has passed unanswered: `department` did not report in to the whistle in time."""

    need_id: Id
    reason: EscalationReason
    whistle_id: Id
    department: Code
    report_in_by: Moment


@event("ticketing", subject="need_id")
class ServiceReported(Event):
    """The provider says that the service is done; the person served has yet to confirm it."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    reporter: Id


@event("ticketing", subject="need_id")
class ServiceDisputed(Event):
    """The person served says that the reported service is not done; the provider is responsible still."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    reporter: Id


@event("ticketing", subject="service_id")
class ServiceCompleted(Event):
    """A service is done, and both parties have said so. `minutes`: time served; `completed_at`: when the
    provider reported it done, which decides the period it counts in; `round`: 1, and one more each reopening."""

    service_id: Id
    need_id: Id
    kind: NeedKind
    provider_kind: ProviderKind
    provider: Provider
    minutes: Minutes
    completed_at: Moment
    round: Round


@event("ticketing", subject="service_id")
class ServiceRated(Event):
    """The person served has rated a completed service. Carries the service's provider and time, so that it
    can be counted before or after its ServiceCompleted arrives."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    completed_at: Moment
    stars: Stars
    resolved: Flag


@event("ticketing", subject="need_id")
class NeedClosed(Event):
    """Nothing more is to be done for the need."""

    need_id: Id
    reason: ClosingReason
    reporter: Id


@event("ticketing", subject="need_id")
class NeedReopened(Event):
    """A served need was not settled after all and is worked on again."""

    need_id: Id
    round: Round
    reporter: Id


@event("ticketing", subject="survey_id")
class ConsentSurveyClosed(Event):
    """A consent survey was closed for good. Of all `households` asked, so many said yes, no, or abstained; the others
    were not reached. `passed`: yes × `threshold_denominator` ≥ `threshold_numerator` × `households`; `team`: the survey
    team; `then_service_team`: where the survey passed, that team becomes a service team."""

    survey_id: Id
    households: Households
    yes: Households
    no: Households
    abstain: Households
    threshold_numerator: Share
    threshold_denominator: Share
    passed: Flag
    team: Code | None = None
    then_service_team: Flag = False
