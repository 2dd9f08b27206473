"""Appeals of a department against its records, and what is told of these."""

from __future__ import annotations

from typing import Any

from chassis import Actor

from tests import actors
from tests.scoring.clocked import Clocked

ADMIN = actors.admin()
HOUSING = actors.officer("housing")


def filed(clocked: Clocked, kind: str, record_id: str, by: Actor = HOUSING) -> dict[str, Any]:
    return clocked.ask("file_department_appeal", by, kind=kind, record_id=record_id, reason="回访记错了")


def decided(clocked: Clocked, appeal: dict[str, Any], by: Actor = ADMIN, allowed: bool = True, **how: Any) -> Any:
    request = {"appeal_id": appeal["appeal_id"], "allowed": allowed, "because": "核对过录音"}
    return clocked.ask("decide_department_appeal", by, **request, **how)


def tell(clocked: Clocked, *events: Any) -> None:
    for event in events:
        handler = {"ServiceRated": "record_services", "ServiceCompleted": "record_services"}
        called = ("CallBackMade", "CallBackFailed")
        usual = "record_call_backs" if type(event).__name__ in called else "record_whistles"
        clocked.take(handler.get(type(event).__name__, usual), event)
