"""What an import makes of a roll: each row for itself, and the same again nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from volunteer.roll import FACTS, Known, PlannedRow, SentRow, plan


def mark(phone: str) -> str:
    return f"mark of {phone}"


def known(
    volunteer_id: str, reference: str | None = None, phone: str | None = None, *, active: bool = True, **facts: Any
) -> Known:
    full = {**FACTS, "name": volunteer_id, "skills": [], **facts}
    return Known(volunteer_id, reference, mark(phone) if phone else None, full, active)


def planned(rows: list[dict[str, Any]], roll: list[Known] | None = None) -> list[PlannedRow]:
    return plan([SentRow(number, row) for number, row in enumerate(rows, 1)], roll or [], mark)


def outcomes(rows: list[dict[str, Any]], roll: list[Known] | None = None) -> list[Any]:
    return [one.faults or one.outcome for one in planned(rows, roll)]


def after(roll: list[Known], plan: list[PlannedRow]) -> list[Known]:
    """The roll that a plan leads to."""
    kept = {one.volunteer_id: one for one in roll}
    for number, one in enumerate(plan):
        if one.outcome == "refused":
            continue
        before = one.known or Known(f"new {len(roll)} {number}", None, None, {**FACTS, "skills": []})
        sent = one.row.sent
        phone_mark = before.phone_mark
        if "phone" in sent:
            phone_mark = mark(sent["phone"]) if sent["phone"] else None
        facts = {name: sent.get(name, value) for name, value in before.facts.items()}
        reference = sent.get("reference") or before.reference
        kept[before.volunteer_id] = Known(before.volunteer_id, reference, phone_mark, facts, True)
    return list(kept.values())


def test_a_row_is_known_again_by_its_reference_or_else_by_its_phone() -> None:
    roll = [known("a", "xz-1", "13900000001"), known("b", None, "13900000002")]
    rows = [
        {"reference": "xz-1", "name": "a", "phone": "13900000009"},
        {"name": "b", "phone": "13900000002"},
        {"name": "c", "phone": "13900000003"},
    ]
    assert outcomes(rows, roll) == ["changed", "unchanged", "added"]


def test_a_row_gives_its_reference_to_the_volunteer_with_its_phone() -> None:
    [one] = planned([{"reference": "xz-1", "name": "a", "phone": "13900000001"}], [known("a", None, "13900000001")])
    assert one.known and one.known.volunteer_id == "a"
    assert one.changes == {"reference": {"before": None, "after": "xz-1"}}


def test_what_a_row_does_not_say_stays() -> None:
    roll = [known("a", "xz-1", skills=["plumbing"], party_member=True)]
    [one] = planned([{"reference": "xz-1", "name": "甲"}], roll)
    assert one.changes == {"name": {"before": "a", "after": "甲"}}


def test_a_telephone_number_never_shows_in_what_is_told() -> None:
    [one] = planned([{"reference": "xz-1", "name": "a", "phone": "13900000002"}], [known("a", "xz-1", "13900000001")])
    assert one.changes == {"phone": {"before": "***", "after": "***"}}


def test_rows_for_the_same_person_are_reported_with_the_row_that_came_first() -> None:
    rows = [
        {"reference": "xz-1", "name": "a", "phone": "13900000001"},
        {"reference": "xz-1", "name": "a"},
        {"name": "b", "phone": "13900000001"},
    ]
    assert outcomes(rows) == ["added", {"reference": ["repeated:1"]}, {"phone": ["repeated:1"]}]


def test_a_phone_of_somebody_else_is_refused() -> None:
    roll = [known("a", "xz-1", "13900000001")]
    assert outcomes([{"reference": "xz-2", "name": "b", "phone": "13900000001"}], roll) == [{"phone": ["taken"]}]


def test_a_row_without_any_mark_is_refused() -> None:
    assert outcomes([{"name": "a"}]) == [{"reference": ["required_without_phone"]}]


def test_a_list_does_not_bring_back_who_withdrew() -> None:
    roll = [known("a", "xz-1", "13900000001", active=False)]
    rows = [{"reference": "xz-1", "name": "a"}, {"name": "a", "phone": "13900000001"}]
    assert outcomes(rows, roll) == [{"reference": ["withdrawn"]}, {"phone": ["withdrawn"]}]


def test_two_volunteers_may_swap_their_phones() -> None:
    roll = [known("a", "xz-1", "13900000001"), known("b", "xz-2", "13900000002")]
    rows = [
        {"reference": "xz-1", "name": "a", "phone": "13900000002"},
        {"reference": "xz-2", "name": "b", "phone": "13900000001"},
    ]
    assert outcomes(rows, roll) == ["changed", "changed"]


def test_a_refused_row_keeps_the_phone_that_another_hoped_for() -> None:
    roll = [known(name, name, phone) for name, phone in [("a", "1"), ("b", "2"), ("c", "3")]]
    rows = [
        {"reference": "a", "name": "a", "phone": "2"},
        {"reference": "b", "name": "b", "phone": "3"},
    ]
    assert outcomes(rows, roll) == [{"phone": ["taken"]}, {"phone": ["taken"]}]


references = st.none() | st.sampled_from("abcde")
phones = st.none() | st.sampled_from("12345")
rows = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from("xyz")},
        optional={"reference": references, "phone": phones, "group": st.sampled_from(["g", None])},
    ),
    max_size=7,
)
rolls = st.lists(
    st.tuples(references, phones, st.booleans()),
    max_size=5,
).map(
    lambda drawn: [
        known(f"v{number}", reference, phone, active=active or number % 2 == 0)
        for number, (reference, phone, active) in enumerate(drawn)
        if reference not in {one[0] for one in drawn[:number] if one[0]}
        and phone not in {one[1] for one in drawn[:number] if one[1]}
    ]
)


@settings(max_examples=600)
@given(rolls, rows)
def test_the_same_rows_again_change_nothing(roll: list[Known], sent: list[dict[str, Any]]) -> None:
    first = planned(sent, roll)
    again = planned(sent, after(roll, first))
    expected = ["unchanged" if one.outcome in ("added", "changed") else one.outcome for one in first]
    assert [one.outcome for one in again] == expected


@settings(max_examples=600)
@given(rolls, rows)
def test_nobody_shares_a_mark_whatever_is_sent(roll: list[Known], sent: list[dict[str, Any]]) -> None:
    result = after(roll, planned(sent, roll))
    marks = [one.phone_mark for one in result if one.phone_mark]
    given_references = [one.reference for one in result if one.reference]
    assert len(set(marks)) == len(marks)
    assert len(set(given_references)) == len(given_references)


@settings(max_examples=300)
@given(rolls, rows)
def test_each_volunteer_is_the_subject_of_one_row_at_most(roll: list[Known], sent: list[dict[str, Any]]) -> None:
    about = [one.known.volunteer_id for one in planned(sent, roll) if one.known]
    assert len(set(about)) == len(about)
