"""What the service refuses, what it says then, and that nothing comes of what it refused."""

from __future__ import annotations

from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from chassis.transaction import new_id

from tests import actors
from tests.ticketing.neighbourhood import METHODS, Neighbourhood

BY_OFFICERS = ("report_in", "decline_whistle", "hand_over", "ask_for_help")
BY_VOLUNTEERS = ("claim", "decline_assignment", "join_in", "step_out", "tell_minutes")


def refused(here: Neighbourhood, action: str, need: dict[str, Any], actor: Actor, **request: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        here.do(action, need, actor, **request)
    return refusal.value


def test_in_every_state_everybody_may_do_what_is_possible_for_him_and_nothing_else(here: Neighbourhood) -> None:
    stranger = actors.actor()
    everybody = [here.zhou, here.worker, here.lin, here.mei, here.water, here.power, stranger]
    need = here.report()
    states = []
    for action, actor, request in (
        ("triage", here.worker, {"route": "department"}),
        ("whistle", here.worker, {"departments": [here.water_works]}),
        ("offer", here.worker, {}),
        ("claim", here.lin, {}),
        ("complete", here.lin, {}),
        ("confirm", here.zhou, {}),
        ("close", here.zhou, {}),
        (None, None, {}),
    ):
        state = here.see(need, here.worker)["state"]
        states.append(state)
        for person in everybody:
            try:
                possible = here.see(need, person)["possible"]
            except Forbidden as hidden:
                assert hidden.code == "not_your_need"
                possible = []
            for attempt in METHODS:
                if attempt in possible:
                    continue
                refusal = refused(here, attempt, need, person)
                assert isinstance(refusal, (Conflict, Forbidden)), (state, attempt, refusal)
                if isinstance(refusal, Conflict):
                    assert (refusal.about["state"], refusal.about["possible"]) == (state, possible), attempt
        if action:
            assert action in here.see(need, actor)["possible"]
            need = here.do(action, need, actor, **request)
    assert states == ["reported", "triaged", "whistled", "offered", "assigned", "completed", "confirmed", "closed"]
    here.bus.settle()
    assert [event.sequence for event in here.told_of(need)] == list(range(1, len(need["history"]) + 1))
    assert len(need["history"]) == len(states)


@pytest.mark.parametrize("ending", ["declined", "withdrawn"])
def test_nothing_is_possible_any_more_once_a_need_has_ended_unserved(here: Neighbourhood, ending: str) -> None:
    need = here.report()
    ended = here.do("decline", need, here.worker) if ending == "declined" else here.do("withdraw", need, here.zhou)
    assert ended["state"] == ending
    for action in METHODS:
        for person in (here.zhou, here.worker, here.lin):
            refusal = refused(here, action, need, person)
            assert refusal.about.get("possible", []) == []
    assert here.see(need, here.worker)["history"] == here.see(need, here.zhou)["history"]
    assert len(here.see(need, here.worker)["history"]) == 2


def test_ones_own_service_is_neither_confirmed_nor_rated_by_oneself(here: Neighbourhood) -> None:
    need = here.completed(here.lin)
    for action in ("confirm", "dispute"):
        assert refused(here, action, need, here.lin).code == "own_service"
    assert refused(here, "confirm", need, here.mei).code == "not_your_need"
    here.do("confirm", need, here.worker)
    refusal = refused(here, "rate", need, here.lin)
    assert (type(refusal), refusal.code) == (Forbidden, "own_service")
    assert here.see(need, here.lin)["rating"] is None


def test_a_service_is_rated_once_a_round(here: Neighbourhood) -> None:
    need = here.confirmed()
    here.do("rate", need, here.zhou, stars=2)
    refusal = refused(here, "rate", need, here.zhou, stars=5)
    assert (refusal.code, refusal.about["state"], refusal.about["possible"]) == (
        "already_rated",
        "confirmed",
        ["close", "reopen"],
    )
    assert here.see(need, here.zhou)["rating"]["stars"] == 2


def test_an_unknown_need_is_not_found(here: Neighbourhood) -> None:
    for action in METHODS:
        person = {**dict.fromkeys(BY_VOLUNTEERS, here.lin), **dict.fromkeys(BY_OFFICERS, here.water)}.get(
            action, here.worker
        )
        assert isinstance(refused(here, action, {"need_id": new_id()}, person), NotFound)
    with pytest.raises(NotFound) as refusal:
        here.see({"need_id": new_id()}, here.zhou)
    assert refusal.value.about["what"] == "need"


def test_the_wrong_role_or_community_may_not(here: Neighbourhood) -> None:
    need = here.report()
    elsewhere = actors.worker(here.elsewhere)
    assert refused(here, "triage", need, here.zhou).code == "role_required"
    assert refused(here, "triage", need, elsewhere).code == "not_your_need"
    assert refused(here, "claim", need, here.water).code == "role_required"
    assert refused(here, "close", need, here.mei).code == "not_your_need"
    confirmed = refused(here, "confirm", need, here.worker)
    assert (confirmed.code, confirmed.about) == ("not_your_step", {"action": "confirm", "who": ["person_served"]})
    with pytest.raises(Forbidden) as refusal:
        here.report(on_behalf_of="邻居")
    assert refusal.value.code == "on_behalf_by_workers_only"
    with pytest.raises(Forbidden):
        here.whistles(here.zhou)


BAD_REPORTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"description": "x" * 4001}, {"description": ["too_long:4000"]}),
    ({"description": "有\x00空字符"}, {"description": ["unprintable"]}),
    ({"description": " \n "}, {"description": ["empty"]}),
    ({"description": 7}, {"description": ["not_text"]}),
    ({"colour": "red"}, {"colour": ["unknown_field"]}),
    ({"urgency": "at_once"}, {"urgency": ["not_one_of:life_safety,utilities,ordinary"]}),
    ({"kind": 3}, {"kind": ["not_text"]}),
    ({"community": "atlantis"}, {"community": ["unknown"]}),
    ({"community": "XIEZHUANG"}, {"community": ["not_a_code"]}),
    ({"building": "atlantis-1"}, {"building": ["unknown"]}),
]


