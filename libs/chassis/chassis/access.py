"""What is required of the asker: by an entrypoint before it looks at anything else, and for a record of a community."""

from __future__ import annotations

from collections.abc import Callable

from .actor import Actor
from .refusals import Forbidden

Rule = Callable[[Actor], None]
"""Returns for an actor who may ask, raises `Forbidden` for one who may not."""


def ANYONE(actor: Actor) -> None:
    """Any signed-in person."""


def roles(*wanted: str) -> Rule:
    """People with at least one of the roles `wanted`."""

    def rule(actor: Actor) -> None:
        if not actor.roles.intersection(wanted):
            raise Forbidden("role_required", roles=list(wanted))

    return rule


def require_worker(actor: Actor, community: str) -> None:
    """Raise `Forbidden` unless the actor works in the community."""
    if not actor.works_in(community):
        raise Forbidden("not_your_community", community=community)
