"""Ports for servers under test, from a range that nothing else here chooses from, and of it a part for each process
that runs tests. None is chosen again before all others were: whoever is stopped for a while finds its own still free.
"""

from __future__ import annotations

import itertools
import os

from cli.ports import is_free

FIRST, EACH = 10_000, 600
"""Below those that `cli.ports` chooses from; so many for each of eight processes."""

_NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_OURS = itertools.cycle(range(FIRST + _NUMBER * EACH, FIRST + (_NUMBER + 1) * EACH))


def choose(count: int) -> list[int]:
    """Distinct free ports."""
    free = (port for port in itertools.islice(_OURS, EACH) if is_free(port))
    chosen = list(itertools.islice(free, count))
    if len(chosen) < count:
        raise OSError(f"of the {EACH} ports of this process fewer than {count} are free")
    return chosen
