"""What may be suggested to a worker who is about to triage a need. Nothing is decided or stored by it."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .ticketing import LONGEST_DESCRIPTION

MOST_SUGGESTED = 3
MOST_REASONS = 5
LONGEST_REASON_WORD = 40


class TriageSuggestionsQuery(Request):
    """What kind of need of the community these `words` speak of, and which departments it usually whistles for such."""

    community = fields.Code(required=True)
    words = fields.Text(LONGEST_DESCRIPTION, required=True)


class SuggestedDepartment(Answer):
    """A department that the community whistled for at least two needs of the kind within a year. `whistles`: for how
    many needs, those left out for which it was excused; `paired`: it is paired with the community."""

    department = fields.Code()
    paired = fields.Flag()
    whistles = fields.Whole(1, 10**6)


class SuggestedKind(Answer):
    """`confidence`: in percent, how often such a suggestion is right, as far as is known; `because`: words of the text
    that speak for the kind; `departments`: those paired with the community first, then the most often whistled."""

    kind = fields.OneOf(vocabulary.NEED_KINDS)
    confidence = fields.Whole(0, 99)
    because = fields.ListOf(fields.Text(LONGEST_REASON_WORD), MOST_REASONS)
    departments = fields.ListOf(fields.Nest(SuggestedDepartment), MOST_SUGGESTED)


class TriageSuggestions(Answer):
    """Best first. None where even the best would be a guess (a confidence below 40)."""

    kinds = fields.ListOf(fields.Nest(SuggestedKind), MOST_SUGGESTED)
