"""Appraisals as a workbook: its formulas, worked out anew, say what the board says."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal.documents import appraisal_workings
from scoring import appraisal, explanations, policies
from scoring.appraisal import Counts
from scoring.ranking import ranks

from tests.bus import eventually
from tests.portal.appraised import QUARTER, rated_department, taken_rows
from tests.portal.recalculated import Recalculated

POLICY = policies.own().departments[0]
EVENTS: dict[str, Any] = {}


def board_of(*departments: tuple[str, Counts]) -> dict[str, Any]:
    results = [appraisal.appraise(POLICY, counts) for _, counts in departments]
    places = ranks([result.total for result in results])
    items = [
        {
            "department": "water",
            "organisation_name": name,
            "rank": place,
            "total": None if result.total is None else str(result.total),
            **{f"{rate.clause}_rate": rate.percent for rate in result.rates},
            "counts": explanations.counted(POLICY, counts),
            "explanation": explanations.explain_appraisal(POLICY, "2026-Q2", counts, result, EVENTS),
        }
        for (name, counts), result, place in zip(departments, results, places, strict=True)
    ]
    return {"period": "2026-Q2", "items": items}


def book_of(board: dict[str, Any], language: str = "zh") -> Workbook:
    return load_workbook(io.BytesIO(appraisal_workings.xlsx(board, language)))


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    rated = [draw(st.integers(0, 7)) for _ in range(5)]
    whistles = [draw(st.integers(0, 4)) for _ in range(3)]
    return Counts(*rated, draw(st.integers(0, sum(rated))), *whistles)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(counted(), min_size=1, max_size=8))
def test_formulas_come_to_the_rates_totals_and_ranks_of_the_board(of_each: list[Counts]) -> None:
    board = board_of(*((f"部门{number}", counts) for number, counts in enumerate(of_each)))
    rows = Recalculated(book_of(board)).rows("考核")
    assert len(rows) == len(of_each)
    for row, item in zip(rows, board["items"], strict=True):
        total = None if item["total"] is None else Decimal(item["total"])
        assert (row["部门"], row["名次"] or None) == (item["organisation_name"], item["rank"])
        assert (row["总分（按本表）"] if row["总分（按本表）"] != "" else None, row["现行总分"]) == (total, total)
        for rate, said in (("response", "响应"), ("satisfaction", "满意"), ("resolution", "解决")):
            worked_out = row[f"{said}率（%）"]
            assert (None if worked_out == "" else worked_out) == item[f"{rate}_rate"]
        points = {
            f"{said}得分": line["contribution"]
            for said, line in zip(("响应", "满意", "解决"), lines(item), strict=True)
        }
        assert {heading: row[heading] for heading in points} == {name: Decimal(text) for name, text in points.items()}


def lines(item: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = item["explanation"]["clauses"]
    return found


def test_a_weight_or_a_limit_that_is_changed_moves_totals_and_ranks() -> None:
    prompt = Counts(rated_2=4, resolved=1, in_time=4)
    able = Counts(rated_5=4, resolved=4, late=4)
    book = book_of(board_of(("快的", prompt), ("好的", able)))
    before = {row["部门"]: (row["总分（按本表）"], row["名次"]) for row in Recalculated(book).rows("考核")}
    # 10 + 50 / 4, and 40 + 50
    assert before == {"快的": (Decimal("22.5"), 2), "好的": (90, 1)}
    rules = {row[0].value: row[1] for row in book["权重与规则"].iter_rows(min_row=2)}
    rules["响应的权重"].value, rules["满意的权重"].value, rules["解决的权重"].value = 90, 5, 5
    after = {row["部门"]: (row["总分（按本表）"], row["名次"]) for row in Recalculated(book).rows("考核")}
    assert after == {"快的": (Decimal("91.3"), 1), "好的": (10, 2)}
    rules["最少件数"].value = 5
    assert {row["总分（按本表）"] for row in Recalculated(book).rows("考核")} == {""}


def test_names_are_text_and_the_reader_s_language_is_spoken() -> None:
    board = board_of(("=1+1", Counts(rated_5=3)), ("供水", Counts()))
    book = book_of(board, "en")
    assert book.sheetnames == ["Totals", "Weights and rules", "Explanation"]
    assert (book["Totals"]["B2"].value, book["Totals"]["B2"].data_type) == ("=1+1", "s")
    told = [str(row[0].value) for row in book["Explanation"].iter_rows()]
    assert "2026-Q2" in told[0] and "three-rates/1" in told[0]
    assert book_of({"period": "2026-Q2", "items": []}).sheetnames == ["说明"]


def test_the_district_s_board_is_taken_as_the_api_gives_it(
    all_services: str, served: Flask, asked: Callable[..., Any]
) -> None:
    organisation = rated_department(all_services, asked, "供水")
    code, path = organisation["code"], f"/departments/appraisals?period={QUARTER}"
    items = eventually(lambda: _with_cases(asked("GET", path)["items"], code), what="scoring to have counted")
    rows = taken_rows(served, code, "/departments/appraisals.xlsx")
    worked_out = [(row["部门"], row["名次"] or None, row["总分（按本表）"]) for row in rows]
    assert worked_out == [
        (item["organisation_name"] or item["department"], item["rank"], Decimal(item["total"]) if item["total"] else "")
        for item in items
    ]
    # Satisfied twice and once basically, of four; all settled, no whistle.
    assert {name: total for name, _, total in worked_out}[organisation["name"]] == Decimal("87.8")


def _with_cases(items: list[dict[str, Any]], code: str) -> Any:
    counted = {item["department"]: item["counts"]["cases"] for item in items}
    return items if counted.get(code) == 4 else None
