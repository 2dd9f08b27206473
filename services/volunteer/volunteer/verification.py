"""Verification: the community has met who registered by themselves.

Until then they serve like anyone else; that they wait is seen in the list of volunteers and can be filtered by. Who
withdrew and registers again waits again.
"""

from __future__ import annotations

from chassis import Actor, Transaction, access
from chassis.refusals import Conflict

from . import enrolment, volunteers
from .models import VolunteerRow


def verify(tx: Transaction, actor: Actor, volunteer_id: str) -> VolunteerRow:
    """Verify a volunteer, as a worker of the community and not oneself; again it changes nothing.

    Raises `NotFound`, `Forbidden`; `Conflict`: ``already_withdrawn``, ``already_merged``, ``already_erased``,
    ``own_verification``.
    """
    row = volunteers.locked(tx.session, volunteer_id)
    access.require_worker(actor, row.community)
    volunteers.require_standing(row)
    if not row.active:
        raise Conflict("already_withdrawn", state="withdrawn", possible=[])
    if enrolment.is_own(row, actor):
        raise Conflict("own_verification")
    if row.verified_at is None:
        row.verified_at, row.verified_by = tx.now, actor.person_id
        row.changed_at = tx.now
    return row
