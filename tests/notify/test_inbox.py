from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.refusals import Invalid
from chassis.transaction import new_id
from contracts.events import NeedAssigned, NeedEscalated, NeedReported, ServiceReported

from tests.actors import actor, admin, officer, volunteer, worker
from tests.bus import eventually

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def reported(community):
    """A need reported in the community."""

    def make(**values):
        known = {"community": community, "sequence": 1, "need_id": new_id(), "urgency": "ordinary"}
        return NeedReported(**{**known, "channel": "self", "reporter": new_id(), **values})

    return make


@pytest.fixture
def arrived(inbox):
    """Waits until so many messages have arrived for a reader; returns them."""

    def wait(reader, count):
        eventually(lambda: inbox(reader)["unread_total"] >= count, what=f"{count} messages")
        return inbox(reader)["items"]

    return wait


def test_a_worker_hears_of_a_need_in_the_own_community(bus, community, reported, inbox, arrived):
    need = reported(urgency="life_safety")
    bus.publish(need, at=AT)
    [message] = arrived(worker(community), 1)
    assert message == {
        "message_id": message["message_id"],
        "kind": "need_reported",
        "community": community,
        "subject": need.need_id,
        "about": {"need_id": need.need_id, "urgency": "life_safety"},
        "sent_at": "2026-03-01T09:00:00.000000Z",
        "read": False,
    }
    for other in (worker("elsewhere"), actor(communities=[community]), admin(), officer(community)):
        assert inbox(other)["items"] == []


def test_each_address_of_a_person_fills_the_same_inbox(bus, community, arrived):
    person, helper, department = new_id(), new_id(), f"{community}-fire"
    common = {"community": community, "sequence": 2, "need_id": new_id()}
    service = {**common, "service_id": new_id(), "provider_kind": "volunteer", "provider": helper}
    bus.publish(
        ServiceReported(**service, reporter=person),
        NeedAssigned(**common, provider_kind="volunteer", provider=helper, way="assigned", reporter=new_id()),
        NeedEscalated(
            **common, reason="report_in_overdue", whistle_id=new_id(), department=department, report_in_by=AT
        ),
    )
    reader = actor("volunteer", "officer", person_id=person, volunteer_id=helper, organisation=department)
    kinds = {message["kind"] for message in arrived(reader, 3)}
    assert kinds == {"service_to_confirm", "need_assigned_to_you", "need_escalated"}
    assert [message["kind"] for message in arrived(actor(person_id=person), 1)] == ["service_to_confirm"]
    assert [message["kind"] for message in arrived(volunteer(helper), 1)] == ["need_assigned_to_you"]


def test_no_message_comes_twice_whatever_the_bus_repeats(bus, community, reported, inbox, arrived):
    sent = bus.publish(*(reported() for _ in range(20)))
    bus.publish_again(*sent, *reversed(sent))
    bus.publish(reported())
    assert len(arrived(worker(community), 21)) == 21
    bus.publish_again(*sent)
    bus.publish(reported())
    assert len(arrived(worker(community), 22)) == 22


def test_messages_come_newest_first_page_by_page_in_whatever_order_they_arrived(
    bus, community, reported, inbox, arrived
):
    needs = [reported() for _ in range(7)]
    for hours in (3, 0, 6, 1, 5, 2, 4):
        bus.publish(needs[hours], at=AT + timedelta(hours=hours))
    reader = worker(community)
    arrived(reader, 7)

    found, cursor = [], None
    while True:
        page = inbox(reader, limit=3, **({"cursor": cursor} if cursor else {}))
        found.append([message["subject"] for message in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    newest = [need.need_id for need in reversed(needs)]
    assert found == [newest[:3], newest[3:6], newest[6:]]


def test_what_one_worker_has_read_another_has_not(bus, community, reported, inbox, arrived, service):
    bus.publish(*(reported() for _ in range(3)))
    first, second = worker(community), worker(community)
    ids = [message["message_id"] for message in arrived(first, 3)]

    assert service.ask("mark_read", {"message_ids": ids[:2]}, first) == {"marked": 2}
    assert service.ask("mark_read", {"message_ids": ids}, first) == {"marked": 1}

    assert inbox(first)["unread_total"] == 0
    assert [message["read"] for message in inbox(first)["items"]] == [True] * 3
    assert inbox(first, unread=True)["items"] == []
    assert inbox(second)["unread_total"] == 3
    assert len(inbox(second, unread=True)["items"]) == 3


def test_only_the_own_messages_are_marked_and_all_or_none(bus, community, reported, inbox, arrived, service):
    bus.publish(reported())
    reader, stranger = worker(community), actor()
    [message] = arrived(reader, 1)
    for asker, ids in ((stranger, [message["message_id"]]), (reader, [message["message_id"], new_id()])):
        with pytest.raises(Invalid) as refused:
            service.ask("mark_read", {"message_ids": ids}, asker)
        assert refused.value.fields == {"message_ids": {str(len(ids) - 1): ["unknown"]}}
    assert inbox(reader)["unread_total"] == 1


def test_a_cursor_of_somebody_else_is_refused(bus, community, reported, inbox, arrived):
    bus.publish(reported())
    [message] = arrived(worker(community), 1)
    for cursor in (message["message_id"], "nonsense"):
        with pytest.raises(Invalid) as refused:
            inbox(actor(), cursor=cursor)
        assert refused.value.fields == {"cursor": ["unknown"]}
