"""Which kinds of need are suggested for a text, and how sure that is. A person decides; nothing is decided by it.

Learned from the sentences in `kind_wordings.toml`. Where the best kind is less sure than `LEAST` percent, none is
suggested: better none than a wrong one that is taken unread.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from contracts import fields, vocabulary
from contracts.requests import Request
from contracts.requests.triage import MOST_REASONS, MOST_SUGGESTED

from . import naive_bayes, package_data, wording

DOCUMENT = "kind_wordings.toml"
ANY = "any"
"""In the document, what is said with needs of every kind."""

LEAST = 40
LEAST_BESIDES = 10
"""How sure, in percent, the best kind must be, and each further one that is named beside it."""

WEIGHT = 0.4
"""Of one feature as evidence: each character is told by itself, in its pairs and in its word. With this weight, about
as many suggestions are right as their confidence says."""

LONGEST_SENTENCE = 200


@dataclass(frozen=True)
class Suggestion:
    """`confidence`: in whole percent, rounded down, never 100; `because`: the words of the text that speak most for the
    kind, the strongest first."""

    kind: str
    confidence: int
    because: tuple[str, ...]


def suggested(text: str) -> list[Suggestion]:
    """The kinds suggested for a text, best first; none where that would be a guess."""
    return suggest(_own(), text)


def suggest(classifier: naive_bayes.Classifier, text: str) -> list[Suggestion]:
    """As `suggested`, by what `classifier` has learned."""
    probable = classifier.probabilities(wording.features(text), WEIGHT)
    ranked = sorted(probable, key=lambda kind: -probable[kind])
    sure = {kind: min(math.floor(100 * probable[kind]), 99) for kind in ranked[:MOST_SUGGESTED]}
    if sure[ranked[0]] < LEAST:
        return []
    return [
        Suggestion(kind, percent, _because(classifier, text, kind))
        for kind, percent in sure.items()
        if kind == ranked[0] or percent >= LEAST_BESIDES
    ]


def learn(sentences: Mapping[str, Iterable[str]]) -> naive_bayes.Classifier:
    """From the sentences of each kind; those of `ANY` are every kind's, so that they speak for none."""
    shared = list(sentences.get(ANY, ()))
    return naive_bayes.learn(
        (kind, wording.features(sentence))
        for kind, own in sentences.items()
        if kind != ANY
        for sentence in (*own, *shared)
    )


def load(documents: dict[str, str]) -> dict[str, list[str]]:
    """The sentences by kind, from one TOML document. Raises `WrongData`."""
    listed: dict[str, Any] = {
        kind: fields.ListOf(fields.Text(LONGEST_SENTENCE), 2000, 1, distinct=True, required=True)
        for kind in (ANY, *vocabulary.NEED_KINDS)
    }
    (loaded,) = package_data.load(documents, Request.from_dict(listed)()).values()
    return loaded  # type: ignore[no-any-return]


def _because(classifier: naive_bayes.Classifier, text: str, kind: str) -> tuple[str, ...]:
    weighed = {word: classifier.speaks_for(word, kind) for word in wording.words(text) if len(word) > 1}
    telling = sorted((word for word, amount in weighed.items() if amount > 0), key=lambda word: -weighed[word])
    longest = [word for word in telling if not any(word != other and word in other for other in telling)]
    return tuple(longest[:MOST_REASONS])


@cache
def _own() -> naive_bayes.Classifier:
    return learn(load(package_data.own(DOCUMENT)))
