"""Every event delivered three times and in random order: new services, given nothing but the log of a day's load that
way, come to the same ratings, appraisals and messages."""

from __future__ import annotations

from random import Random

import pytest

from contracts import Envelope

from tests.bus import send
from tests.faults.conftest import Start
from tests.faults.killing import go_on_for
from tests.faults.load import Load
from tests.faults.people import gather
from tests.faults.reckoning import at_rest, reckon, recount
from tests.faults.servers import Node, open_vhost
from tests.system import System

SECONDS = 12.0
TIMES = 3


@pytest.mark.timeout(600)
def test_events_delivered_three_times_in_random_order_lead_to_the_same(
    start: Start, kind: str, node: Node, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with start("sqlite") as system:
        at_rest(system)
        people = gather(system)
        with Load(system, people) as load:
            go_on_for(load, SECONDS)
        found = reckon(system, people, load.account)
    folder = tmp_path_factory.mktemp("anew")

    def database_url(service: str) -> str:
        # Only the portal keeps what it has: people's accounts.
        return system.database_url(service) if service == "portal" else f"sqlite:///{folder / service}.sqlite3"

    # Scoring tells of its ratings itself.
    sent = [envelope for body in found.log if (envelope := Envelope.from_json(body)).source != "/linli/scoring"]
    events = [(envelope.data.routing_key, envelope.to_json()) for envelope in sent]
    shuffled = Random(kind).sample(events * TIMES, k=len(events) * TIMES)
    with System(open_vhost(node), database_url, folder) as anew:
        send(anew.amqp_url, *shuffled)
        letters = recount(anew, people, load.account, found.log)
        node.clients.remove_vhost(anew.amqp_url)
    print(
        f"\n{kind}: {load}; {found}; then {len(shuffled):,} deliveries of {len(events):,} events in random order to "
        f"new services: the same ratings and appraisals, and {letters:,} messages as in the account"
    )
