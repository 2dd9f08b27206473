from __future__ import annotations

import pytest

from chassis.refusals import Forbidden, Invalid
from contracts.events import VolunteerRegistered, VolunteerUpdated

from tests.actors import actor, admin, volunteer, worker

LI = {
    "reference": "xz-001",
    "name": "李向阳",
    "phone": "139 0000 0001",
    "group": "convenience",
    "skills": ["水暖维修", "吹糖人"],
}
ZHANG = {"name": "张腊梅", "phone": "13900000002", "party_member": True}


@pytest.fixture
def listed(neighbourhood):
    """The community's active volunteers as its worker sees them."""
    return lambda **wanted: neighbourhood.ask("volunteers", {"community": neighbourhood.code, **wanted})["items"]


def test_an_import_registers_and_the_same_again_changes_nothing(neighbourhood, enrol, listed, bus):
    first = enrol(LI, ZHANG)
    assert first["counts"] == {"added": 2, "changed": 0, "unchanged": 0, "refused": 0}
    li = bus.wait_for(VolunteerRegistered, volunteer_id=first["rows"][0]["volunteer_id"])
    assert (li.community, li.sequence) == (neighbourhood.code, 1)
    assert (li.data.group, li.data.skills, li.data.party_member) == ("convenience", ["plumbing"], False)
    before = len(neighbourhood.told())

    again = enrol(LI, ZHANG)

    assert again["counts"] == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert [row["volunteer_id"] for row in again["rows"]] == [row["volunteer_id"] for row in first["rows"]]
    assert len(neighbourhood.told()) == before
    assert len(listed()) == 2


def test_a_changed_row_is_told_with_the_next_version(ask, enrol, bus):
    enrol(LI, ZHANG)
    answer = enrol({**LI, "group": "social-governance", "phone": "13900000009"}, ZHANG)
    [changed, unchanged] = answer["rows"]
    assert unchanged["outcome"] == "unchanged"
    assert changed["changes"] == {
        "group": {"before": "convenience", "after": "social-governance"},
        "phone": {"before": "***", "after": "***"},
    }
    told = bus.wait_for(VolunteerUpdated, volunteer_id=changed["volunteer_id"])
    assert (told.sequence, told.data.group, told.data.skills) == (2, "social-governance", ["plumbing"])
    found = ask("volunteer", {"volunteer_id": changed["volunteer_id"]})
    assert (found["phone"], found["skills"]) == ("13900000009", ["plumbing", "吹糖人"])


def test_a_dry_run_says_what_would_happen_and_does_nothing(neighbourhood, enrol, listed):
    enrol(LI)
    before = len(neighbourhood.told())
    rows = [{**LI, "name": "李朝阳"}, ZHANG, {"name": ""}]

    dry = enrol(*rows, dry_run=True)

    assert dry["dry_run"] is True
    assert [one["name"] for one in listed()] == ["李向阳"]
    assert len(neighbourhood.told()) == before
    real = enrol(*rows)
    assert [(row["outcome"], row["changes"], row["faults"]) for row in real["rows"]] == [
        (row["outcome"], row["changes"], row["faults"]) for row in dry["rows"]
    ]
    assert real["counts"] == {"added": 1, "changed": 1, "unchanged": 0, "refused": 1}


def test_bad_rows_are_reported_one_by_one_and_good_ones_taken(neighbourhood, enrol):
    answer = enrol(
        LI,
        {"reference": "XZ 2", "name": "张\x00梅", "party_member": "是", "age": 40},
        {"name": "王小明", "phone": "12"},
        {"reference": "xz-001", "name": "又一位"},
        {"name": "没有记号"},
    )
    assert answer["counts"] == {"added": 1, "changed": 0, "unchanged": 0, "refused": 4}
    assert [row["faults"] for row in answer["rows"]] == [
        {},
        {
            "reference": ["not_a_code"],
            "name": ["unprintable"],
            "party_member": ["not_true_or_false"],
            "age": ["unknown_field"],
        },
        {"phone": ["not_a_phone"]},
        {"reference": ["repeated:1"]},
        {"reference": ["required_without_phone"]},
    ]
    assert len(neighbourhood.told(VolunteerRegistered)) == 1


