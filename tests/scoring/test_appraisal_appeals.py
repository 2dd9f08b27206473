"""Departments appeal against their results while these are public: over the real calls on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, NotFound
from chassis.transaction import new_id
from contracts.events import AppraisalAppealDecided, AppraisalAppealFiled, AppraisalFrozen, AppraisalPublished

from tests import actors
from tests.scoring.clocked import HERE, Clocked
from tests.scoring.facts import completed, department, rated

QUARTER = "2026-Q2"
ADMIN = actors.admin()
HOUSING, WATER = actors.officer("housing"), actors.officer("water")


@pytest.fixture
def district(clocked: Clocked) -> Clocked:
    """Two departments with four cases each, of which water's are the better ones; the quarter is over."""
    clocked.on(2026, 5, 5)
    clocked.knows(department("housing"), department("water"))
    for code, stars in (("housing", 3), ("water", 5)):
        done = [completed(code, at=clocked.now, provider_kind="department") for _ in range(4)]
        clocked.take("record_services", *done, *(rated(one, stars, stars == 5) for one in done))
    for code in ("housing", "water"):
        mark(clocked, code, 80)
    clocked.on(2026, 7, 2)
    return clocked


def mark(clocked: Clocked, code: str, points: int, by: Actor | None = None) -> None:
    given = {"community": HERE, "department": code, "quarter": QUARTER, "aspect": "service-attitude"}
    clocked.ask("mark_department", by or clocked.worker, **given, mark=points)


def freeze(clocked: Clocked, period: str = QUARTER) -> dict[str, Any]:
    return clocked.ask("freeze_appraisal", ADMIN, period=period)


def filed(clocked: Clocked, by: Actor = HOUSING, period: str = QUARTER) -> dict[str, Any]:
    return clocked.ask("file_appraisal_appeal", by, period=period, reason="有一次打分记错了部门")


def decided(clocked: Clocked, appeal: dict[str, Any], allowed: bool, by: Actor = ADMIN) -> dict[str, Any]:
    return clocked.ask(
        "decide_appraisal_appeal", by, appeal_id=appeal["appeal_id"], allowed=allowed, because="核对过原始记录"
    )


def publish(clocked: Clocked) -> dict[str, Any]:
    return clocked.ask("publish_appraisal", ADMIN, period=QUARTER)


def shown(clocked: Clocked, period: str = QUARTER) -> dict[str, Any]:
    items = clocked.ask("aspect_board", actors.actor(), period=period)["items"]
    return {item["department"]: (item["rank"], item["total"], item["appeal"]) for item in items}


def code_of(refused: Any) -> str:
    code: str = refused.value.code
    return code


def test_an_appeal_that_is_allowed_has_the_result_worked_out_anew_and_the_places_follow(district: Clocked) -> None:
    board = freeze(district)
    assert (board["standing"], board["publicity_until"]) == ("public", "2026-07-09")
    before = shown(district)
    assert (before["water"][0], before["housing"][0], before["housing"][2]) == (1, 2, None)
    appeal = filed(district)
    assert (appeal["state"], appeal["department"], appeal["rank"]) == ("open", "housing", 2)
    assert appeal["total"] == before["housing"][1]
    # The call-backs were about another department's work; then these are told, and its own are far better.
    more = [completed("housing", at=district.now.replace(month=6), provider_kind="department") for _ in range(60)]
    district.take("record_services", *more, *(rated(one, 5) for one in more))
    mark(district, "housing", 95)
    assert shown(district)["housing"] == (*before["housing"][:2], "open"), "it is frozen until that is decided"
    answer = decided(district, appeal, True)
    after = shown(district)
    assert (after["housing"][0], after["water"][0]) == (1, 2)
    assert after["housing"][2] == answer["state"] == "allowed"
    assert (answer["rank_after"], answer["total_after"]) == after["housing"][:2]
    assert after["water"][1] == before["water"][1]
    told = district.told(AppraisalFrozen, AppraisalAppealFiled, AppraisalAppealDecided)
    assert [type(event).__name__ for event in told] == [
        "AppraisalFrozen",
        "AppraisalAppealFiled",
        "AppraisalAppealDecided",
    ]
    assert (told[-1].department, told[-1].allowed) == ("housing", True)
    assert f"{told[-1].total_tenths / 10:.1f}" == answer["total_after"]


