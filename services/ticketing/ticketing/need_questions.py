"""Each kind of need's own questions, as data with this package, and the check of what is answered to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema

from chassis.refusals import Invalid
from contracts import fields, vocabulary
from contracts.requests import Request
from contracts.requests.questions import (
    LONGEST_ANSWER,
    LONGEST_CODE,
    MOST_ANSWERS,
    MOST_IN_NUMBER,
    QUESTION_TYPES,
)
from contracts.requests.titles import Titles

from . import package_data
from .package_data import WORD

DOCUMENT = "need_questions.toml"


class _Choice(Request):
    code = fields.Text(LONGEST_CODE, required=True, validate=WORD)
    title = fields.Nest(Titles, required=True)


class _Question(Request):
    code = fields.Text(LONGEST_CODE, required=True, validate=WORD)
    title = fields.Nest(Titles, required=True)
    type = fields.OneOf(QUESTION_TYPES, required=True)
    choices = fields.ListOf(fields.Nest(_Choice), 50, load_default=list)
    required = fields.Flag(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def _choices(self, data: dict[str, Any], **_: Any) -> None:
        codes = [choice["code"] for choice in data["choices"]]
        if len(codes) < 2 if data["type"] == "choice" else codes:
            raise ValidationError("two at least for a choice, and none for anything else", "choices")
        if len(set(codes)) < len(codes):
            raise ValidationError("one code twice", "choices")


class _Kinds(Request):
    """The questions by kind. No code stands twice: an answer is understood by its code after the kind has changed."""

    @validates_schema(skip_on_field_errors=True)
    def _distinct(self, data: dict[str, Any], **_: Any) -> None:
        seen: set[str] = set()
        for kind, questions in data.items():
            for position, question in enumerate(questions):
                if question["code"] in seen:
                    raise ValidationError({kind: {position: {"code": ["asked already"]}}})  # type: ignore[arg-type]
                seen.add(question["code"])


def load(documents: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The questions of every kind, from one TOML document. Raises `WrongData`."""
    questions: dict[str, Any] = {
        kind: fields.ListOf(fields.Nest(_Question), MOST_ANSWERS, required=True) for kind in vocabulary.NEED_KINDS
    }
    (loaded,) = package_data.load(documents, _Kinds.from_dict(questions)()).values()
    return loaded


def answered(kind: str | None, answers: Mapping[str, Any] | None) -> list[dict[str, Any]] | None:
    """The answers as they are kept, in the order of the kind's questions; None where none were given.

    Raises `Invalid` with each fault under ``answers.<code>``: ``unknown_field``, ``required``, and the faults of the
    answer's type; and ``not_allowed`` for answers where there is no kind.
    """
    if answers is None:
        return None
    if kind is None:
        if answers:
            raise Invalid({"answers": ["not_allowed"]})
        return None
    schema = _SCHEMAS[kind]
    try:
        kept = schema.dump(schema.load(answers))
    except ValidationError as error:
        raise Invalid({"answers": error.normalized_messages()}) from None
    return [{"question": code, "value": value} for code, value in kept.items()] or None


def schema_of(questions: list[dict[str, Any]]) -> Schema:
    """What checks the answers to `questions`."""
    return Request.from_dict({question["code"]: _field(question) for question in questions})()


def _field(question: dict[str, Any]) -> Any:
    settings = {"required": question["required"]}
    match question["type"]:
        case "text":
            return fields.Text(LONGEST_ANSWER, **settings)
        case "number":
            return fields.Whole(0, MOST_IN_NUMBER, **settings)
        case "choice":
            return fields.OneOf(tuple(choice["code"] for choice in question["choices"]), **settings)
        case "yes_no":
            return fields.Flag(**settings)
        case "day":
            return fields.Day(**settings)
    raise ValueError(question["type"])


QUESTIONS = load(package_data.own(DOCUMENT))
"""The questions by kind, in the order of the vocabulary's kinds."""

_SCHEMAS = {kind: schema_of(questions) for kind, questions in QUESTIONS.items()}
