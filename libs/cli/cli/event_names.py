"""Event types as people type and read them: ``ServiceCompleted`` for ``linli.ticketing.ServiceCompleted.v1``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

from contracts import event_types


def short(type: str) -> str:
    """The name alone, with its major version where that is not the first; what is no type of ours stays as it is."""
    match type.split("."):
        case ["linli", _, name, "v1"]:
            return name
        case ["linli", _, name, major]:
            return f"{name}.{major}"
    return type


def means(name: str, type: str) -> bool:
    """Whether somebody who types `name` means the event type `type`: in full, or without service or version."""
    _, service, event, major = (type.casefold().split(".") + [""] * 4)[:4]
    return name.casefold() in {
        type.casefold(),
        event,
        f"{event}.{major}",
        f"{service}.{event}",
        f"{service}.{event}.{major}",
    }


def known(names: Iterable[str]) -> frozenset[str]:
    """The event types meant by `names`. Raises click's BadParameter, with the nearest, for what is none."""
    found: set[str] = set()
    for name in names:
        meant = {type for type in event_types() if means(name, type)}
        if not meant:
            raise click.BadParameter(f"there is no event type {name!r}{_nearest(name)}", param_hint="--type")
        found |= meant
    return frozenset(found)


def _nearest(name: str) -> str:
    by_folded = {short(type).casefold(): short(type) for type in event_types()}
    plain = name.casefold().rpartition("linli.")[2].split(".")
    near = get_close_matches(max(plain, key=len), by_folded, n=3, cutoff=0.5)
    if near:
        return f"; the nearest: {', '.join(by_folded[folded] for folded in near)}."
    return f"; there are: {', '.join(sorted(by_folded.values()))}."
