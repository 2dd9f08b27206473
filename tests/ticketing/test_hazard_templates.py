"""The templates of hazard cases: what comes with the service can be used, and what cannot be used says why."""

from __future__ import annotations

import pytest

from ticketing.hazard_templates import TEMPLATES, load
from ticketing.package_data import WrongData

STEP = """
[[steps]]
code = "{code}"
title = {{ zh = "做", en = "Do" }}
parties = ["community"]
evidence = ["words"]
"""
HEAD = 'code = "leak"\ntitle = { zh = "漏水", en = "A leak" }\n'


def step(code: str, *more: str) -> str:
    return STEP.format(code=code) + "\n".join(more) + "\n"


def test_falling_facade_pieces_are_dealt_with_as_in_yijiang() -> None:
    steps = TEMPLATES["facade"]["steps"]
    assert [(found["code"], found["parties"][0], found["emergency"]) for found in steps] == [
        ("cordon", "property_manager", True),
        ("warn", "volunteer_team", True),
        ("repair", "property_manager", False),
        ("report_upward", "community", False),
        ("inspect", "professional", False),
        ("fund", "owners_committee", False),
    ]
    assert set(steps[3]["evidence"]) == {"words", "reference"}
    assert "fen" in steps[5]["evidence"]


def test_every_template_begins_with_what_must_not_wait_and_speaks_both_languages() -> None:
    assert {"facade", "wiring", "fire_lane"} <= set(TEMPLATES)
    for template in TEMPLATES.values():
        assert template["steps"][0]["emergency"]
        for titled in (template, *template["steps"]):
            assert titled["title"]["zh"] != titled["title"]["en"]
            assert titled["title"]["en"].isascii()


def test_a_template_of_ones_own_is_read() -> None:
    loaded = load({"leak.toml": HEAD + step("shut") + step("mend", 'after = ["shut"]')})
    assert [found["after"] for found in loaded["leak"]["steps"]] == [[], ["shut"]]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code = ", "leak.toml: not TOML"),
        (HEAD, "leak.toml: steps: required"),
        (HEAD + "steps = []", "leak.toml: steps: too_few:1"),
        (HEAD.replace("leak", "Leak") + step("shut"), "leak.toml: code: small letters"),
        (HEAD.replace('en = "A leak"', 'de = "Leck"') + step("shut"), "leak.toml: title.en: required"),
        (HEAD.replace("leak", "flood") + step("shut"), "leak.toml: code: not that of the file"),
        (HEAD + step("shut").replace("community", "nobody"), "leak.toml: steps.0.parties.0: not_one_of"),
        (HEAD + step("shut").replace("words", "photograph"), "leak.toml: steps.0.evidence.0: not_one_of"),
        (HEAD + step("shut", "colour = 3"), "leak.toml: steps.0.colour: unknown_field"),
        (HEAD + step("shut") + step("shut"), "leak.toml: steps.1.code: the same as an earlier step's"),
        (HEAD + step("shut", 'after = ["shut"]'), "leak.toml: steps.0.after: no earlier step: shut"),
        (HEAD + step("shut", 'after = ["mend"]') + step("mend"), "leak.toml: steps.0.after: no earlier step: mend"),
        (
            HEAD + step("shut") + step("mend", 'after = ["shut"]', "emergency = true"),
            "leak.toml: steps.1.after: an emergency step waits for nothing",
        ),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_the_place_of_the_fault(text: str, fault: str) -> None:
    with pytest.raises(WrongData) as refused:
        load({"leak.toml": text})
    assert any(found.startswith(fault) for found in refused.value.faults), refused.value.faults


def test_all_faults_of_all_templates_are_told_at_once() -> None:
    with pytest.raises(WrongData) as refused:
        load({"leak.toml": "", "gas.toml": "x", "flood.toml": HEAD})
    assert {fault.partition(":")[0] for fault in refused.value.faults} == {"leak.toml", "gas.toml", "flood.toml"}
