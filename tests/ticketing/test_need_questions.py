"""Each kind of need's own questions: asked as data, answered in their types, and read again wherever the need goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from chassis.refusals import Forbidden, Invalid
from contracts import vocabulary
from ticketing.need_questions import DOCUMENT, QUESTIONS, answered, load, schema_of
from ticketing.package_data import WrongData

from tests import actors
from tests.ticketing.neighbourhood import Neighbourhood

CARE = {"care_wanted": "accompany", "patient_age": 81, "can_walk": False}


def asked_of(here: Neighbourhood, actor: Any) -> dict[str, list[dict[str, Any]]]:
    items = here.rpc("ticketing", "need_questions", {}, actor=actor)["items"]
    return {item["kind"]: item["questions"] for item in items}


def test_every_kind_has_questions_in_both_languages_and_no_code_twice(here: Neighbourhood) -> None:
    found = asked_of(here, actors.actor())
    assert list(found) == list(vocabulary.NEED_KINDS)
    assert all(found.values())
    questions = [question for asked in found.values() for question in asked]
    codes = [question["code"] for question in questions]
    assert len(set(codes)) == len(codes)
    for question in questions:
        assert (len(question["choices"]) > 1) == (question["type"] == "choice")
        for titled in (question, *question["choices"]):
            assert titled["title"]["en"].isascii() and titled["title"]["zh"] != titled["title"]["en"]
    assert {question["type"] for question in questions} == {"text", "number", "choice", "yes_no", "day"}


def test_answers_are_kept_and_shown_where_the_description_is(here: Neighbourhood) -> None:
    need = here.report(kind="health_care", answers=CARE)
    kept = [
        {"question": "patient_age", "value": 81},
        {"question": "care_wanted", "value": "accompany"},
        {"question": "can_walk", "value": False},
    ]
    assert need["answers"] == kept
    assert here.see(need, here.worker)["answers"] == kept
    with pytest.raises(Forbidden):
        here.see(need, here.lin)
    here.do("triage", need, here.worker, kind="health_care")
    assert here.see(need, here.lin)["answers"] == kept
    (listed,) = [one for one in here.needs(here.lin, community=here.community) if one["need_id"] == need["need_id"]]
    assert listed["answers"] == kept


def test_answers_stay_readable_when_the_kind_changes(here: Neighbourhood) -> None:
    answers = {"help_wanted": "plumbing", "convenient_day": "2026-03-09", "someone_home": True}
    need = here.report(kind="convenience", answers=answers)
    changed = here.do("triage", need, here.worker, kind="hardship_relief")
    assert changed["kind"] == "hardship_relief"
    assert {one["question"]: one["value"] for one in changed["answers"]} == answers
    titles = {question["code"] for asked in asked_of(here, here.zhou).values() for question in asked}
    assert set(answers) <= titles


def test_a_need_may_be_reported_without_answers(here: Neighbourhood) -> None:
    for said in ({}, {"kind": "convenience"}, {"kind": "convenience", "answers": None}, {"answers": {}}):
        assert here.report(**said)["answers"] == []
    assert here.report(kind="culture_recreation", answers={})["answers"] == []


def test_wrong_answers_are_refused_each_by_its_question(here: Neighbourhood) -> None:
    for said, faults in (
        ({"answers": {"patient_age": 81}}, {"answers": ["not_allowed"]}),
        ({"kind": "health_care", "answers": {}}, {"answers": {"care_wanted": ["required"]}}),
        (
            {"kind": "health_care", "answers": {"care_wanted": None, "help_wanted": "plumbing"}},
            {"answers": {"care_wanted": ["required"], "help_wanted": ["unknown_field"]}},
        ),
        (
            {"kind": "health_care", "answers": {"care_wanted": "accompany", "patient_age": "81", "can_walk": 1}},
            {"answers": {"patient_age": ["not_a_number"], "can_walk": ["not_true_or_false"]}},
        ),
        (
            {"kind": "environment", "answers": {"environment_matter": "weather", "seen_on": "yesterday"}},
            {
                "answers": {
                    "environment_matter": ["not_one_of:rubbish,greenery,noise,drains,other_problem"],
                    "seen_on": ["not_a_date"],
                }
            },
        ),
        ({"kind": "job_guidance", "answers": {"job_wanted": "x" * 501}}, {"answers": {"job_wanted": ["too_long:500"]}}),
        ({"kind": "job_guidance", "answers": {"job_wanted": {"a": 1}}}, {"answers": {"job_wanted": ["not_text"]}}),
        ({"kind": "health_care", "answers": [1]}, {"answers": ["not_an_object"]}),
        (
            {"kind": "health_care", "answers": {f"q{number}": 1 for number in range(21)}},
            {"answers": ["too_many:20"]},
        ),
    ):
        with pytest.raises(Invalid) as refused:
            here.report(**said)
        assert refused.value.fields == faults
    assert here.needs(here.zhou) == []


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip),
    "number": st.integers(0, 10**6),
    "yes_no": st.booleans(),
    "day": st.dates().map(str),
}


def answer_to(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    if question["type"] == "choice":
        return st.sampled_from([choice["code"] for choice in question["choices"]])
    return ANSWERS[question["type"]]


@st.composite
def whole_answers(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    kind = draw(st.sampled_from(vocabulary.NEED_KINDS))
    said = [question for question in QUESTIONS[kind] if question["required"] or draw(st.booleans())]
    return kind, {question["code"]: draw(answer_to(question)) for question in said}


@given(whole_answers())
def test_whatever_is_rightly_answered_is_kept_as_it_was_said(said: tuple[str, dict[str, Any]]) -> None:
    kind, answers = said
    kept = answered(kind, answers) or []
    assert {one["question"]: one["value"] for one in kept} == answers


def test_what_is_required_is_missed() -> None:
    questions = [
        {"code": "storey", "type": "number", "choices": [], "required": True},
        {"code": "lift", "type": "yes_no", "choices": [], "required": False},
    ]
    schema = schema_of(questions)
    assert schema.load({"storey": 6}) == {"storey": 6}
    with pytest.raises(ValidationError) as refused:
        schema.load({"lift": True})
    assert refused.value.messages == {"storey": ["required"]}


QUESTION = '[[{kind}]]\ncode = "{code}"\ntitle = {{ zh = "问", en = "Ask" }}\ntype = "{type}"\n'


def document(last: str) -> str:
    """One question of each kind, the last kind's as told."""
    usual = [QUESTION.format(kind=kind, code=f"of_{kind}", type="text") for kind in vocabulary.NEED_KINDS[:-1]]
    return "\n".join([*usual, last])


