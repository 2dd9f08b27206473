"""What is asked of a need besides its description: each kind's own questions, and their answers."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Request
from .titles import Titles

QUESTION_TYPES = ("text", "number", "choice", "yes_no", "day")
"""An answer is text, a whole number, the code of one of the choices, true or false, or a day (``2026-03-01``)."""

LONGEST_CODE = 40
LONGEST_ANSWER = 500
MOST_IN_NUMBER = 1_000_000
MOST_ANSWERS = 20


class NeedQuestionsQuery(Request):
    pass


class QuestionChoice(Answer):
    code = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)


class NeedQuestion(Answer):
    """A question; `code` is no other question's, whatever the kind. `choices`: of a question that is a choice, else
    empty; `required`: whoever answers the kind's questions answers this one."""

    code = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)
    type = fields.OneOf(QUESTION_TYPES)
    choices = fields.ListOf(fields.Nest(QuestionChoice), 50)
    required = fields.Flag()


class QuestionsOfKind(Answer):
    kind = fields.OneOf(vocabulary.NEED_KINDS)
    questions = fields.ListOf(fields.Nest(NeedQuestion), MOST_ANSWERS)


class NeedQuestions(Answer):
    """The questions of every kind of need."""

    items = fields.ListOf(fields.Nest(QuestionsOfKind), len(vocabulary.NEED_KINDS))


class NeedAnswer(Answer):
    """What was answered to a question: text, a whole number, the code of a choice, true or false, or a day."""

    question = fields.Text(LONGEST_CODE)
    value = fields.Value()