def test_two_volunteers_may_swap_telephone_numbers_in_one_import(enrol, listed):
    wang = {"reference": "xz-002", "name": "王秀兰", "phone": "13900000002"}
    enrol(LI, wang)
    answer = enrol({**LI, "phone": wang["phone"]}, {**wang, "phone": LI["phone"]})
    assert answer["counts"]["changed"] == 2
    assert {one["name"]: one["phone"] for one in listed()} == {"李向阳": "13900000002", "王秀兰": "139 0000 0001"}


def test_a_repeated_command_gives_the_first_answer(neighbourhood, enrol):
    command_id = f"the same in {neighbourhood.code}"
    first = enrol(LI, command_id=command_id)
    assert enrol(LI, command_id=command_id) == first
    assert len(neighbourhood.told(VolunteerRegistered)) == 1


def test_a_worker_imports_into_the_own_community_only(neighbourhood, ask, enrol):
    for stranger in (worker(neighbourhood.other), actor()):
        with pytest.raises(Forbidden):
            enrol(LI, actor=stranger)
    assert enrol(LI, actor=admin())["counts"]["added"] == 1
    with pytest.raises(Invalid) as refused:
        ask("import_volunteers", {"community": neighbourhood.compound, "rows": [LI]}, admin())
    assert refused.value.fields == {"community": ["unknown"]}


def test_a_telephone_number_is_shown_to_its_owner_and_the_communitys_workers(neighbourhood, ask, enrol):
    volunteer_id = enrol(LI)["rows"][0]["volunteer_id"]

    def phone_for(reader):
        return ask("volunteer", {"volunteer_id": volunteer_id}, reader)["phone"]

    for reader in (worker(neighbourhood.code), admin(), volunteer(volunteer_id)):
        assert phone_for(reader) == "139 0000 0001"
    for reader in (worker(neighbourhood.other), actor(), volunteer("someone else")):
        assert phone_for(reader) is None


def test_nothing_kept_or_logged_shows_a_telephone_number(service, enrol):
    enrol({**LI, "phone": "13777700001"}, {**ZHANG, "phone": "13777700002"})
    enrol({**LI, "phone": "13777700003"})
    kept = [*service.folder.glob("*.log"), *service.folder.glob("*.sqlite3*")]
    assert kept
    for file in kept:
        assert b"137777" not in file.read_bytes(), file.name


def test_volunteers_are_found_by_group_and_skill_page_by_page(neighbourhood, ask, enrol, listed):
    enrol(*({**ZHANG, "reference": f"xz-{n}", "phone": f"1390000{n}", "skills": ["书法"]} for n in range(1000, 1007)))
    enrol(LI)

    pages, cursor = [], None
    while True:
        request = {"community": neighbourhood.code, "skill": "书法", "limit": 3}
        page = ask("volunteers", request | ({"cursor": cursor} if cursor else {}))
        pages.append([one["reference"] for one in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert pages == [["xz-1000", "xz-1001", "xz-1002"], ["xz-1003", "xz-1004", "xz-1005"], ["xz-1006"]]
    for wanted in ({"group": "convenience"}, {"skill": "plumbing"}, {"skill": "吹糖人"}):
        assert [one["name"] for one in listed(**wanted)] == ["李向阳"]
    with pytest.raises(Invalid) as refused:
        listed(cursor="V-000001-Z")
    assert refused.value.fields == {"cursor": ["unknown"]}


def test_names_come_back_as_they_went_in(ask, enrol):
    names = ["𠮷野家", "أحمد", "王🌻兰", "O'Neil; DROP"]
    answer = enrol(*({"reference": f"n-{n}", "name": name} for n, name in enumerate(names)))
    ids = [row["volunteer_id"] for row in answer["rows"]]
    found = ask("names", {"volunteer_ids": [*ids, "00000000-0000-7000-8000-000000000000"]}, actor())["names"]
    assert [found.pop(one) for one in ids] == names
    assert found == {}
