"""Charts: pictures that are well-formed, say every number in words, and tell nothing by colour alone."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from tests.portal.conftest import ADMIN

SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    def __init__(self, answer: Any) -> None:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml"), answer.text
        self.root = ElementTree.fromstring(answer.data)
        assert self.root.tag == f"{SVG}svg" and self.root.get("role") == "img"
        told = {element.get("id"): element.text for element in self.root if element.get("id")}
        self.title = told[self.root.get("aria-labelledby")]
        self.words = told[self.root.get("aria-describedby")] or ""
        assert not list(self.root.iter(f"{SVG}script"))
        assert [element.text for element in self.root.iter(f"{SVG}title")] == [self.title]

    @property
    def texts(self) -> list[str]:
        return [element.text or "" for element in self.root.iter(f"{SVG}text")]


@pytest.fixture
def app(served: Flask) -> Flask:
    """One portal for all tests here."""
    return served


@pytest.fixture
def answers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the services answer: a value, or a function of what is asked."""
    told: dict[str, Any] = {
        "places": {"items": [{"code": "xiezhuang", "name": "协庄社区"}]},
        "organisations": {"items": [{"code": "water", "name": "供水<中心>&"}]},
    }

    def call(service: str, method: str, request: dict[str, Any], *_: Any) -> dict[str, Any]:
        answer = told[method]
        return answer(request) if callable(answer) else answer

    monkeypatch.setattr(app.extensions["portal"].services, "call", call)
    return told


def picture(app: Flask, path: str, language: str = "zh") -> Picture:
    return Picture(app.test_client().get(f"/api/v1{path}", headers={**ADMIN, "Accept-Language": language}))


def test_the_spread_of_stars_is_shown_and_said(app: Flask, answers: dict[str, Any]) -> None:
    def board(asked: dict[str, Any]) -> dict[str, Any]:
        assert asked == {"community": "xiezhuang", "year": "2025"}
        return {"year": 2025, "items": [{"stars": stars} for stars in (5, 5, 4, 0, None, None, None)]}

    answers["star_board"] = board
    path = "/communities/xiezhuang/stars/chart.svg?year=2025"
    shown = picture(app, path)
    assert shown.title == "协庄社区：2025 年各星级人数"
    assert shown.words == "5 星 2 人，4 星 1 人，3 星 0 人，2 星 0 人，1 星 0 人，0 星 1 人，暂不评星 3 人。"
    assert {"5 星", "0 星"} <= set(shown.texts)
    english = picture(app, path, "en")
    assert english.title == "协庄社区: volunteers by stars, 2025"
    assert english.words.startswith("5 stars: 2, 4 stars: 1,") and english.words.endswith("not rated: 3.")


def test_three_rates_are_shown_quarter_by_quarter(app: Flask, answers: dict[str, Any]) -> None:
    def appraised(asked: dict[str, Any]) -> dict[str, Any]:
        quarter = asked["period"]
        response = None if quarter == "2025-Q1" else "33.3"
        return {"response_rate": response, "satisfaction_rate": "100.0", "resolution_rate": f"{quarter[-1]}.5"}

    answers["department_appraisal"] = appraised
    shown = picture(app, "/departments/water/appraisal/chart.svg?until=2026-Q2")
    assert shown.title == "供水<中心>&：各季度的三项比率（%）"
    said = shown.words.split("。")
    assert said[0] == "2024-Q3 响应率 33.3%，满意率 100.0%，解决率 3.5%"
    assert said[2].strip() == "2025-Q1 响应率 无依据，满意率 100.0%，解决率 1.5%"
    assert [text for text in shown.texts if text.startswith("20")] == 3 * [
        *("2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
    ]
    assert {"响应率", "满意率", "解决率", "无依据", "33.3", "100.0", "1.5"} <= set(shown.texts)
    # A bar for each rate that has a basis, as high as its rate: 24 but one, and the paper.
    high = [float(bar.get("height", "0")) for bar in shown.root.iter(f"{SVG}rect")][1:]
    assert len(high) == 23
    assert high[7:15] == [80.0] * 8 and high[:7] == [26.6] * 7


def test_before_the_first_quarter_there_are_none(app: Flask, answers: dict[str, Any]) -> None:
    answers["department_appraisal"] = {f"{rate}_rate": None for rate in ("response", "satisfaction", "resolution")}
    shown = picture(app, "/departments/fire/appraisal/chart.svg?until=2000-Q2", "en")
    assert shown.title == "fire: three rates by quarter (%)"
    assert [text for text in shown.texts if text.startswith(("1", "2"))] == 3 * ["2000-Q1", "2000-Q2"]
    assert shown.words.count("no basis") == 6


def test_departments_of_a_class_are_shown_aspect_by_aspect(app: Flask, answers: dict[str, Any]) -> None:
    def item(code: str, of: str, total: str | None, *percents: str | None) -> dict[str, Any]:
        aspects = ("service-attitude", "problem-solving", "own-aspect")
        lines = [{"aspect": name, "percent": percent} for name, percent in zip(aspects, percents, strict=True)]
        rated = {"rank": 1, "not_rated": None} if total else {"rank": None, "not_rated": "too_little_known"}
        return {"department": code, "comparison_class": of, "total": total, **rated, "aspects": lines}

    items = [
        item("water", "department", "81.5", "80.0", "0.0", "100.0"),
        item("fire", "department", None, None, "66.7", None),
        item("post", "public-service", "99.0", "99.0", "99.0", "99.0"),
    ]
    answers["aspect_board"] = lambda asked: {"period": asked["period"], "items": list(items)}
    path = "/appraisals/chart.svg?period=2026-Q2&comparison_class=department"
    shown = picture(app, path)
    assert shown.title == "2026-Q2 部门考核：部门（%）"
    assert shown.words == (
        "供水<中心>& 81.5 (1)，服务态度 80.0%，问题解决 0.0%，own-aspect 100.0%。 "
        "fire 依据太少，暂不评价，服务态度 无依据，问题解决 66.7%，own-aspect 无依据。"
    )
    assert {"服务态度", "问题解决", "80.0", "66.7", "无依据", "81.5 (1)", "—"} <= set(shown.texts)
    assert "99.0" not in shown.texts
    assert "problem solving 0.0%" in picture(app, path, "en").words
    web = app.test_client()
    missing = web.get("/api/v1/appraisals/chart.svg?comparison_class=lost&period=2026-Q2", headers=ADMIN)
    assert (missing.status_code, missing.json["detail"]) == (404, "没有找到这条对比类别记录。")
    wrong = web.get("/api/v1/appraisals/chart.svg?period=2026-Q9", headers=ADMIN)
    assert {fault["field"]: fault["code"] for fault in wrong.json["errors"]} == {
        "period": "not_a_period",
        "comparison_class": "required",
    }
