"""A thousand malformed envelopes amid good traffic to scoring: each ends among the dead letters with its reason, and
every good event is counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pika
import pytest

from chassis.subscription import REASON, SUBSCRIPTION
from chassis.transaction import new_id
from contracts import Envelope
from contracts.vocabulary import NEED_KINDS

from tests import actors, recount
from tests.bus import eventually, send
from tests.faults.malformed import damaged
from tests.faults.servers import Node, Postgres
from tests.scoring import facts
from tests.shared_service import SharedService, fresh_community, serve

POISON = 1000
SERVICES = 2000
VOLUNTEERS = 30
SEED = 20260101
NOW = datetime.now(UTC)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_thousand_malformed_envelopes_are_put_aside_and_every_good_one_counts(
    request: pytest.FixtureRequest, node: Node, kind: str, database: str, tmp_path: Path
) -> None:
    chance, community = Random(SEED), fresh_community()
    if database == "sqlite":
        url = f"sqlite:///{tmp_path / 'scoring'}.sqlite3"
    else:
        server: Postgres = request.getfixturevalue("server")
        url = server.create_database(f"poison_{new_id()[-12:]}")
    volunteers = [new_id() for _ in range(VOLUNTEERS)]
    good = [envelope for _ in range(SERVICES) for envelope in service(chance, community, chance.choice(volunteers))]
    traffic = [(envelope.data.routing_key, envelope.to_json()) for envelope in good]
    bad = [(key, damaged(body, chance)) for key, body in chance.choices(traffic, k=POISON)]
    due = recount.stars(recount.from_events(envelope.to_dict() for envelope in good))
    with serve("scoring", node.clients, url, tmp_path) as scoring:
        place = facts.community(community)
        send(scoring.amqp_url, (place.routing_key, Envelope(id=new_id(), time=NOW, data=place).to_json()))
        send(scoring.amqp_url, *chance.sample(traffic + bad, k=len(traffic) + len(bad)))

        def counted() -> bool:
            board = scoring.ask("star_board", {"community": community}, actors.admin())["items"]
            return recount.shown_stars(board) == due

        eventually(counted, 120, "every good event counted")
        dead = eventually(lambda: dead_letters(scoring), 60, "every bad one put aside")
    assert Counter(body for body, _ in dead) == Counter(body for _, body in bad)
    reasons = Counter(reason for _, reason in dead)
    print(
        f"\n{kind}, {database}: {POISON:,} malformed among {len(good):,} good ones: {len(dead):,} put aside for "
        f"{len(reasons)} different reasons, every good one counted"
    )


def service(chance: Random, community: str, volunteer: str) -> list[Envelope]:
    """A service completed, and rated."""
    done = facts.completed(volunteer, chance.randint(1, 5), NOW, community=community, kind=chance.choice(NEED_KINDS))
    return [Envelope(id=new_id(), time=NOW, data=event) for event in (done, facts.rated(done, chance.randint(1, 5)))]


def dead_letters(scoring: SharedService) -> list[tuple[bytes, str]]:
    """Bodies and reasons of scoring's dead letters, once there are enough; they stay where they are."""
    found = []
    with pika.BlockingConnection(pika.URLParameters(scoring.amqp_url)) as connection:
        channel = connection.channel()
        if channel.queue_declare("scoring.dead", passive=True).method.message_count < POISON:
            return []
        while (taken := channel.basic_get("scoring.dead"))[0] is not None:
            _, properties, body = taken
            assert properties.headers[SUBSCRIPTION] == "scoring.record_services"
            assert properties.headers[REASON]
            found.append((body, properties.headers[REASON]))
    return found
