"""How much memory scoring needs for a backlog of a million messages, above what it needs with nothing to do.

The service as it is run for users (``python -m chassis.run scoring``) on PostgreSQL; its memory is what the system says
it ever had resident (VmHWM), once after it stood idle, once after another start found the backlog and drained it.
BENCH_MESSAGES sets another number of messages.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from chassis import topology
from contracts import CONTENT_TYPE
from contracts.events import ServiceCompleted, ServiceRated

from . import samples
from .ingest import OUR_QUEUE, counted
from .result import Result
from .stand import Stand, require, service, stand

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "1000000"))
IDLE_SECONDS = 5.0


def run() -> list[Result]:
    with stand() as ground:
        return [measure(ground)]


def measure(ground: Stand) -> Result:
    url = ground.database()
    with service("scoring", ground.amqp_url, url) as running:
        time.sleep(IDLE_SECONDS)
        idle = _most_resident(running.pid)
    topology.declare(ground.amqp_url, "scoring", {OUR_QUEUE: [ServiceCompleted, ServiceRated]})
    ground.fill(OUR_QUEUE, samples.bodies(MESSAGES), CONTENT_TYPE, MESSAGES)
    with service("scoring", ground.amqp_url, url) as running:
        require(lambda: counted(url) == MESSAGES, f"{MESSAGES:,} messages to be counted", pause=1)
        peak = _most_resident(running.pid)
    name = f"memory: scoring, {MESSAGES:,} messages drained, MB resident at most"
    return Result(name, peak, "the same with nothing to do", idle, most_above=150)


def _most_resident(pid: int) -> float:
    """The most megabytes that a process ever had in memory."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    if found is None:
        raise OSError("this system does not tell how much memory a process had at most (VmHWM)")
    return int(found[1]) / 1024
