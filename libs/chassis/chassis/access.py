"""What an entrypoint requires of the asker before it looks at anything else."""

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
