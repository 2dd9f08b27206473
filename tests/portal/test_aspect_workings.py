"""Appraisals on several aspects as a workbook: its formulas, worked out anew, say what the board says."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal import words
from portal.documents import aspect_workings
from scoring import aspect_boards, aspects, policies
from scoring.appraisal import Counts
from scoring.aspects import DEEDS, Known

from tests.bus import eventually
from tests.portal.appraised import QUARTER, rated_department, taken_rows
from tests.portal.recalculated import Recalculated

POLICY = policies.own().aspects[-1]
RATES = policies.own().departments[0]
MARKED = POLICY.marked


def board_of(*departments: tuple[str, str, Known], **changes: Any) -> dict[str, Any]:
    results = [
        aspect_boards.shown(name, compared, aspects.appraise(POLICY, RATES, known))
        for name, compared, known in departments
    ]
    items = [
        item | {"organisation_name": item["department"], "appeal": None, "under_appeal": 0}
        for item in aspect_boards.placed(results)
    ]
    about = {"period": "2027-Q1", "policy": POLICY.reference, "standing": "public"}
    return {**about, "least_weight": str(POLICY.least_weight), "items": items, **changes}


def book_of(board: dict[str, Any], language: str = "zh") -> Workbook:
    return load_workbook(io.BytesIO(aspect_workings.xlsx(board, language)))


def said(item: dict[str, Any], name: str, form: str) -> dict[str, Any]:
    """What the board says of each aspect, under the heading of the sheet; nothing where there is none."""
    return {
        form.format(words.word(line["aspect"], "zh")): "" if line[name] is None else Decimal(line[name])
        for line in item["aspects"]
    }


@st.composite
def known(draw: st.DrawFn) -> Known:
    stars = [draw(st.integers(0, 7)) for _ in range(5)]
    whistles = [draw(st.integers(0, 4)) for _ in range(3)]
    counts = Counts(*stars, draw(st.integers(0, sum(stars))), *whistles)
    marks = {code: draw(st.lists(st.integers(0, 100), max_size=4)) for code in MARKED}
    done = {deed: draw(st.integers(0, 15)) for deed in DEEDS}
    return Known(draw(st.sampled_from((1, 4))), counts, marks, done)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(("department", "unit")), known()), min_size=1, max_size=8))
def test_formulas_come_to_the_per_cents_points_totals_and_places_of_the_board(of_each: list[Any]) -> None:
    board = board_of(*((f"部门{number}", compared, one) for number, (compared, one) in enumerate(of_each)))
    rows = Recalculated(book_of(board)).rows("考核")
    assert len(rows) == len(of_each)
    for row, item in zip(rows, board["items"], strict=True):
        total = None if item["total"] is None else Decimal(item["total"])
        assert (row["部门"], row["名次"] or None) == (item["department"], item["rank"])
        assert (row["总分（按本表）"] if row["总分（按本表）"] != "" else None, row["现行总分"]) == (total, total)
        for told in (said(item, "percent", "{}（%）"), said(item, "points", "{}得分")):
            assert {heading: row[heading] for heading in told} == told


def test_a_weight_or_a_limit_that_is_changed_moves_totals_and_places() -> None:
    kind, prompt = ({code: [mark] for code in MARKED} for mark in (100, 50))
    slow = Counts(rated_5=4, resolved=4, late=4)
    fast = Counts(rated_5=4, resolved=4, in_time=4)
    board = board_of(
        ("好的", "department", Known(1, slow, kind, {})), ("快的", "department", Known(1, fast, prompt, {}))
    )
    book = book_of(board)

    def places() -> dict[str, Any]:
        return {row["部门"]: row["名次"] for row in Recalculated(book).rows("考核")}

    assert places() == {"好的": 2, "快的": 1}
    rules = {row[0].value: row[1] for row in book["权重与规则"].iter_rows(min_row=2)}
    rules["服务态度的权重"].value, rules["及时报到的权重"].value = 40, 1
    assert places() == {"好的": 1, "快的": 2}
    rules["有依据的权重至少"].value = 1000
    assert set(places().values()) == {""}


def test_names_are_text_appeals_are_shown_and_the_reader_s_language_is_spoken() -> None:
    board = board_of(("=1+1", "department", Known(1, Counts(), {}, {})))
    board["items"][0] |= {"appeal": "open", "under_appeal": 2}
    book = book_of(board, "en")
    assert book.sheetnames == ["Totals", "Counted", "Weights and rules", "Explanation"]
    assert (book["Totals"]["C2"].value, book["Totals"]["C2"].data_type) == ("=1+1", "s")
    (row,) = Recalculated(book).rows("Totals")
    assert (row["Appeal against the result"], row["Records under appeal"]) == (words.word("open", "en"), 2)
    told = str(book["Explanation"]["A1"].value)
    assert "2027-Q1" in told and POLICY.reference in told and words.word("public", "en") in told
    assert book_of(board | {"items": []}).sheetnames == ["说明"]


def test_what_was_published_without_its_numbers_stands_as_it_was_published() -> None:
    full = {code: [80] for code in MARKED}
    board = board_of(("housing", "department", Known(1, Counts(rated_5=4, resolved=4, in_time=2), full, {})))
    (item,) = board["items"]
    item["aspects"] = [line | {"reached": None, "out_of": None, "least": None} for line in item["aspects"]]
    (row,) = Recalculated(book_of(board | {"least_weight": None})).rows("考核")
    assert (row["总分（按本表）"], row["名次"]) == (Decimal(item["total"]), 1)
    told = said(item, "points", "{}得分")
    assert {heading: row[heading] for heading in told} == told


def test_the_district_s_board_is_taken_as_the_api_gives_it(
    all_services: str, served: Flask, asked: Callable[..., Any]
) -> None:
    organisation = rated_department(all_services, asked, "园林")
    code, path = organisation["code"], f"/appraisals?period={QUARTER}"
    items = eventually(lambda: _with_a_total(asked("GET", path)["items"], code), what="scoring to have counted")
    rows = taken_rows(served, code, "/appraisals.xlsx")
    worked_out = {row["部门"]: (row["名次"] or None, row["总分（按本表）"]) for row in rows}
    (own,) = [item for item in items if item["department"] == code]
    assert worked_out[organisation["name"]] == (own["rank"], Decimal(own["total"]))
    assert len(rows) == len(items)


def _with_a_total(items: list[dict[str, Any]], code: str) -> list[dict[str, Any]] | None:
    whole = [item for item in items if item["department"] == code for line in item["aspects"] if line["basis"] == 4]
    return items if whole and whole[0]["total"] else None
