"""Appeals that several people file and decide at the same moment, at two replicas: each is filed and decided once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Refusal
from chassis.rpc import ServiceUnavailable
from chassis.transaction import new_id
from contracts.events import (
    DepartmentRecordAppealDecided,
    DepartmentRecordAppealFiled,
    RecordAppealDecided,
    RecordAppealFiled,
)

from tests import actors
from tests.bus import Bus, eventually
from tests.scoring.facts import called_back, community, completed, department, missed, volunteer

Call = Callable[..., dict[str, Any] | str]
HERE = "qinglan"
PEOPLE = 8
BECAUSE = "查过签到表"


@pytest.fixture
def call(running: Any, rpc: Callable[..., dict[str, Any]]) -> Iterator[Call]:
    """Asks one of two replicas of scoring, again under the same id where no answer came; returns the answer, or the
    code of a refusal."""
    other = running("scoring").replica().start()

    def ask(method: str, asker: Actor, **request: Any) -> dict[str, Any] | str:
        command_id = new_id()
        while True:
            with suppress(ServiceUnavailable):
                try:
                    return rpc("scoring", method, request, actor=asker, command_id=command_id)
                except Refusal as refusal:
                    return refusal.code

    yield ask
    other.close()


def at_once(call: Call, method: str, asked: list[tuple[Actor, dict[str, Any]]]) -> tuple[dict[str, Any], list[str]]:
    """Asks all of it at once; returns the one answer, and the codes of the refusals."""
    with ThreadPoolExecutor(PEOPLE) as people:
        outcomes = list(people.map(lambda one: call(method, one[0], **one[1]), asked))
    (answer,) = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    return answer, [outcome for outcome in outcomes if isinstance(outcome, str)]


def decisions(appeal: dict[str, Any], **allowing: Any) -> list[tuple[Actor, dict[str, Any]]]:
    """Half of them allow the appeal, half dismiss it."""
    about = {"appeal_id": appeal["appeal_id"], "because": BECAUSE}
    ways = ({"allowed": True, **allowing}, {"allowed": False})
    return [(actors.admin(), {**about, **ways[number % 2]}) for number in range(PEOPLE)]


def test_appeals_of_volunteers_are_filed_and_decided_once(call: Call, bus: Bus) -> None:
    now = datetime.now(UTC)
    whos = [actors.volunteer(new_id()) for _ in range(3)]
    absences = [missed(str(who.volunteer_id), now.date()) for who in whos]
    bus.publish(community(HERE), *(volunteer(str(who.volunteer_id), HERE) for who in whos), *absences)

    def no_shows(who: Actor) -> int:
        answer = call("star_rating", who, volunteer_id=who.volunteer_id, year=now.year)
        assert isinstance(answer, dict)
        count: int = answer["no_shows"]
        return count

    for who, absence in zip(whos, absences, strict=True):
        eventually(lambda who=who: no_shows(who) == 1, what="the no-show")  # type: ignore[misc]
        record = {"kind": "no_show", "record_id": f"{absence.activity_id}/{who.volunteer_id}", "reason": "我在场"}
        appeal, refused = at_once(call, "file_record_appeal", [(who, record)] * PEOPLE)
        assert refused == ["under_appeal"] * (PEOPLE - 1)
        answer, refused = at_once(call, "decide_record_appeal", decisions(appeal, counts=False))
        assert refused == ["appeal_decided_already"] * (PEOPLE - 1)
        assert no_shows(who) == {"allowed": 0, "dismissed": 1}[answer["state"]]
        bus.settle()
        assert len(bus.seen(RecordAppealFiled, volunteer_id=who.volunteer_id)) == 1
        (told,) = bus.seen(RecordAppealDecided, volunteer_id=who.volunteer_id)
        assert told.data.allowed == (answer["state"] == "allowed")  # type: ignore[attr-defined]


def test_appeals_of_departments_are_filed_and_decided_once(call: Call, bus: Bus) -> None:
    now = datetime.now(UTC)
    period = f"{now.astimezone().year}"
    service = completed("housing", at=now, provider_kind="department", community=HERE)
    bus.publish(community(HERE), department("housing"), service, called_back(service, "not_satisfied"))
    officers = [actors.officer("housing") for _ in range(PEOPLE)]

    def unsatisfied() -> int:
        answer = call("department_appraisal", actors.actor(), department="housing", period=period)
        return answer["counts"]["not_satisfied"] if isinstance(answer, dict) else 0

    eventually(lambda: unsatisfied() == 1, what="the call-back")
    record = {"kind": "case", "record_id": service.service_id, "reason": "回访记错了"}
    appeal, refused = at_once(call, "file_department_appeal", [(officer, record) for officer in officers])
    assert refused == ["under_appeal"] * (PEOPLE - 1)
    answer, refused = at_once(call, "decide_department_appeal", decisions(appeal, outcome="left_out"))
    assert refused == ["appeal_decided_already"] * (PEOPLE - 1)
    assert unsatisfied() == {"allowed": 0, "dismissed": 1}[answer["state"]]
    bus.settle()
    assert len(bus.seen(DepartmentRecordAppealFiled, department="housing")) == 1
    (told,) = bus.seen(DepartmentRecordAppealDecided, department="housing")
    assert told.data.allowed == (answer["state"] == "allowed")  # type: ignore[attr-defined]
