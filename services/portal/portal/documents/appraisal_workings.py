"""Departments' appraisals of a period as a workbook that works out the three rates and each total: what was counted
beside each department, the weights in the sheet after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .. import words
from . import workings
from .tables import said
from .workings import Formula, Rules

TOTALS, RULES = ("考核", "Totals"), ("权重与规则", "Weights and rules")

_RATES = ("response", "satisfaction", "resolution")
_COUNTED = ("in_time", "late", "unanswered", "satisfied", "basically_satisfied", "not_satisfied", "resolved")
_POOLED = ("whistles", "call_backs", "cases")
_HEADINGS = {
    "rank": ("名次", "Rank"),
    "department": ("部门", "Department"),
    "rate": ("{}率（%）", "{} (%)"),
    "points": ("{}得分", "{}: points"),
    "shared": ("有依据的权重", "Weights with a basis"),
    "total": ("总分（按本表）", "Total by this sheet"),
    "stands": ("现行总分", "Total that stands"),
    "item": ("项目", "What"),
    "value": ("数值", "Value"),
    "weight": ("{}的权重", "Weight of {}"),
}
_EXPLAINED = (
    ("部门考核，{period}。规则：{policy}。", "Appraisal of departments, {period}. Policy: {policy}."),
    (
        "“考核”表每一行是一个部门：先是统计的件数，再是响应率、满意率、解决率和各自得分，最后是总分和名次，都是公式。",
        "Each row of the totals is a department: first what was counted, then the three rates and what each gives, and "
        "at the end total and rank, which are formulas.",
    ),
    (
        "“权重与规则”表里带底色的格子可以改：改一个权重，总分和名次随即变化。改动只在这份文件里，不影响系统中的考核。",
        "What is shaded among the weights and rules may be changed: change a weight, and totals and ranks follow. It "
        "changes this file only, no appraisal.",
    ),
    (
        "案件＝回访＋未报到的吹哨。响应率＝按时报到÷吹哨；满意率＝（满意＋折算×基本满意）÷案件；解决率＝已解决÷案件。",
        "Cases are call-backs and whistles never answered. Response is whistles reported in to in time of all; "
        "satisfaction is satisfied, and basically satisfied at their factor, of the cases; resolution is resolved of "
        "the cases.",
    ),
    (
        "没有依据的一项，权重按比例分给其他项。件数不足的不评分，不是 0 分；同分同名次。",
        "The weight of a rate without a basis falls to the others. With too few cases there is no total, which is not "
        "zero; equal totals rank equal.",
    ),
    (
        "各项得分四舍五入到 0.0001，总分和比率四舍五入到 0.1。",
        "What each rate gives is rounded half up to 0.0001, rates and totals half up to 0.1.",
    ),
)


def xlsx(board: dict[str, Any], language: str) -> bytes:
    """The workbook of a department board as the API gives it, with names."""
    book = workings.new()
    policy = ""
    if board["items"]:
        explanation = board["items"][0]["explanation"]
        policy = f"{explanation['policy']['name']}/{explanation['policy']['version']}"
        _Totals(book, explanation, language).fill(board["items"])
    about = {"period": board["period"], "policy": policy}
    workings.explain(book, [said(line, language).format(**about) for line in _EXPLAINED], language)
    return workings.written(book)


class _Totals:
    """The sheet of totals, and after it that of the rules in an `explanation`, which are those of the period."""

    def __init__(self, book: Workbook, explanation: Mapping[str, Any], language: str) -> None:
        self._language = language
        self._sheet = book.create_sheet(said(TOTALS, language))
        inputs = {line["clause"]: line["input"] for line in explanation["clauses"]}
        rules = Rules(book, said(RULES, language), [self._said("item"), self._said("value")])
        self._weights = {
            rate: rules.put(self._said("weight", rate), Decimal(inputs[rate]["weight"]))[0] for rate in _RATES
        }
        basically = Decimal(inputs["satisfaction"]["basically_satisfied_counts"])
        (self._basically,) = rules.put(words.word("basically_satisfied_counts", language), basically)
        (self._least,) = rules.put(words.word("minimum_cases", language), inputs["satisfaction"]["minimum_cases"])

    def fill(self, items: Sequence[dict[str, Any]]) -> None:
        columns = [
            self._said("rank"),
            self._said("department"),
            *(words.word(name, self._language) for name in (*_COUNTED, *_POOLED)),
            *(self._said("rate", rate) for rate in _RATES),
            self._said("shared"),
            *(self._said("points", rate) for rate in _RATES),
            self._said("total"),
            self._said("stands"),
        ]
        workings.put(self._sheet, 1, columns, bold=True)
        total = get_column_letter(len(columns) - 1)
        totals = f"{total}$2:{total}${len(items) + 1}"
        for row, item in enumerate(items, 2):
            rank = Formula(f'IF(ISNUMBER({total}{row}),RANK({total}{row},{totals}),"")')
            name = item["organisation_name"] or item["department"]
            counted = [item["counts"][name] for name in _COUNTED]
            stands = None if item["total"] is None else Decimal(item["total"])
            workings.put(self._sheet, row, [rank, name, *counted, *self._worked_out(row), stands])
        workings.fit(self._sheet, len(columns), 2)

    def _worked_out(self, row: int) -> list[Formula]:
        first_formula = 3 + len(_COUNTED)
        at = {name: f"{get_column_letter(column)}{row}" for column, name in enumerate((*_COUNTED, *_POOLED), 3)}
        shared = f"{get_column_letter(first_formula + len(_POOLED) + len(_RATES))}{row}"
        pooled = [
            Formula(f"{at['in_time']}+{at['late']}+{at['unanswered']}"),
            Formula(f"{at['satisfied']}+{at['basically_satisfied']}+{at['not_satisfied']}"),
            Formula(f"{at['call_backs']}+{at['unanswered']}"),
        ]
        bases = {
            "response": (at["in_time"], at["whistles"]),
            "satisfaction": (f"({at['satisfied']}+{self._basically}*{at['basically_satisfied']})", at["cases"]),
            "resolution": (at["resolved"], at["cases"]),
        }
        rates = [
            Formula(f'IF({out_of}>0,ROUND({reached}*100/{out_of},1),"")', "0.0") for reached, out_of in bases.values()
        ]
        with_basis = "+".join(f"IF({out_of}>0,{self._weights[rate]},0)" for rate, (_, out_of) in bases.items())
        points = [
            Formula(f"IF({out_of}>0,ROUND({self._weights[rate]}*{reached}*100/({shared}*{out_of}),4),0)", "0.0000")
            for rate, (reached, out_of) in bases.items()
        ]
        first, last = (
            f"{get_column_letter(first_formula + len(_POOLED) + len(_RATES) + 1 + offset)}{row}"
            for offset in (0, len(_RATES) - 1)
        )
        total = f'IF({at["cases"]}<{self._least},"",MIN(100,ROUND(ROUND(SUM({first}:{last}),4),1)))'
        return [*pooled, *rates, Formula(with_basis), *points, Formula(total, "0.0")]

    def _said(self, name: str, rate: str = "") -> str:
        return said(_HEADINGS[name], self._language).format(words.word(rate, self._language))
