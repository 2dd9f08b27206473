"""A star board as a workbook: its formulas, worked out anew, say what the board says, by every policy."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal import words
from portal.documents import star_workings, tables
from scoring import explanations, policies, stars
from scoring.clauses import Sums
from scoring.ranking import ranks
from scoring.stars import StarPolicy

from tests.bus import Bus, eventually
from tests.portal.conftest import ADMIN, bearer, open_account, token_of
from tests.portal.recalculated import Recalculated
from tests.scoring.facts import completed, rated

EVERYTHING: dict[str, Any] = {
    "decides": "stars",
    "name": "everything",
    "version": "1",
    "owner": "district",
    "effective_from": "2000-01-01",
    "period": "year",
    "clauses": [
        {"clause": "each_service", "points_each": "1.25", "most": "40"},
        {"clause": "honour_hours", "points_each": "0.3333"},
        {"clause": "each_training", "points_each": 5},
        {"clause": "no_shows", "points_each": "2.5", "most": "10"},
    ],
    "thresholds": [
        10,
        {"score": "20.05"},
        {"score": 30, "trainings": 1},
        {"score": 40, "trainings": 2},
        {"score": 80, "trainings": 2},
    ],
    "least_services": 2,
    "demoted_every": 3,
    "barred_from": 9,
}
DOCUMENTS: dict[str, dict[str, Any]] = {
    **policies.documents(),
    **{f"{name}/{document['version']}": document for name, document in policies.ready().items()},
    "everything/1": EVERYTHING,
}
BY_POLICY = [reference for reference, document in DOCUMENTS.items() if document["decides"] == "stars"]


def board_of(*people: tuple[str, str, Sums]) -> dict[str, Any]:
    """A board of people, each with a name, a policy and sums, as the API gives it."""
    read = {reference: policies.read(DOCUMENTS[reference]) for reference in {policy for _, policy, _ in people}}
    items = []
    for name, reference, sums in people:
        policy = read[reference]
        assert isinstance(policy, StarPolicy)
        score = stars.score(policy, sums)
        shown = {
            "name": name,
            "score": score,
            "stars": None if score is None else stars.rate(policy, sums)[1],
            "standing": "provisional",
            "explanation": explanations.explain_stars(policy, 2026, sums),
        }
        items.append({**shown, **sums._asdict()})
    first = people[0][1] if people else ""
    places = iter(ranks([item["score"] for item, (_, policy, _) in zip(items, people, strict=True) if policy == first]))
    for item, (_, policy, _) in zip(items, people, strict=True):
        item["rank"] = next(places) if policy == first else None
    items.sort(key=lambda item: (item["rank"] is None, item["rank"] or 0))
    return {"community": "xiezhuang", "year": 2026, "items": items}


def book_of(board: dict[str, Any], language: str = "zh") -> Workbook:
    return load_workbook(io.BytesIO(star_workings.xlsx(board, "协庄社区", DOCUMENTS, language)))


def says_the_same(row: dict[str, Any], item: dict[str, Any]) -> None:
    assert row["姓名"] == item["name"]
    assert (row["得分"], row["名次"] or None) == ("" if item["score"] is None else item["score"], item["rank"])
    assert row["星级（按本表）"] == ("" if item["stars"] is None else item["stars"])
    assert row["现行星级"] == item["stars"]
    assert row["参加评星"] is (item["score"] is not None)


@st.composite
def years(draw: st.DrawFn) -> Sums:
    services, ratings = draw(st.integers(0, 120)), draw(st.integers(0, 60))
    return Sums(
        services=services,
        minutes=draw(st.integers(0, 120_000)),
        ratings=ratings,
        rating_stars=draw(st.integers(ratings, 5 * ratings)),
        attendances=draw(st.integers(0, 9)),
        attended_minutes=draw(st.integers(0, 5_000)),
        trainings=draw(st.integers(0, 4)),
        honour_minutes=draw(st.integers(0, 5_000)),
        no_shows=draw(st.integers(0, 10)),
    )


@pytest.mark.parametrize("reference", BY_POLICY)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(years(), min_size=1, max_size=8))
def test_formulas_come_to_the_scores_stars_and_ranks_of_the_board(reference: str, people: list[Sums]) -> None:
    board = board_of(*((f"志愿者{number}", reference, sums) for number, sums in enumerate(people)))
    rows = Recalculated(book_of(board)).rows("评分")
    assert len(rows) == len(people)
    for row, item in zip(rows, board["items"], strict=True):
        says_the_same(row, item)
        lines = item["explanation"]["clauses"]
        given = [row[f"{words.word(line['clause'], 'zh')}得分"] for line in lines]
        assert given == [Decimal(line["contribution"]) for line in lines]


def test_a_weight_that_is_changed_moves_scores_stars_and_ranks() -> None:
    often, well = Sums(services=40, minutes=900), Sums(services=4, minutes=900, ratings=20, rating_stars=100)
    board = board_of(("常来", "yearly-stars/1", often), ("做得好", "yearly-stars/1", well))
    book = book_of(board)
    assert [row["姓名"] for row in Recalculated(book).rows("评分") if row["名次"] == 1] == ["做得好"]
    weights = {row[0].value: row[1] for row in book["权重与规则"].iter_rows(min_row=2)}
    weights["服务次数：权重"].value, weights["群众评价：权重"].value = 60, 0
    changed = Recalculated(book).rows("评分")
    # 12 for the minutes, and 60 × 40 / 50 or 60 × 4 / 50 for the services
    assert {row["姓名"]: (row["得分"], row["星级（按本表）"], row["名次"]) for row in changed} == {
        "常来": (60, 3, 1),
        "做得好": (Decimal("16.8"), 0, 2),
    }


def test_who_is_rated_by_another_policy_stands_in_sheets_of_their_own_without_a_place() -> None:
    done = Sums(services=10, minutes=6000, ratings=5, rating_stars=20)
    book = book_of(board_of(("本社区", "yearly-stars/1", done), ("外社区", "hours/1", done)))
    assert book.sheetnames == ["评分", "权重与规则", "评分 2", "权重与规则 2", "说明"]
    (own,), (other,) = (Recalculated(book).rows(title) for title in ("评分", "评分 2"))
    assert (own["姓名"], own["名次"]) == ("本社区", 1)
    assert (other["姓名"], other["名次"], other["得分"], other["星级（按本表）"]) == ("外社区", None, 100, 1)
    said = [row[0].value for row in book["说明"].iter_rows()]
    assert any("hours/1" in line and "评分 2" in line for line in said)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_a_name_that_begins_like_a_formula_is_text(name: str) -> None:
    book = book_of(board_of((name, "yearly-stars/1", Sums(services=1, minutes=60))))
    cell = book["评分"]["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


def test_a_reader_of_english_is_told_in_english() -> None:
    book = book_of(board_of(("何平", "full-year/1", Sums(services=1, minutes=60))), "en")
    assert book.sheetnames == ["Scores", "Weights and rules", "Explanation"]
    headings = [cell.value for cell in book["Scores"][1]]
    assert headings[:2] == ["Rank", "Name"] and headings[-1] == "Stars that stand"
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    told = [text for text in texts if text not in ("何平", "协庄社区")]
    assert not [text for text in told if any("一" <= one <= "鿿" for one in text.replace("协庄社区", ""))]


def test_an_empty_board_is_a_workbook_all_the_same() -> None:
    assert book_of({"community": "xiezhuang", "year": 2026, "items": []}).sheetnames == ["说明"]


def test_a_community_s_board_is_taken_as_the_api_gives_it(
    all_services: str, served: Flask, community: str, asked: Callable[..., Any]
) -> None:
    who = asked("POST", "/volunteers", {"community": community, "name": "=何平"}, 201)["volunteer_id"]
    facts = [completed(who, 90, community=community) for _ in range(3)]
    bus = Bus(all_services)
    try:
        bus.publish(*facts, rated(facts[0], 5))
    finally:
        bus.close()
    path = f"/communities/{community}/stars"
    items = eventually(lambda: _with_ratings(served, path), what="scoring to have counted")
    resident = bearer(token_of(served, open_account(served, f"r-{community}")))
    taken = served.test_client().get(f"/api/v1{path}.xlsx?year=2026", headers=resident)
    assert (taken.status_code, taken.headers["Content-Type"]) == (200, tables.MEDIA_TYPE)
    assert f"stars-{community}-2026.xlsx" in taken.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(taken.data))
    (row,), (item,) = Recalculated(book).rows("评分"), items
    says_the_same(row, {**item, "score": Decimal(item["score"])})
    assert "东社区，2026 年" in book["说明"]["A1"].value
    web = served.test_client()
    assert web.get("/api/v1/communities/nowhere/stars.xlsx", headers=resident).status_code == 404
    assert web.get(f"/api/v1{path}.xlsx?year=soon", headers=resident).json["errors"][0]["field"] == "year"


def _with_ratings(app: Flask, path: str) -> Any:
    items = app.test_client().get(f"/api/v1{path}?year=2026", headers=ADMIN).json.get("items")
    return items if items and items[0]["ratings"] else None
