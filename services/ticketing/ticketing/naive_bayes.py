"""Which of several classes something belongs to, by how often its features were seen in each: naive Bayes.

The multinomial model of the textbooks with add-alpha smoothing (Manning, Raghavan and Schütze, Introduction to
Information Retrieval, 2008, section 13.2), each feature counted once in an example, and every class as probable
as another beforehand: how many examples each has was chosen by whoever wrote them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

SMOOTHING = 0.5
"""As if every known feature had been seen so often more in each class."""


@dataclass(frozen=True)
class Classifier:
    """`counts`: in how many examples of each class a feature was seen; `known`: every feature that was seen at all."""

    counts: Mapping[str, Mapping[str, int]]
    known: frozenset[str]

    def probabilities(self, features: Collection[str], weight: float = 1.0) -> dict[str, float]:
        """How probable each class is; they sum to 1. Features never seen say nothing. `weight`: of one feature as
        evidence, less than 1 where features repeat each other, so that they do not make sure what is not."""
        seen = self.known & frozenset(features)
        evidence = {name: weight * sum(self.evidence(feature, name) for feature in seen) for name in self.counts}
        most = max(evidence.values())
        odds = {name: math.exp(amount - most) for name, amount in evidence.items()}
        total = math.fsum(odds.values())
        return {name: odd / total for name, odd in odds.items()}

    def evidence(self, feature: str, name: str) -> float:
        """The logarithm of how probable a known feature is among those of the class."""
        counts = self.counts[name]
        total = sum(counts.values()) + SMOOTHING * len(self.known)
        return math.log((counts.get(feature, 0) + SMOOTHING) / total)

    def speaks_for(self, feature: str, name: str) -> float:
        """By how much a feature speaks for the class rather than for the others on average; 0 for one never seen."""
        if feature not in self.known:
            return 0.0
        others = [self.evidence(feature, other) for other in self.counts if other != name]
        return self.evidence(feature, name) - math.fsum(others) / len(others)


def learn(examples: Iterable[tuple[str, Collection[str]]]) -> Classifier:
    """From examples: the class of each, and its features. At least two classes."""
    counts: dict[str, Counter[str]] = {}
    for name, features in examples:
        counts.setdefault(name, Counter()).update(frozenset(features))
    return Classifier(counts, frozenset().union(*counts.values()))
