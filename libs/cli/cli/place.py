"""Which Linli a command speaks to: the one it was told, or else the one that runs here."""

from __future__ import annotations

from dataclasses import dataclass

from cli.home import Home
from cli.problem import Problem


@dataclass(frozen=True)
class Place:
    """A running Linli: its portal, a token for it, and its broker (empty where the command needs none)."""

    url: str
    token: str
    amqp_url: str = ""


def find(home: Home, **given: str | None) -> Place:
    """What was `given` (url, token and, for commands that watch the bus, amqp), or else the Linli that runs in `home`.

    Raises Problem, with a sentence, when neither is whole.
    """
    options = [f"--{name}" for name in given]
    if given["url"]:
        missing = [f"--{name}" for name, value in given.items() if not value]
        if missing:
            raise Problem(f"For the portal at {given['url']} give {' and '.join(missing)} too.")
        return Place(given["url"], str(given["token"]), given.get("amqp") or "")
    running = home.running()
    if running is None:
        raise Problem(
            f"Linli is not running (folder {home.folder}): start it with linli up, "
            f"or give {', '.join(options[:-1])} and {options[-1]} of one that runs elsewhere."
        )
    return Place(running.portal_url, given["token"] or home.admin_token(), given.get("amqp") or running.amqp_url)


def broker(home: Home, amqp: str | None) -> str:
    """The address of the broker that was given, or else of the Linli that runs in `home`.

    Raises Problem when there is neither.
    """
    running = home.running()
    if amqp or running:
        return amqp or running.amqp_url  # type: ignore[union-attr]
    raise Problem(
        f"Linli is not running (folder {home.folder}): start it with linli up, "
        "or give --amqp, the broker of one that runs elsewhere."
    )
