"""A survey team whose survey passed becomes the service team, with everybody in it, once."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.transaction import new_id
from contracts.events import ConsentSurveyClosed, TeamConverted, TeamFormed


@pytest.fixture
def form(neighbourhood, ask, enrol):
    """Forms a team of two of the community's volunteers; its code."""
    enrol(*({"reference": f"xz-{number}", "name": f"志愿者{number}"} for number in (1, 2)))

    def make(kind: str = "survey_team") -> str:
        code = f"{neighbourhood.code}-{new_id()[-8:]}"
        team = {"code": code, "kind": kind, "name": "改造意愿征询组", "community": neighbourhood.code}
        ask("form_teams", {"teams": [{**team, "leader": "xz-1", "members": ["xz-1", "xz-2"]}]})
        return code

    return make


def closed(neighbourhood: Any, team: str | None, **facts: Any) -> ConsentSurveyClosed:
    """A survey of 204 households that passed, whose team is to become the service team."""
    known: dict[str, Any] = {
        "community": neighbourhood.code,
        "sequence": 1,
        "survey_id": new_id(),
        "households": 204,
        "yes": 174,
        "no": 10,
        "abstain": 4,
        "threshold_numerator": 2,
        "threshold_denominator": 3,
        "passed": True,
        "team": team,
        "then_service_team": True,
    }
    return ConsentSurveyClosed(**{**known, **facts})


def test_the_team_is_converted_and_keeps_its_members_and_history(neighbourhood, ask, form, bus) -> None:
    code = form()
    before = ask("team", {"team": code})
    event = closed(neighbourhood, code)
    [sent] = bus.publish(event)
    told = bus.wait_for(TeamConverted, team=code)
    assert (told.data.before, told.data.kind, told.causationid) == ("survey_team", "service_team", sent.id)
    after = ask("team", {"team": code})
    assert after == {**before, "kind": "service_team"}
    assert [one["role"] for one in after["members"]] == ["leader", "member"]
    purposes = ask("team_history", {"team": code})["purposes"]
    assert [(one["kind"], one["reason"]) for one in purposes] == [
        ("survey_team", None),
        ("service_team", f"ConsentSurveyClosed {event.survey_id}"),
    ]
    formed = [seen.data for seen in neighbourhood.told(TeamFormed) if seen.data.team == code]
    assert [one.kind for one in formed] == ["survey_team", "service_team"]
    assert formed[0].members == formed[1].members


def test_told_again_or_of_another_survey_it_is_converted_once(neighbourhood, ask, form, bus) -> None:
    code, last = form(), form()
    sent = bus.publish(closed(neighbourhood, code), closed(neighbourhood, code))
    bus.wait_for(TeamConverted, team=code)
    bus.publish_again(*sent)
    bus.publish(closed(neighbourhood, last))
    bus.wait_for(TeamConverted, team=last)
    assert [seen.data.team for seen in neighbourhood.told(TeamConverted)] == [code, last]


def test_no_other_team_is_touched(neighbourhood, ask, form, bus) -> None:
    failed, unasked, foreign, converted, squad, last = (
        form(),
        form(),
        form(),
        form(),
        form("emergency_squad"),
        form(),
    )
    ask("convert_team", {"team": converted, "kind": "community_team", "name": "社区服务队", "reason": "另有任务"})
    bus.publish(
        closed(neighbourhood, failed, passed=False),
        closed(neighbourhood, unasked, then_service_team=False),
        closed(neighbourhood, foreign, community=neighbourhood.other),
        closed(neighbourhood, converted),
        closed(neighbourhood, squad),
        closed(neighbourhood, f"{neighbourhood.code}-unknown"),
        closed(neighbourhood, None),
        closed(neighbourhood, last),
    )
    bus.wait_for(TeamConverted, team=last)
    neighbourhood.told()
    kinds = [ask("team", {"team": code})["kind"] for code in (failed, unasked, foreign, converted, squad, last)]
    assert kinds == ["survey_team"] * 3 + ["community_team", "emergency_squad", "service_team"]