def test_what_is_not_right_is_refused_whole(here: Neighbourhood) -> None:
    misplaced: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"building": here.community}, {"building": ["unknown"]}),
        ({"building": here.building_elsewhere}, {"building": ["wrong_community"]}),
    ]
    for request, faults in BAD_REPORTS + misplaced:
        with pytest.raises(Invalid) as refusal:
            here.report(**request)
        assert refusal.value.fields == faults
    assert here.needs(here.worker) == []
    assert here.needs(here.zhou) == []
    need = here.report()
    for action, person, request, faults in (
        ("triage", here.worker, {"kind": "magic"}, "kind"),
        ("triage", here.worker, {"need_id": "7"}, "need_id"),
        ("triage", here.worker, {"priority": 1}, "priority"),
        ("decline", here.worker, {"reason": "y" * 501}, "reason"),
        ("decline", here.worker, {"reason": "\x00"}, "reason"),
        ("assign", here.worker, {"volunteer_id": "lin"}, "volunteer_id"),
        ("whistle", here.worker, {"departments": []}, "departments"),
        ("whistle", here.worker, {"departments": [here.water_works, here.water_works]}, "departments"),
        ("whistle", here.worker, {"report_in_by": "tomorrow"}, "report_in_by"),
        ("complete", here.lin, {"minutes": 1441}, "minutes"),
        ("complete", here.lin, {"minutes": "30"}, "minutes"),
        ("rate", here.zhou, {"stars": 6}, "stars"),
        ("rate", here.zhou, {"stars": True}, "stars"),
        ("rate", here.zhou, {"resolved": "yes"}, "resolved"),
    ):
        refusal = refused(here, action, need, person, **request)
        assert isinstance(refusal, Invalid)
        assert list(refusal.fields) == [faults]
    here.bus.settle()
    assert [event.data.event_name for event in here.told_of(need)] == ["NeedReported"]
    assert here.see(need, here.zhou)["state"] == "reported"


def test_who_is_named_must_be_known(here: Neighbourhood) -> None:
    need = here.do("triage", here.report(), here.worker, route="department")
    for action, request, faults in (
        ("assign", {"volunteer_id": new_id()}, {"volunteer_id": ["unknown"]}),
        (
            "whistle",
            {"departments": [here.water_works, "atlantis-sea", here.school]},
            {"departments": {"1": ["unknown"], "2": ["not_a_department"]}},
        ),
        ("whistle", {"report_in_by": "2020-01-01T00:00:00Z"}, {"report_in_by": ["not_in_future"]}),
        ("whistle", {"report_in_by": "2999-01-01T00:00:00Z"}, {"report_in_by": ["too_far:15"]}),
    ):
        refusal = refused(here, action, need, here.worker, **request)
        assert isinstance(refusal, Invalid)
        assert refusal.fields == faults
    after = here.see(need, here.worker)
    assert (after["state"], after["whistles"], len(after["history"])) == ("triaged", [], 2)
    here.bus.settle()
    assert [event.data.event_name for event in here.told_of(need)] == ["NeedReported", "NeedTriaged"]


def test_a_department_is_not_whistled_twice_before_it_has_answered(here: Neighbourhood) -> None:
    need = here.whistled(here.water_works)
    refusal = refused(here, "whistle", need, here.worker, departments=[here.power_works, here.water_works])
    assert (refusal.code, refusal.about["departments"], refusal.about["state"]) == (
        "already_whistled",
        [here.water_works],
        "whistled",
    )
    assert "whistle" in refusal.about["possible"]
    assert [whistle["department"] for whistle in here.see(need, here.worker)["whistles"]] == [here.water_works]
    here.do("report_in", need, here.water)
    assert refused(here, "report_in", need, here.water).code == "already_reported_in"
    here.do("hand_back", need, here.water)
    assert len(here.do("whistle", need, here.worker, departments=[here.water_works])["whistles"]) == 2
