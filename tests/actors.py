"""People for tests: each invented, each with what the portal would say of them."""

from __future__ import annotations

from collections.abc import Iterable

from chassis import Actor
from chassis.transaction import new_id


def actor(
    *roles: str,
    person_id: str | None = None,
    communities: Iterable[str] = (),
    organisation: str | None = None,
    volunteer_id: str | None = None,
    language: str = "zh",
) -> Actor:
    """A signed-in person with the roles (default: a resident)."""
    return Actor(
        person_id=person_id or new_id(),
        roles=frozenset(roles or ("resident",)),
        communities=frozenset(communities),
        organisation=organisation,
        volunteer_id=volunteer_id,
        language=language,
    )


def worker(*communities: str) -> Actor:
    return actor("community_worker", communities=communities)


def officer(organisation: str) -> Actor:
    return actor("officer", organisation=organisation)


def volunteer(volunteer_id: str) -> Actor:
    return actor("resident", "volunteer", volunteer_id=volunteer_id)


def admin() -> Actor:
    return actor("district_admin")
