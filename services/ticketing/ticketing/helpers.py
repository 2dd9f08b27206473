"""Several volunteers on one need: who helps the one responsible, and how long each helped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.refusals import Forbidden, Invalid
from contracts.events import HelperJoined, HelperReleased, HelpReported

from . import queries
from .case import Case
from .models import HelperRow


def want(case: Case, volunteers: int | None) -> None:
    """Have the need take so many volunteers, the one responsible among them; None: as many as before."""
    if volunteers is not None:
        case.need.helpers_wanted = volunteers


def join(case: Case) -> None:
    """The actor helps from now on. Raises as `Case.may`, and `Forbidden` for a volunteer who has withdrawn."""
    assert case.actor is not None
    case.take("join_in")
    volunteer_id = str(case.actor.volunteer_id)
    # The portal vouches for who is a volunteer; news of somebody new may arrive here later.
    if queries.is_active_volunteer(case.tx.session, volunteer_id) is False:
        raise Forbidden("volunteer_withdrawn")
    _add(case, volunteer_id, "joined")


def add(case: Case, volunteer_id: str) -> None:
    """A worker has a volunteer help. Raises as `Case.may`, and `Invalid` (in ``volunteer_id``): ``unknown``,
    ``volunteer_withdrawn``, ``already_serving``."""
    case.may("add_helper")
    unfit = queries.volunteer_faults(case.tx.session, [volunteer_id])
    if unfit:
        raise Invalid({"volunteer_id": unfit["0"]})
    if volunteer_id in {case.need.provider, *(row.volunteer_id for row in case.record.helpers)}:
        raise Invalid({"volunteer_id": ["already_serving"]})
    case.take("add_helper")
    _add(case, volunteer_id, "called_in")


def step_out(case: Case) -> None:
    """The actor helps no longer."""
    case.take("step_out")
    _let_go(case, _own(case), "stepped_out")


def release(case: Case, volunteer_id: str, reason: str) -> None:
    """A worker has a helper help no longer. Raises as `Case.may`, and `Invalid` (in ``volunteer_id``:
    ``not_a_helper``)."""
    case.may("release_helper")
    row = next((row for row in case.record.helpers if row.volunteer_id == volunteer_id), None)
    if row is None:
        raise Invalid({"volunteer_id": ["not_a_helper"]})
    case.take("release_helper", reason)
    _let_go(case, row, "released")


def tell_minutes(case: Case, minutes: int) -> None:
    """The actor says how long he helped."""
    case.take("tell_minutes")
    row = _own(case)
    row.minutes = minutes
    case.tell(HelpReported, service_id=row.service_id, volunteer_id=row.volunteer_id, minutes=minutes)


def keep_minutes(case: Case, told: Sequence[Mapping[str, Any]]) -> None:
    """Keep how long each helper helped, as `told` by who reports the service done; what a helper said stands where
    nothing else is told. Raises `Invalid` as `faults`."""
    known = {row.volunteer_id for row in case.record.helpers if row.minutes is not None}
    wrong = faults([row.volunteer_id for row in case.record.helpers], known, [one["volunteer_id"] for one in told])
    if wrong:
        raise Invalid({"helpers": wrong})
    minutes = {one["volunteer_id"]: one["minutes"] for one in told}
    for row in case.record.helpers:
        row.minutes = minutes.get(row.volunteer_id, row.minutes)


def faults(helpers: Collection[str], known: Collection[str], told: Sequence[str]) -> Any:
    """What is wrong with telling how long the volunteers `told` helped, of whom `helpers` do, and it is `known` already
    of some; by position: ``not_a_helper``, ``repeated``; or ``minutes_missing`` of a helper."""
    by_position = {
        str(position): {"volunteer_id": ["repeated" if one in helpers else "not_a_helper"]}
        for position, one in enumerate(told)
        if one not in helpers or one in told[:position]
    }
    if by_position:
        return by_position
    return ["minutes_missing"] if set(helpers) - set(known) - set(told) else {}


def parts(case: Case) -> list[tuple[dict[str, Any], int]]:
    """The parts of the present round's service, as events name them, with their minutes: of the one responsible, and of
    each helper who took part."""
    service = case.service
    own = {"service_id": service.service_id, **case.provider()}
    others = [
        ({"service_id": row.service_id, "provider_kind": "volunteer", "provider": row.volunteer_id}, row.minutes)
        for row in case.record.helpers
        if row.minutes
    ]
    return [(own, service.minutes), *others]


def _add(case: Case, volunteer_id: str, way: str) -> None:
    place = (case.need.need_id, case.need.round, volunteer_id)
    row = case.tx.session.get(HelperRow, place)
    if row is None:
        names = ("need_id", "round", "volunteer_id")
        row = HelperRow(**dict(zip(names, place, strict=True)), service_id=case.tx.new_id())
        case.tx.session.add(row)
    row.way, row.joined_at, row.left_at, row.minutes = way, case.tx.now, None, None
    case.record.helpers.append(row)
    case.tell(HelperJoined, volunteer_id=volunteer_id, provider=case.need.provider, way=way)


def _let_go(case: Case, row: HelperRow, way: str) -> None:
    row.left_at = case.tx.now
    case.record.helpers.remove(row)
    case.tell(HelperReleased, volunteer_id=row.volunteer_id, way=way, provider=case.need.provider)


def _own(case: Case) -> HelperRow:
    assert case.actor is not None
    return next(row for row in case.record.helpers if row.volunteer_id == case.actor.volunteer_id)
