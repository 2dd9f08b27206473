"""What is suggested to a worker for the triage of a need, by its words, wherever those stand."""

from __future__ import annotations

from typing import Any

from .findings import with_words
from .portal import portal


def for_need(need: dict[str, Any]) -> dict[str, Any]:
    """The suggestions (`contracts.requests.triage.TriageSuggestions`) for a need that the ticketing service showed the
    asker; none for one whose words cannot be had."""
    words = with_words(need)["description"]
    if words is None:
        return {"kinds": []}
    asked = {"community": need["community"], "words": words}
    return portal().query("ticketing", "triage_suggestions", asked)
