"""What the ticketing service tells of departments summoned to needs."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from ... import fields, vocabulary
from ...event import Code, Event, Flag, Id, Moment, event

WhistlePurpose = Annotated[str, partial(fields.OneOf, vocabulary.WHISTLE_PURPOSES)]


@event("ticketing", subject="need_id")
class WhistleBlown(Event):
    """A department has been summoned to a need; it must report in by `report_in_by`. `lead`: it is to be responsible
    when several come; `purpose`: whether it is to serve the need, take it over, or help."""

    whistle_id: Id
    need_id: Id
    department: Code
    report_in_by: Moment
    purpose: WhistlePurpose = "summons"
    lead: Flag = False


@event("ticketing", subject="need_id")
class WhistleDeclined(Event):
    """A summoned department says that the need is not its own; a worker of the community is to decide."""

    whistle_id: Id
    need_id: Id
    department: Code


@event("ticketing", subject="need_id")
class DepartmentExcused(Event):
    """The community agrees that the need is not the department's own: it owes no answer to the whistle.
    `report_in_by`: by when it should have reported in, which decides the period that the whistle would have counted
    in."""

    whistle_id: Id
    need_id: Id
    department: Code
    report_in_by: Moment | None = None


@event("ticketing", subject="need_id")
class WhistleUpheld(Event):
    """The community keeps to the whistle that a department declined; it must report in by a new `report_in_by`."""

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
