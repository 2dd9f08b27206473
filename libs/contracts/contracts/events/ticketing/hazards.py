"""What the ticketing service tells of hazards and the steps against them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary
from ...event import Code, Event, Id, event

DataCode = Annotated[str, partial(fields.Text, 40)]
StepParty = Annotated[str, partial(fields.OneOf, vocabulary.STEP_PARTIES)]


@event("ticketing", subject="hazard_id")
class HazardOpened(Event):
    """A community has begun to deal with a hazard by the steps of `template`. `need_id`: the need that it came of."""

    hazard_id: Id
    template: DataCode
    building: Code | None = None
    need_id: Id | None = None


@event("ticketing", subject="hazard_id")
class HazardStepReached(Event):
    """It is `party`'s turn to take a step against a hazard: nothing keeps the step waiting any more, and the party
    answers for it. `party`: as in `HazardStepDone`."""

    hazard_id: Id
    step: DataCode
    party_kind: StepParty
    party: Code


@event("ticketing", subject="hazard_id")
class HazardStepDone(Event):
    """A step against a hazard is done. `party`: the code of the organisation, the volunteer team or the community that
    answered for it."""

    hazard_id: Id
    step: DataCode
    party_kind: StepParty
    party: Code


@event("ticketing", subject="hazard_id")
class HazardClosed(Event):
    """Every step against a hazard is done, or was set aside with a reason."""

    hazard_id: Id
    template: DataCode
