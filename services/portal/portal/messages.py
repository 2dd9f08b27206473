"""What each code means to a person, in Chinese and English: the one catalogue of refusals.

Codes come as ``code`` or ``code:argument,argument`` (`contracts.fields`): ``{0}``, ``{1}`` stand for the arguments,
``{all}`` for all of them as vocabulary words. Details of a refusal (state, need, …) stand under their names.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from string import Formatter
from typing import Any

from . import moments, words
from .catalogue import faults
from .catalogue.policy_faults import POLICY_FAULTS
from .catalogue.problems import PROBLEMS

FIELDS = {**faults.FIELDS, **POLICY_FAULTS}

log = logging.getLogger(__name__)

_NOTHING = ("无", "nothing")


def say(message: str, language: str) -> str:
    """A field's message (``code`` or ``code:arguments``) in `language` (zh or en)."""
    code, _, rest = message.partition(":")
    arguments = rest.split(",") if rest else []
    template = FIELDS.get(code) or PROBLEMS.get(code)
    if template is None:
        log.warning("no words for the code %s", code)
        template = FIELDS["invalid"]
    listed = _listed(arguments, language)
    return _fill(template[_index(language)], [*arguments, "", ""], {"all": listed if arguments else ""})


def explain(code: str, about: Mapping[str, Any], language: str) -> str:
    """Why a request was refused, with the details `about` it as words."""
    template = PROBLEMS.get(code) or FIELDS.get(code)
    if template is None:
        log.warning("no words for the code %s", code)
        return words.status_title(422, language)
    told = {name: _told(value, language) for name, value in about.items()}
    return _fill(template[_index(language)], ["", ""], told)


def _told(value: Any, language: str) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return _listed(sorted(value) if isinstance(value, (set, frozenset)) else value, language)
    if value is None:
        return _NOTHING[_index(language)]
    text = str(value)
    return moments.said(text, language) if moments.is_moment(text) else words.word(text, language)


def _listed(values: Any, language: str) -> str:
    said = [words.word(str(value), language) for value in values]
    return ("、" if language == "zh" else ", ").join(said) or _NOTHING[_index(language)]


def _fill(template: str, arguments: list[str], about: dict[str, str]) -> str:
    named = {name: about.get(name, "") for _, name, _, _ in Formatter().parse(template) if name and not name.isdigit()}
    return template.format(*arguments, **named)


def _index(language: str) -> int:
    return 1 if language == "en" else 0
