from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from chassis.testing import assert_migrations_match
from chassis.transaction import new_id
from contracts.events import NeedReported
from notify.models import Base

from tests.actors import worker
from tests.bus import Bus, eventually


def test_models_and_migrations_agree(database_url):
    url = make_url(database_url("notify"))
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg2")
    assert_migrations_match(Base.metadata, "notify", sa.create_engine(url))


def test_what_happens_while_notify_is_away_arrives_once_it_is_back(running, rpc, amqp_url):
    service = running("notify")
    needs = [
        NeedReported(
            community="xiezhuang", sequence=1, need_id=new_id(), urgency="ordinary", channel="self", reporter=new_id()
        )
        for _ in range(200)
    ]
    with closing(Bus(amqp_url)) as bus:
        bus.publish(*needs[:100])
        service.kill()
        bus.publish(*needs[100:])
    service.start()
    reader = worker("xiezhuang")
    eventually(lambda: rpc("notify", "inbox", {}, actor=reader)["unread_total"] >= 200, what="200 messages")
    found = rpc("notify", "inbox", {"limit": 200}, actor=reader)
    assert found["unread_total"] == 200
    assert sorted(message["subject"] for message in found["items"]) == sorted(need.need_id for need in needs)
