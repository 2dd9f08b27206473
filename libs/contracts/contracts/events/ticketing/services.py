"""What the ticketing service tells of services, and of what the person served says of them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary
from ...event import Event, Flag, Id, Moment, event
from .values import Minutes, NeedKind, Provider, ProviderKind, Round

Satisfaction = Annotated[str, partial(fields.OneOf, vocabulary.SATISFACTIONS)]
CallBackFailure = Annotated[str, partial(fields.OneOf, vocabulary.CALL_BACK_FAILURES)]
Stars = Annotated[int, partial(fields.Whole, 1, 5)]


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
    """A service is done, and both parties have said so; where several volunteers helped with a need, one service of
    each. `minutes`: time served; `completed_at`: when the provider reported it done, which decides the period it
    counts in; `round`: 1, and one more each reopening."""

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
    """The person served has rated a completed service; where several volunteers helped, that of each alike. Carries
    the service's provider and time, so that it can be counted before or after its ServiceCompleted arrives.
    `rated_by`: the person who gave it, None by a link that was given out; `rater_volunteer`: the same person's record
    as a volunteer, if there is one; `on_behalf`: a worker spoke for the person served."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    completed_at: Moment
    stars: Stars
    resolved: Flag
    rated_by: Id | None = None
    rater_volunteer: Id | None = None
    on_behalf: Flag = False


@event("ticketing", subject="need_id")
class CallBackMade(Event):
    """A worker has asked the person served what came of it. Carries the service's provider and time, as `ServiceRated`
    does. `contacted`: whether the provider had been in touch with the person; with the next two, what the three rates
    are reckoned from."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    completed_at: Moment
    contacted: Flag
    resolved: Flag
    satisfaction: Satisfaction


@event("ticketing", subject="need_id")
class CallBackFailed(Event):
    """A call-back could not be made, and is neither a good nor a bad one. Carries the service's provider and time, as
    `CallBackMade` does; those told before they were carried have none."""

    service_id: Id
    need_id: Id
    failure: CallBackFailure
    provider_kind: ProviderKind | None = None
    provider: Provider | None = None
    completed_at: Moment | None = None
