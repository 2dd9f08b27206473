"""Departments' appraisals on several aspects as a workbook that works out each total and place: what was counted in one
sheet, the weights in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .. import words
from . import workings
from .tables import said
from .workings import Formula, Rules

TOTALS, COUNTED, RULES = ("考核", "Totals"), ("统计", "Counted"), ("权重与规则", "Weights and rules")

_HEADINGS = {
    "rank": ("名次", "Rank"),
    "class": ("类别", "Class"),
    "department": ("部门", "Department"),
    "percent": ("{}（%）", "{} (%)"),
    "points": ("{}得分", "{}: points"),
    "shared": ("有依据的权重", "Weights with a basis"),
    "total": ("总分（按本表）", "Total by this sheet"),
    "stands": ("现行总分", "Total that stands"),
    "appeal": ("对结果的申诉", "Appeal against the result"),
    "under_appeal": ("申诉中的记录", "Records under appeal"),
    "reached": ("{}：达到", "{}: reached"),
    "out_of": ("{}：满额", "{}: out of"),
    "basis": ("{}：件数", "{}: how many"),
    "item": ("项目", "What"),
    "value": ("数值", "Value"),
    "weight": ("{}的权重", "Weight of {}"),
    "least": ("{}：最少件数", "{}: least number"),
    "least_weight": ("有依据的权重至少", "Least weights with a basis"),
}
_EXPLAINED = (
    (
        "部门考核（分方面），{period}。规则：{policy}。状态：{standing}。",
        "Appraisal of departments by aspects, {period}. Policy: {policy}. Standing: {standing}.",
    ),
    (
        "“统计”表每一行是一个部门，每个方面三格：达到多少、满额多少、有多少次打分或案件。“考核”表由此用公式算出"
        "每个方面的百分比和得分、总分和同类名次。",
        "Each row of what was counted is a department, with three cells for each aspect: how much was reached, of how "
        "much, in how many marks or cases. From these, formulas work out per cents, points, totals and places in the "
        "class.",
    ),
    (
        "“权重与规则”表里带底色的格子可以改：改一个权重，总分和名次随即变化。改动只在这份文件里，不影响系统中的考核。",
        "What is shaded among the weights and rules may be changed: change a weight, and totals and ranks follow. It "
        "changes this file only, no appraisal.",
    ),
    (
        "得分＝权重×达到×100÷（有依据的权重×满额）。没有依据或件数不足的方面不得分，权重按比例分给其他方面；"
        "有依据的权重太少的部门不评分，不是 0 分。",
        "Points are weight × reached × 100 / (weights with a basis × out of). An aspect without a basis, or with too "
        "few marks or cases, gives nothing, and its weight falls to the others; with too little weight that has a "
        "basis there is no total, which is not zero.",
    ),
    (
        "只在同一类别内排名，同分同名次。各方面得分四舍五入到 0.0001，百分比和总分四舍五入到 0.1。",
        "Departments are ranked within their class only, and equal totals rank equal. Points are rounded half up to "
        "0.0001, per cents and totals half up to 0.1.",
    ),
    (
        "正在申诉的记录照原样计入；申诉的情况在最后两列。早先公布时没有留下件数的结果照公布的数字列出，没有公式。",
        "A record under appeal counts as it did; appeals are in the last two columns. Results that were published "
        "before their numbers were kept stand as they were published, without formulas.",
    ),
)


def xlsx(board: dict[str, Any], language: str) -> bytes:
    """The workbook of a board by aspects as the API gives it, with names."""
    book = workings.new()
    if board["items"]:
        _Board(book, board, language).fill()
    about = {**board, "standing": words.word(board["standing"], language)}
    workings.explain(book, [said(line, language).format(**about) for line in _EXPLAINED], language)
    return workings.written(book)


class _Board:
    """The sheets of totals, of what was counted, and of the rules, in one order of departments and of aspects."""

    def __init__(self, book: Workbook, board: Mapping[str, Any], language: str) -> None:
        self._language = language
        self._items: Sequence[dict[str, Any]] = board["items"]
        self._totals = book.create_sheet(said(TOTALS, language))
        self._counted = book.create_sheet(said(COUNTED, language))
        rules = Rules(book, said(RULES, language), [self._said("item"), self._said("value")])
        lines = self._items[0]["aspects"]
        self._aspects = [line["aspect"] for line in lines]
        self._weights = [rules.put(self._said("weight", line["aspect"]), Decimal(line["weight"]))[0] for line in lines]
        self._least = [rules.put(self._said("least", line["aspect"]), line["least"] or 0)[0] for line in lines]
        (self._least_weight,) = rules.put(self._said("least_weight"), Decimal(board["least_weight"] or 0))

    def fill(self) -> None:
        number = len(self._aspects)
        self._first_points = 3 + number + 2
        total = get_column_letter(self._first_points + number)
        headings = [
            *map(self._said, ("rank", "class", "department")),
            *(self._said("percent", aspect) for aspect in self._aspects),
            self._said("shared"),
            *(self._said("points", aspect) for aspect in self._aspects),
            *map(self._said, ("total", "stands", "appeal", "under_appeal")),
        ]
        workings.put(self._totals, 1, headings, bold=True)
        counted = [self._said(name, aspect) for aspect in self._aspects for name in ("reached", "out_of", "basis")]
        workings.put(self._counted, 1, [*map(self._said, ("class", "department")), *counted], bold=True)
        row = 2
        for _, group in groupby(self._items, itemgetter("comparison_class")):
            items = list(group)
            totals = f"{total}${row}:{total}${row + len(items) - 1}"
            for item in items:
                place = Formula(f'IF(ISNUMBER({total}{row}),RANK({total}{row},{totals}),"")')
                self._put(row, item, place)
                row += 1
        workings.fit(self._totals, len(headings), 3)
        workings.fit(self._counted, 2 + len(counted), 2)

    def _put(self, row: int, item: Mapping[str, Any], place: Formula) -> None:
        about = [words.word(item["comparison_class"], self._language), item["organisation_name"] or item["department"]]
        known = all(line["reached"] is not None for line in item["aspects"])
        inputs = [
            value for line in item["aspects"] for value in (_number(line["reached"]), line["out_of"], line["basis"])
        ]
        workings.put(self._counted, row, [*about, *inputs])
        stands = _number(item["total"])
        worked_out = self._worked_out(row) if known else [*self._as_published(item), stands]
        appeal = "" if item["appeal"] is None else words.word(item["appeal"], self._language)
        workings.put(self._totals, row, [place, *about, *worked_out, stands, appeal, item["under_appeal"]])

    def _worked_out(self, row: int) -> list[Formula]:
        sheet = self._counted.title
        percents, shares, points = [], [], []
        shared = f"{get_column_letter(self._first_points - 1)}{row}"
        for number, (weight, least) in enumerate(zip(self._weights, self._least, strict=True)):
            reached, out_of, basis = (
                f"'{sheet}'!{get_column_letter(3 + 3 * number + offset)}{row}" for offset in range(3)
            )
            has_basis = f"AND({out_of}>0,{basis}>={least})"
            percents.append(Formula(f'IF({has_basis},ROUND({reached}*100/{out_of},1),"")', "0.0"))
            shares.append(f"IF({has_basis},{weight},0)")
            each = f"ROUND({weight}*{reached}*100/({shared}*{out_of}),4)"
            points.append(Formula(f"IF({has_basis},{each},0)", "0.0000"))
        first, last = (
            f"{get_column_letter(self._first_points + offset)}{row}" for offset in (0, len(self._aspects) - 1)
        )
        total = f'IF({shared}<{self._least_weight},"",MIN(100,ROUND(ROUND(SUM({first}:{last}),4),1)))'
        return [*percents, Formula("+".join(shares)), *points, Formula(total, "0.0")]

    def _as_published(self, item: Mapping[str, Any]) -> list[Any]:
        lines = item["aspects"]
        shared = sum((Decimal(line["weight"]) for line in lines if line["percent"] is not None), Decimal(0))
        return [*(_number(line["percent"]) for line in lines), shared, *(_number(line["points"]) for line in lines)]

    def _said(self, name: str, aspect: str = "") -> str:
        return said(_HEADINGS[name], self._language).format(words.word(aspect, self._language) if aspect else "")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
