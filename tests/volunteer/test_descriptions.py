"""What volunteers are described by: who may say it, what is refused, and who sees how much of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.refusals import Conflict, Forbidden, Invalid, NotFound
from chassis.transaction import new_id
from contracts.events import VolunteerUpdated

from tests.actors import actor, admin, officer, volunteer, worker
from tests.days import today

SUNDAY = {"weekday": 7, "starts": "09:00", "ends": "24:00"}


def certificate(days: int = 0) -> dict[str, str]:
    """One that is good for so many days more."""
    until = today() + timedelta(days=days)
    return {"skill": "急救", "evidence": "救护员证 第 7731 号", "valid_until": until.isoformat()}


@pytest.fixture
def nurse(enrol) -> str:
    """The id of a volunteer who knows first aid and sewing."""
    return enrol({"reference": "xz-1", "name": "何平", "skills": ["急救", "缝补"]})["rows"][0]["volunteer_id"]


@pytest.fixture
def describe(ask, nurse):
    """Describes her, as a worker of the community unless told otherwise."""

    def say(by: Any = None, **said: Any) -> dict[str, Any]:
        nothing: dict[str, Any] = {"languages": [], "availability": [], "wishes": [], "credentials": []}
        return ask("describe_volunteer", {"volunteer_id": nurse, **nothing, **said}, by)

    return say


@pytest.fixture
def described(ask, nurse):
    return lambda reader=None: ask("description", {"volunteer_id": nurse}, reader)


def test_a_description_is_read_as_it_was_said_and_replaces_the_one_before(describe, described):
    describe(
        languages=["四川话", " English"],
        availability=[SUNDAY],
        wishes=["health_care"],
        credentials=[certificate(), certificate(-1), {"skill": "sewing", "evidence": "居委会"}],
    )
    found = described()
    assert (found["skills"], found["languages"]) == (["first-aid", "sewing"], ["English", "四川话"])
    assert (found["availability"], found["wishes"]) == ([SUNDAY], ["health_care"])
    assert [(one["skill"], one["evidence"], one["valid"]) for one in found["credentials"]] == [
        ("first-aid", "救护员证 第 7731 号", True),
        ("first-aid", "救护员证 第 7731 号", False),
        ("sewing", "居委会", True),
    ]
    describe(wishes=["environment"])
    found = described()
    assert (found["wishes"], found["languages"], found["availability"], found["credentials"]) == (
        ["environment"],
        [],
        [],
        [],
    )


def test_windows_that_touch_are_one(describe, described):
    def window(weekday: int, starts: str, ends: str) -> dict[str, Any]:
        return {"weekday": weekday, "starts": starts, "ends": ends}

    said = [window(2, "13:00", "15:00"), window(1, "10:00", "12:00"), window(1, "09:00", "10:00")]
    describe(availability=[*said, window(1, "09:30", "09:45"), window(2, "15:01", "16:00")])
    assert described()["availability"] == [
        window(1, "09:00", "12:00"),
        window(2, "13:00", "15:00"),
        window(2, "15:01", "16:00"),
    ]


def test_a_change_is_counted_and_told_without_what_people_wrote(describe, nurse, bus, neighbourhood):
    said = {"languages": ["四川话"], "credentials": [certificate()], "wishes": ["health_care"]}
    describe(volunteer(nurse), **said)
    told = bus.wait_for(VolunteerUpdated, volunteer_id=nurse)
    assert (told.community, told.sequence) == (neighbourhood.code, 2)
    assert told.data.data() == {
        "volunteer_id": nurse,
        "group": None,
        "skills": ["first-aid", "sewing"],
        "party_member": False,
        "person": None,
    }
    describe(**said)
    describe(**{**said, "wishes": []})
    assert [one.sequence for one in neighbourhood.told(VolunteerUpdated)] == [2, 3]


def test_the_answer_to_a_change_has_all_but_the_evidence_which_is_kept_in_one_place(describe):
    answer = describe(languages=["四川话"], availability=[SUNDAY], credentials=[certificate()])
    assert (answer["languages"], answer["availability"]) == (["四川话"], [SUNDAY])
    assert answer["credentials"] == [
        {"skill": "first-aid", "evidence": None, "valid_until": today().isoformat(), "valid": True, "activity_id": None}
    ]


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"languages": ["English", "english "]}, {"languages": ["repeated"]}),
        ({"languages": ["x"] * 11}, {"languages": ["too_many:10"]}),
        ({"wishes": ["environment", "environment"]}, {"wishes": ["repeated"]}),
        ({"wishes": ["everything"]}, None),
        ({"availability": [SUNDAY] * 22}, {"availability": ["too_many:21"]}),
        (
            {"availability": [SUNDAY, {**SUNDAY, "starts": "24:00"}]},
            {"availability": {"1": {"ends": ["not_after_start"]}}},
        ),
        ({"availability": [{**SUNDAY, "ends": "24:01"}]}, {"availability": {"0": {"ends": ["not_a_clock_time"]}}}),
        ({"availability": [{**SUNDAY, "starts": "9:00"}]}, {"availability": {"0": {"starts": ["not_a_clock_time"]}}}),
        ({"availability": [{**SUNDAY, "weekday": 0}]}, {"availability": {"0": {"weekday": ["out_of_range:1,7"]}}}),
        (
            {"credentials": [certificate(), {"skill": "书法", "evidence": "证"}]},
            {"credentials": {"1": {"skill": ["not_a_skill"]}}},
        ),
        (
            {"credentials": [{**certificate(), "valid_until": "2026-02-30"}]},
            {"credentials": {"0": {"valid_until": ["not_a_date"]}}},
        ),
    ],
)
def test_a_wrong_description_is_refused_whole(describe, described, said, faults):
    before = described()
    with pytest.raises(Invalid) as refused:
        describe(**{"languages": ["四川话"], **said})
    if faults is not None:
        assert refused.value.fields == faults
    assert described() == before


def test_all_of_it_must_be_said_at_once(ask, nurse):
    with pytest.raises(Invalid) as refused:
        ask("describe_volunteer", {"volunteer_id": nurse, "languages": []})
    assert set(refused.value.fields) == {"availability", "wishes", "credentials"}


def test_only_the_volunteer_and_workers_of_the_community_may_say_it(neighbourhood, ask, describe, nurse):
    for stranger in (worker(neighbourhood.other), actor(), volunteer(new_id()), officer("water")):
        with pytest.raises(Forbidden):
            describe(stranger)
    for one in (worker(neighbourhood.code), admin(), volunteer(nurse)):
        describe(one)
    with pytest.raises(NotFound):
        ask("description", {"volunteer_id": new_id()}, admin())
    ask("withdraw_volunteer", {"volunteer_id": nurse})
    with pytest.raises(Conflict) as refused:
        describe(volunteer(nurse))
    assert refused.value.code == "already_withdrawn"


def test_workers_of_other_communities_see_whether_a_credential_is_valid_and_no_more(
    neighbourhood, describe, described, nurse
):
    describe(languages=["四川话"], availability=[SUNDAY], wishes=["health_care"], credentials=[certificate()])
    whole = described()
    assert whole["credentials"][0]["evidence"] == certificate()["evidence"]
    assert described(volunteer(nurse)) == described(admin()) == whole
    assert described(worker(neighbourhood.other)) == {
        "volunteer_id": nurse,
        "skills": ["first-aid", "sewing"],
        "languages": ["四川话"],
        "availability": None,
        "wishes": None,
        "credentials": [
            {"skill": "first-aid", "evidence": None, "valid_until": None, "valid": True, "activity_id": None}
        ],
    }
    for stranger in (actor(), volunteer(new_id()), officer("water")):
        with pytest.raises(Forbidden):
            described(stranger)


def test_a_credential_counts_as_long_as_its_skill_is_among_the_volunteers(enrol, describe, described):
    describe(credentials=[certificate()])
    enrol({"reference": "xz-1", "name": "何平", "skills": ["缝补"]})
    assert described()["credentials"] == []
    enrol({"reference": "xz-1", "name": "何平", "skills": ["急救"]})
    assert [one["skill"] for one in described()["credentials"]] == ["first-aid"]
