"""What ticketing knows of places, departments and volunteers: the newest it has been told, in whatever order."""

from __future__ import annotations

import pytest

from chassis.refusals import Forbidden, Invalid
from chassis.transaction import new_id
from contracts.events import VolunteerUpdated, VolunteerWithdrawn

from tests import actors
from tests.bus import eventually
from tests.ticketing.neighbourhood import Neighbourhood, organisation, place


def heard_of_everything_so_far(here: Neighbourhood) -> None:
    """One queue, in order: what is told last is known last."""
    code = f"xiezhuang-{new_id()}"
    here.bus.publish(place(code, "building", here.community))
    eventually(lambda: here.is_known(building=code), what="knowing a new building")


def withdrawn(volunteer_id: str, sequence: int) -> VolunteerWithdrawn:
    return VolunteerWithdrawn(community="xiezhuang", sequence=sequence, volunteer_id=volunteer_id)


def updated(volunteer_id: str, sequence: int) -> VolunteerUpdated:
    return VolunteerUpdated(
        community="xiezhuang", sequence=sequence, volunteer_id=volunteer_id, group=None, skills=[], party_member=True
    )


def test_a_volunteer_who_has_withdrawn_neither_claims_nor_is_assigned(here: Neighbourhood) -> None:
    need = here.offered()
    here.bus.publish(withdrawn(str(here.lin.volunteer_id), 3))
    heard_of_everything_so_far(here)
    with pytest.raises(Forbidden) as claim:
        here.do("claim", need, here.lin)
    assert claim.value.code == "volunteer_withdrawn"
    with pytest.raises(Invalid) as assignment:
        here.do("assign", need, here.worker)
    assert assignment.value.fields == {"volunteer_id": ["volunteer_withdrawn"]}
    assert here.see(need, here.worker)["state"] == "offered"


def test_news_older_than_what_is_known_changes_nothing(here: Neighbourhood) -> None:
    need, lin = here.offered(), str(here.lin.volunteer_id)
    here.bus.publish(withdrawn(lin, 5))
    heard_of_everything_so_far(here)
    here.bus.publish(updated(lin, 4), here.volunteer(lin, 1))
    heard_of_everything_so_far(here)
    with pytest.raises(Forbidden):
        here.do("claim", need, here.lin)
    here.bus.publish(updated(lin, 6))
    heard_of_everything_so_far(here)
    here.bus.publish(withdrawn(lin, 5))
    heard_of_everything_so_far(here)
    assert here.do("claim", need, here.lin)["state"] == "assigned"


def test_old_and_new_in_one_batch_and_back_to_front(here: Neighbourhood) -> None:
    code = f"moved-{new_id()}"
    here.bus.publish(
        place(code, "building", here.elsewhere, 3),
        place(code, "compound", here.community, 2),
        place(code, "building", here.community),
    )
    heard_of_everything_so_far(here)
    with pytest.raises(Invalid) as refusal:
        here.report(building=code)
    assert refusal.value.fields == {"building": ["wrong_community"]}
    assert here.report(community=here.elsewhere, building=code)["building"] == code


def test_an_older_place_or_organisation_is_passed_over(here: Neighbourhood) -> None:
    gas = f"gas-{new_id()}"
    here.bus.publish(place(here.building, "building", here.community, 7), organisation(gas, "department", 7))
    heard_of_everything_so_far(here)
    here.bus.publish(place(here.building, "building", here.elsewhere, 6), organisation(gas, "business", 6))
    heard_of_everything_so_far(here)
    need = here.do("triage", here.report(building=here.building), here.worker, route="department")
    assert here.do("whistle", need, here.worker, departments=[gas])["state"] == "whistled"


def test_a_copy_of_an_event_changes_nothing(here: Neighbourhood) -> None:
    newcomer = new_id()
    sent = here.bus.publish(here.volunteer(newcomer), withdrawn(newcomer, 2))
    here.bus.publish_again(*sent)
    heard_of_everything_so_far(here)
    with pytest.raises(Invalid):
        here.do("assign", here.offered(), here.worker, volunteer_id=newcomer)


def test_somebody_who_became_a_volunteer_a_moment_ago_may_claim_already(here: Neighbourhood) -> None:
    newcomer = actors.volunteer(new_id())
    assert here.do("claim", here.offered(), newcomer)["provider"]["id"] == newcomer.volunteer_id


def test_places_of_other_communities_stay_theirs(here: Neighbourhood) -> None:
    assert here.report(community=here.elsewhere, building=here.building_elsewhere)["community"] == here.elsewhere
