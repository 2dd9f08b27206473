"""The words of needs that volunteers found: they stand with the volunteer service, and are shown with the need."""

from __future__ import annotations

from typing import Any

from chassis.rpc import ServiceUnavailable

from .portal import portal


def with_words(need: dict[str, Any]) -> dict[str, Any]:
    """A need that the ticketing service showed the asker, with the words of the finding that it came of."""
    return page_with_words({"items": [need]})["items"][0]


def page_with_words(page: dict[str, Any]) -> dict[str, Any]:
    """As `with_words`, a page of needs. While the volunteer service is away they are shown without the words."""
    found = {need["need_id"]: need for need in page["items"] if need["origin"]}
    if not found:
        return page
    try:
        told = portal().query("volunteer", "findings", {"need_ids": list(found)})["items"]
    except ServiceUnavailable:
        return page
    for one in told:
        found[one["need_id"]].update(description=one["finding"], place_words=one["place"])
    return page