def test_a_dismissed_appeal_leaves_the_result_and_its_reasons_are_to_be_read(district: Clocked) -> None:
    freeze(district)
    before = shown(district)
    mark(district, "housing", 95)
    answer = decided(district, filed(district), False)
    assert (answer["state"], answer["total_after"]) == ("dismissed", before["housing"][1])
    assert shown(district)["housing"] == (*before["housing"][:2], "dismissed")
    for reader in (HOUSING, ADMIN, district.worker):
        (item,) = district.ask("appraisal_appeals", reader, period=QUARTER)["items"]
        assert (item["because"], item["decided_by"]) == ("核对过原始记录", ADMIN.person_id)
    assert district.ask("appraisal_appeals", WATER, period=QUARTER)["items"] == []


def test_nothing_is_signed_off_while_an_appeal_is_open(district: Clocked) -> None:
    freeze(district)
    appeal = filed(district)
    district.on(2026, 7, 10)
    with pytest.raises(Conflict) as refused:
        publish(district)
    assert code_of(refused) == "appeals_open"
    decided(district, appeal, False)
    board = publish(district)
    assert (board["standing"], board["published_by"]) == ("final", ADMIN.person_id)
    assert [type(event) for event in district.told(AppraisalFrozen, AppraisalPublished)] == [
        AppraisalFrozen,
        AppraisalPublished,
    ]
    with pytest.raises(Conflict) as refused:
        filed(district)
    assert code_of(refused) == "appraisal_published"


def test_a_year_is_appealed_against_like_a_quarter(district: Clocked) -> None:
    district.on(2027, 1, 4)
    assert freeze(district, "2026")["standing"] == "public"
    appeal = filed(district, period="2026")
    answer = decided(district, appeal, True)
    assert (answer["period"], answer["rank_after"]) == ("2026", 2)


def test_who_is_of_the_department_or_gave_it_a_mark_does_not_decide(district: Clocked) -> None:
    marking, other_marking = actors.admin(), actors.admin()
    mark(district, "housing", 85, by=marking)
    mark(district, "water", 85, by=other_marking)
    freeze(district)
    appeal = filed(district)
    own = actors.actor("district_admin", "officer", organisation="housing")
    filer = actors.actor("district_admin", person_id=HOUSING.person_id)
    for by in (marking, own, filer):
        with pytest.raises(Forbidden) as refused:
            decided(district, appeal, True, by=by)
        assert code_of(refused) == "has_part"
    for by in (HOUSING, district.worker):
        with pytest.raises(Forbidden) as refused:
            decided(district, appeal, True, by=by)
        assert code_of(refused) == "role_required"
    assert decided(district, appeal, True, by=other_marking)["state"] == "allowed"


def test_appeals_and_decisions_out_of_place_are_refused_whole(district: Clocked) -> None:
    with pytest.raises(NotFound):
        filed(district)
    freeze(district)
    for by, error, code in (
        (district.worker, Forbidden, "role_required"),
        (actors.actor("officer"), Forbidden, "departments_only"),
        (actors.officer("nobody"), NotFound, "not_found"),
    ):
        with pytest.raises(error) as refused:
            filed(district, by)
        assert code_of(refused) == code
    with pytest.raises(NotFound):
        decided(district, {"appeal_id": new_id()}, True)
    with pytest.raises(Conflict) as refused:
        freeze(district)
    assert code_of(refused) == "appraisal_frozen_already"
    appeal = filed(district)
    with pytest.raises(Conflict) as refused:
        filed(district)
    assert code_of(refused) == "appraisal_appeal_open"
    decided(district, appeal, False)
    with pytest.raises(Conflict) as refused:
        decided(district, appeal, True)
    assert code_of(refused) == "appeal_decided_already"
    district.on(2026, 7, 10)
    with pytest.raises(Conflict) as refused:
        filed(district, WATER)
    assert code_of(refused) == "appraisal_not_public"
    assert shown(district)["water"][2] is None