LAST = vocabulary.NEED_KINDS[-1]
CHOICE = '{{ code = "{}", title = {{ zh = "选项", en = "A choice" }} }}'
CHOICES = f"choices = [{CHOICE.format('a')}, {CHOICE.format('b')}]\n"


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ("", f"{LAST}: required"),
        (QUESTION.format(kind="gardening", code="x", type="text"), "gardening: unknown_field"),
        (QUESTION.format(kind=LAST, code="of_convenience", type="text"), f"{LAST}.0.code: asked already"),
        (QUESTION.format(kind=LAST, code="x", type="colour"), f"{LAST}.0.type: not_one_of"),
        (QUESTION.format(kind=LAST, code="x", type="choice"), f"{LAST}.0.choices: two at least"),
        (QUESTION.format(kind=LAST, code="x", type="number") + CHOICES, f"{LAST}.0.choices: two at least"),
        (QUESTION.format(kind=LAST, code="x", type="choice") + CHOICES.replace('"b"', '"a"'), f"{LAST}.0.choices: one"),
        (QUESTION.format(kind=LAST, code="X-1", type="text"), f"{LAST}.0.code: small letters"),
        ("[", "not TOML"),
    ],
)
def test_questions_that_cannot_be_used_are_refused_with_the_place_of_the_fault(last: str, fault: str) -> None:
    with pytest.raises(WrongData) as refused:
        load({DOCUMENT: document(last)})
    assert any(found.startswith(f"{DOCUMENT}: {fault}") for found in refused.value.faults), refused.value.faults


def test_questions_of_ones_own_are_read() -> None:
    loaded = load({DOCUMENT: document(QUESTION.format(kind=LAST, code="x", type="choice") + CHOICES)})
    assert [choice["code"] for choice in loaded[LAST][0]["choices"]] == ["a", "b"]
