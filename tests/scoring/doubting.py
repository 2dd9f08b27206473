"""Ratings in doubt as those concerned see them and decide them, over the real calls."""

from __future__ import annotations

from typing import Any

from chassis import Actor

from tests.scoring.clocked import HERE, Clocked


def looked_at(clocked: Clocked) -> None:
    clocked.pass_by("look_at_ratings")


def sums(clocked: Clocked, who: Actor) -> tuple[int, int]:
    shown = clocked.stars_of(who)
    return shown["ratings"], shown["rating_stars"]


def doubts(clocked: Clocked, **request: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = clocked.ask("rating_doubts", clocked.worker, community=HERE, **request)["items"]
    return items


def decided(clocked: Clocked, doubt: dict[str, Any], counts: bool, by: Actor | None = None) -> dict[str, Any]:
    request = {"doubt_id": doubt["doubt_id"], "counts": counts, "because": "当面问过"}
    return clocked.ask("decide_rating_doubt", by or clocked.worker, **request)
