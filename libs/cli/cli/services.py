"""The five services of Linli: how each is started on one machine and what it finds in its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from cli.home import Home
from cli.settings import Settings

COMMANDS: Mapping[str, list[str]] = {
    **{name: [sys.executable, "-m", "chassis.run", name] for name in ("volunteer", "ticketing", "scoring", "notify")},
    "portal": [sys.executable, "-m", "portal"],
}
"""The program of each service, by the service's name."""


def on_the_bus(commands: Mapping[str, list[str]]) -> list[str]:
    """The services, of those in `commands`, that have an outbox and dead letters: all but the portal."""
    return [name for name in commands if name != "portal"]


def environment(home: Home, settings: Settings, amqp_url: str) -> dict[str, str]:
    """What all services share. Keys and switches a person has set go before the kept ones and the defaults.

    One-click demo sign-ins are offered only where nobody but this machine's users can reach the portal.
    """
    given = dict(os.environ)
    demo = "1" if settings.only_this_machine else "0"
    shared = home.secrets() | {"LINLI_DEMO": demo, "LINLI_HTTPS": "0"}
    return (
        given
        | {name: given.get(name) or value for name, value in shared.items()}
        | {
            "LINLI_AMQP_URL": amqp_url,
            "LINLI_DATA": str(home.data),
            "LINLI_PORTAL_BIND": settings.portal_bind,
            "PYTHONUNBUFFERED": "1",
        }
    )
