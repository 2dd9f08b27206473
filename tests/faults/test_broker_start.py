"""The broker has just started: what it confirms is in the log, from the first event on."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from chassis import topology
from chassis.link import LinkLost, LinkRefused
from chassis.publisher import ConfirmedPublisher
from chassis.transaction import Emitted, new_id
from cli.broker import PrivateBroker
from contracts import LOG
from contracts.events import NeedReported
from contracts.log import Log

from tests.bus import eventually

STARTS = 4
PUBLISHED_AFTER_EACH = 50
KEY, TYPE = "ticketing.NeedReported.v1.xiezhuang", "linli.ticketing.NeedReported.v1"


def test_what_is_confirmed_right_after_a_start_is_in_the_log(tmp_path: Path) -> None:
    confirmed: set[str] = set()
    with PrivateBroker(tmp_path) as node:
        amqp_url = node.amqp_url
        topology.declare(amqp_url, "scoring", {"scoring.events": [NeedReported]})
        for number in range(STARTS):
            node.stop()
            publishing = threading.Thread(target=publish_from_the_first_moment, args=(amqp_url, confirmed))
            publishing.start()
            node.start()
            publishing.join(60)
            assert len(confirmed) == PUBLISHED_AFTER_EACH * (number + 1)
        missing = set(confirmed)

        def read() -> bool:
            with Log(amqp_url) as log:
                first, last = log.bounds() or (0, -1)
                missing.difference_update(entry.body.decode() for entry in log.read(first, until=last))
            return not missing

        assert eventually(read, 20, "everything confirmed in the log")


def publish_from_the_first_moment(amqp_url: str, confirmed: set[str]) -> None:
    """As a relay would that tries again at the very moment when the broker lets anybody in."""
    publisher = ConfirmedPublisher(amqp_url, "test", stream=LOG)
    done = 0
    while done < PUBLISHED_AFTER_EACH:
        event_id = new_id()
        try:
            taken = publisher.publish([Emitted(event_id, KEY, TYPE, event_id.encode(), datetime.now(UTC))])
        except (LinkLost, LinkRefused):
            time.sleep(0.01)
            continue
        confirmed |= taken
        done += len(taken)
    publisher.link.close()
