"""Ends without warning: services killed at random under a load, and started again at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from random import Random

from tests.bus import eventually
from tests.faults.load import Load
from tests.system import SERVICES, System

LONGEST_PAUSE_SECONDS = 3.0
READY_SECONDS = 90.0


def kill_at_random(
    system: System, load: Load, each: int, chance: Random, names: Sequence[str] = SERVICES
) -> Counter[str]:
    """kill -9 every service of `names` `each` times, in random order and at random moments, while the load goes on;
    returns how often each was."""
    order = list(names) * each
    chance.shuffle(order)
    killed: Counter[str] = Counter()
    for name in order:
        eventually(system.services[name].ready, READY_SECONDS, f"{name} ready again")
        go_on(load, chance.randint(1, 40))
        system.kill(name)
        system.services[name].spawn()
        killed[name] += 1
    await_all(system)
    return killed


def go_on(load: Load, commands: int, seconds: float = LONGEST_PAUSE_SECONDS) -> None:
    """Let the load answer so many commands more, or pass so many seconds."""
    load.check()
    goal, deadline = load.commands + commands, time.monotonic() + seconds
    while load.commands < goal and time.monotonic() < deadline:
        time.sleep(0.02)


def go_on_for(load: Load, seconds: float) -> None:
    """Let the load go on for so many seconds more."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        load.check()
        time.sleep(0.1)


def await_all(system: System) -> None:
    for name, service in system.services.items():
        eventually(service.ready, READY_SECONDS, f"{name} ready again")
