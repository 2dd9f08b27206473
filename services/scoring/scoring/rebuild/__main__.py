"""``python -m scoring.rebuild [--check]``: with the settings of the service, progress as JSON lines.

Each line is an object: ``{"phase": …, "done": …, "total": …}`` on the way, ``{"ended": …}`` in the end. Exit status: 0
rebuilt, or equal; 1 refused, or not equal; 2 wrong use or setting; 130 interrupted, with nothing changed.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import time
from types import FrameType
from typing import Any

from sqlalchemy.exc import DBAPIError

from chassis.settings import WrongSetting, read
from contracts.log import Log, LogUnavailable

from .. import adoption
from . import Refused
from .beside import beside
from .rebuilding import Rebuild

TOLD_SECONDS = 0.2
"""The least time between two lines of the same phase."""


class Teller:
    """Writes what it is told of the progress, but not every bit of it."""

    def __init__(self) -> None:
        self._phase, self._due = "", 0.0

    def __call__(self, **told: Any) -> None:
        now = time.monotonic()
        if told["phase"] != self._phase or now >= self._due or told.get("done") == told.get("total"):
            self._phase, self._due = told["phase"], now + TOLD_SECONDS
            print(json.dumps(told), flush=True)


def run(rebuild: Rebuild, check: bool) -> int:
    """Rebuild or check, and print what came of it; returns the exit status."""
    began = time.monotonic()
    ended: dict[str, Any] = {}
    if check:
        compared = rebuild.check()
        ended["equal"] = all(found.equal for found in compared)
        ended["tables"] = [
            {
                "table": found.table,
                "live": found.live._asdict(),
                "rebuilt": found.rebuilt._asdict(),
                "equal": found.equal,
                "differing": found.differing,
            }
            for found in compared
        ]
    else:
        ended["announced"] = rebuild.switch()
    ended |= {"events": rebuild.replay.events, "unreadable": rebuild.replay.unreadable}
    ended["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps({"ended": ended}), flush=True)
    return 0 if ended.get("equal", True) else 1


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python -m scoring.rebuild [--check]", file=sys.stderr)
        return 2
    # What goes wrong is told in a sentence. SQLAlchemy's pool, interrupted, would log a traceback as well.
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        settings = read()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    with Log(settings.amqp_url) as log:
        url = settings.database_url_of("scoring")
        rebuild = Rebuild(beside(url), log, adoption.adopted_at(url), Teller())
        try:
            return run(rebuild, bool(arguments))
        except (Refused, LogUnavailable) as error:
            print(error, file=sys.stderr)
            return 1
        except DBAPIError as error:
            print(f"The database cannot be used: {str(error.orig).splitlines()[0]}. {_state(rebuild)}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print(f"Interrupted. {_state(rebuild)}", file=sys.stderr)
            return 130


def _state(rebuild: Rebuild) -> str:
    return "What was rebuilt is in place." if rebuild.switched else "Nothing was changed."


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
