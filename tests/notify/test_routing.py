"""Who hears of what, as a table to read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts import Event, event_types, events
from contracts.requests.notify import Message
from notify.routing import ROUTES, notices

NEED, WHISTLE, SERVICE, REPORTER, HELPER = (f"0000000{n}-0000-7000-8000-000000000000" for n in range(1, 6))
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)

VALUES: dict[str, Any] = {
    "community": "xiezhuang",
    "sequence": 1,
    "need_id": NEED,
    "whistle_id": WHISTLE,
    "service_id": SERVICE,
    "reporter": REPORTER,
    "department": "xintai-fire",
    "kind": "convenience",
    "urgency": "ordinary",
    "channel": "self",
    "report_in_by": AT,
    "reported_in_at": AT,
    "completed_at": AT,
    "in_time": True,
    "provider_kind": "volunteer",
    "provider": HELPER,
    "volunteer_id": HELPER,
    "way": "claimed",
    "minutes": 30,
    "round": 1,
    "stars": 5,
    "resolved": True,
    "year": 2026,
    "previous_stars": 4,
    "score_tenths": 905,
    "policy": "1",
    "period": "2026-Q1",
    "cases": 7,
    "route": "volunteer",
}


def made(kind: type[Event], **values: Any) -> Event:
    wanted = {name: VALUES[name] for name in kind.__dataclass_fields__ if name in VALUES}
    reasons = {events.NeedEscalated: "report_in_overdue", events.NeedClosed: "served"}
    if kind in reasons:
        wanted["reason"] = reasons[kind]
    return kind(**{**wanted, **values})


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (made(events.NeedReported), {"community:xiezhuang": "need_reported"}),
        (made(events.WhistleBlown), {"organisation:xintai-fire": "whistle_blown"}),
        (made(events.DepartmentReportedIn), {"community:xiezhuang": "department_reported_in"}),
        (
            made(events.NeedEscalated),
            {"community:xiezhuang": "need_escalated", "organisation:xintai-fire": "need_escalated"},
        ),
        (made(events.NeedAssigned), {f"person:{REPORTER}": "need_assigned"}),
        (
            made(events.NeedAssigned, way="assigned"),
            {f"person:{REPORTER}": "need_assigned", f"volunteer:{HELPER}": "need_assigned_to_you"},
        ),
        (
            made(events.NeedAssigned, way="reported_in", provider_kind="department", provider="xintai-fire"),
            {f"person:{REPORTER}": "need_assigned"},
        ),
        (made(events.ServiceReported), {f"person:{REPORTER}": "service_to_confirm"}),
        (made(events.ServiceDisputed), {f"volunteer:{HELPER}": "service_disputed"}),
        (made(events.ServiceCompleted), {f"volunteer:{HELPER}": "service_completed"}),
        (made(events.ServiceRated), {f"volunteer:{HELPER}": "service_rated"}),
        (
            made(events.ServiceRated, provider_kind="department", provider="xintai-fire"),
            {"organisation:xintai-fire": "service_rated"},
        ),
        (made(events.NeedClosed), {f"person:{REPORTER}": "need_closed"}),
        (made(events.NeedReopened), {"community:xiezhuang": "need_reopened"}),
        (made(events.StarRatingChanged), {f"volunteer:{HELPER}": "star_rating_changed"}),
        (made(events.DepartmentAppraisalChanged), {"organisation:xintai-fire": "department_appraisal_changed"}),
        (made(events.NeedTriaged), {}),
        (made(events.NeedOffered), {}),
    ],
)
def test_each_event_is_told_to_those_it_concerns(event: Event, expected: dict[str, str]) -> None:
    assert {notice.address: notice.kind for notice in notices(event)} == expected


@pytest.mark.parametrize("kind", ROUTES)
def test_a_message_carries_ids_and_codes_only_and_fits_into_an_answer(kind: type[Event]) -> None:
    for notice in notices(made(kind, **({"way": "assigned"} if kind is events.NeedAssigned else {}))):
        told = json.loads(json.dumps({"kind": notice.kind, "about": notice.about}))
        assert Message(only=["kind", "about"]).load(told) == told
        assert all(" " not in str(value) for value in notice.about.values())


def test_an_event_leads_to_one_message_at_most_for_each_address() -> None:
    for kind in event_types().values():
        if kind in ROUTES:
            addresses = [notice.address for notice in notices(made(kind))]
            assert len(set(addresses)) == len(addresses)
