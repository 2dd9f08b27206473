"""A community's star board as a workbook that works out each score: what was counted beside each volunteer, what it is
worth by the rules in the sheet after it."""

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

SCORES, RULES = ("评分", "Scores"), ("权重与规则", "Weights and rules")
_RANK, _NAME, _RATED, _SCORE, _STARS, _STANDING, _UNKNOWN = (
    ("名次", "Rank"),
    ("姓名", "Name"),
    ("参加评星", "Rated"),
    ("得分", "Score"),
    ("星级（按本表）", "Stars by this sheet"),
    ("现行星级", "Stars that stand"),
    ("（姓名未知）", "(name unknown)"),
)
_RULE = {
    "item": ("项目", "What"),
    "value": ("数值", "Value"),
    "gives": ("{}得分", "{}: points"),
    "least_services": ("至少服务次数", "Least services"),
    "least_hours": ("至少信用时长（小时）", "Least hours served and attended"),
    "demoted_every": ("每缺席几次降一星", "So many no-shows cost a star"),
    "barred_from": ("缺席几次起不参加评星", "Not rated from so many no-shows"),
    "ladder": ("星级门槛", "Least for a star"),
    "score": ("得分", "Score"),
    "credit_hours": ("信用时长（小时）", "Hours"),
    "services": ("服务次数", "Services"),
    "trainings": ("培训次数", "Trainings"),
    "stars": ("{} 星", "{} stars"),
}
_SUMS = (
    "services",
    "minutes",
    "attendances",
    "attended_minutes",
    "ratings",
    "rating_stars",
    "trainings",
    "honour_minutes",
    "no_shows",
)
_MEASURES = ("score", "credit_hours", "services", "trainings")
_CREDIT = ("minutes", "attended_minutes")
_MINUTES_AN_HOUR = 60

_EXPLAINED = (
    (
        "{community}，{year} 年，评定状态：{standing}。",
        "{community}, {year}; the ratings of this year are {standing}.",
    ),
    (
        "“评分”表每一行是一位志愿者：先是系统统计的数，再是每一项的得分，最后是得分、星级和名次，都是公式。",
        "Each row of the scores is a volunteer: first what was counted, then what each clause gives, and at the end "
        "score, stars and rank, which are formulas.",
    ),
    (
        "“权重与规则”表里带底色的格子可以改：改一个权重，得分、星级和名次随即变化。改动只在这份文件里，不影响系统中的评定。",
        "What is shaded among the weights and rules may be changed: change a weight, and scores, stars and ranks "
        "follow. It changes this file only, no rating.",
    ),
    (
        "每一项四舍五入到 0.0001，合计四舍五入到 0.1，不低于 0 分。没有达到最低要求的暂不评星，不是 0 分。",
        "Each clause is rounded half up to 0.0001, their sum half up to 0.1, and not below 0. Whoever has less than is "
        "asked for is not rated, which is not zero.",
    ),
    (
        "同分同名次。名额限制只在年终评定时适用，所以“现行星级”可能少于“星级（按本表）”。",
        "Equal scores rank equal. Quotas are kept when a year is closed, so the stars that stand may be fewer than "
        "those by this sheet.",
    ),
)
_BY_POLICY = (
    "规则：{policy}，见“{scores}”和“{rules}”。",
    "Policy {policy}: see “{scores}” and “{rules}”.",
)


def xlsx(board: dict[str, Any], community: str, documents: Mapping[str, dict[str, Any]], language: str) -> bytes:
    """The workbook of a star board as the API gives it, with names. `community`: what it is called; `documents`: of
    the policies, by reference. Whoever is rated by another policy than the board's stands in sheets of their own."""
    standing = board["items"][0]["standing"] if board["items"] else "provisional"
    about = {"community": community, "year": board["year"], "standing": words.word(standing, language)}
    explained = [said(line, language).format(**about) for line in _EXPLAINED]
    by_policy: dict[str, list[dict[str, Any]]] = {}
    for item in board["items"]:
        by_policy.setdefault(_reference(item), []).append(item)
    book = workings.new()
    for number, (reference, items) in enumerate(by_policy.items(), 1):
        scores, rules = (said(title, language) + ("" if number == 1 else f" {number}") for title in (SCORES, RULES))
        _Scores(book, scores, rules, documents[reference], language).fill(items)
        explained.append(said(_BY_POLICY, language).format(policy=reference, scores=scores, rules=rules))
    workings.explain(book, explained, language)
    return workings.written(book)


def _reference(item: dict[str, Any]) -> str:
    policy = item["explanation"]["policy"]
    return f"{policy['name']}/{policy['version']}"


class _Scores:
    """The sheet of scores by one policy, and after it that of its rules."""

    def __init__(self, book: Workbook, scores: str, rules: str, document: dict[str, Any], language: str) -> None:
        self._sheet = book.create_sheet(scores)
        self._language = language
        self._document = document
        self._clauses: list[dict[str, Any]] = document["clauses"]
        sheet = Rules(book, rules, [self._said("item"), self._said("value")])
        self._of_clauses = [
            {
                name: sheet.put(self._parameter(clause, name), Decimal(str(clause[name])))[0]
                for name in _parameters(clause)
            }
            for clause in self._clauses
        ]
        usual = {"least_services": 1, "least_hours": 0}
        self._limits = {
            name: sheet.put(self._said(name), limit)[0]
            for name in ("least_services", "least_hours", "demoted_every", "barred_from")
            if (limit := document.get(name, usual.get(name))) is not None
        }
        sheet.head(self._said("ladder"), *(self._said(measure) for measure in _MEASURES))
        self._ladder = [
            sheet.put(self._said("stars").format(stars), *_level(level))
            for stars, level in enumerate(document["thresholds"], 1)
        ]
        self._columns = [said(_RANK, language), said(_NAME, language)]
        self._columns += [words.word(name, language) for name in _SUMS]
        self._first_clause = len(self._columns) + 1
        self._columns += [
            self._said("gives").format(words.word(clause["clause"], language)) for clause in self._clauses
        ]
        self._rated = len(self._columns) + 1
        self._columns += [said(one, language) for one in (_RATED, _SCORE, _STARS, _STANDING)]

    def fill(self, items: Sequence[dict[str, Any]]) -> None:
        """A row for each rating. Ranks are worked out where the board gives any."""
        workings.put(self._sheet, 1, self._columns, bold=True)
        ranked = any(item["rank"] is not None for item in items)
        column = get_column_letter(self._rated + 1)
        scores = f"{column}$2:{column}${len(items) + 1}"
        for row, item in enumerate(items, 2):
            rank = Formula(f'IF(ISNUMBER({column}{row}),RANK({column}{row},{scores}),"")') if ranked else None
            name = item["name"] or said(_UNKNOWN, self._language)
            counted = [item[sum_] for sum_ in _SUMS]
            workings.put(self._sheet, row, [rank, name, *counted, *self._worked_out(row), item["stars"]])
        workings.fit(self._sheet, len(self._columns), 2)

    def _worked_out(self, row: int) -> list[Formula]:
        sums = {name: f"{get_column_letter(column)}{row}" for column, name in enumerate(_SUMS, 3)}
        credit = f"({'+'.join(sums[name] for name in _CREDIT)})"
        given = [
            Formula(f"ROUND({_worth(clause['clause'], places, {**sums, 'credit_minutes': credit})},4)", "0.0000")
            for clause, places in zip(self._clauses, self._of_clauses, strict=True)
        ]
        first, last = (f"{get_column_letter(n)}{row}" for n in (self._first_clause, self._rated - 1))
        rated, score = (f"{get_column_letter(n)}{row}" for n in (self._rated, self._rated + 1))
        total = f"MAX(0,ROUND(ROUND(SUM({first}:{last}),4),1))"
        return [
            *given,
            Formula(f"AND({self._conditions(sums, credit)})"),
            Formula(f'IF({rated},{total},"")', "0.0"),
            Formula(f'IF({rated},{self._stars(score, sums, credit)},"")'),
        ]

    def _conditions(self, sums: Mapping[str, str], credit: str) -> str:
        least_hours = f"{credit}>={_MINUTES_AN_HOUR}*{self._limits['least_hours']}"
        conditions = [f"{sums['services']}>={self._limits['least_services']}", least_hours]
        if "barred_from" in self._limits:
            conditions.append(f"{sums['no_shows']}<{self._limits['barred_from']}")
        return ",".join(conditions)

    def _stars(self, score: str, sums: Mapping[str, str], credit: str) -> str:
        """As many as there are levels all of which is reached; each level asks for no less than the one before."""
        rungs = [
            f"IF(AND({score}>={least},{credit}>={_MINUTES_AN_HOUR}*{hours},"
            f"{sums['services']}>={services},{sums['trainings']}>={trainings}),1,0)"
            for least, hours, services, trainings in self._ladder
        ]
        reached = "+".join(rungs)
        if "demoted_every" not in self._limits:
            return reached
        return f"MAX(0,{reached}-INT({sums['no_shows']}/{self._limits['demoted_every']}))"

    def _said(self, name: str) -> str:
        return said(_RULE[name], self._language)

    def _parameter(self, clause: Mapping[str, Any], name: str) -> str:
        separator = ": " if self._language == "en" else "："
        return f"{words.word(clause['clause'], self._language)}{separator}{words.word(name, self._language)}"


def _parameters(clause: Mapping[str, Any]) -> list[str]:
    return [name for name in clause if name != "clause"]


def _level(level: Any) -> list[Decimal]:
    """What a threshold of a policy asks for, by `_MEASURES`: a score alone, or several things."""
    asked = level if isinstance(level, dict) else {"score": level}
    return [Decimal(str(asked.get(measure, 0))) for measure in _MEASURES]


def _worth(clause: str, of: Mapping[str, str], sums: Mapping[str, str]) -> str:
    """The formula of what a clause gives, from where its parameters and the sums stand."""
    if clause in _PROPORTIONAL:
        return f"{of['weight']}*MIN({sums[_PROPORTIONAL[clause]]},{of['target']})/{of['target']}"
    if clause == "honour_minutes":
        return f"{of['weight']}*MIN({of['factor']}*{sums['honour_minutes']},{of['target']})/{of['target']}"
    if clause == "evaluation":
        imagined = f"{of['prior_count']}*{of['prior_stars']}+{sums['rating_stars']}"
        count = f"({of['prior_count']}+{sums['ratings']})"
        # Divided once, and last: a spreadsheet reckons in binary, and each division may round.
        return f"{of['weight']}*({imagined}-{count})/(4*{count})"
    if clause == "no_shows":
        return f"-MIN({of['most']},{of['points_each']}*{sums['no_shows']})"
    counted, unit = _EACH[clause]
    each = f"{of['points_each']}*{sums[counted]}/{unit}"
    return f"MIN({of['most']},{each})" if "most" in of else each


_PROPORTIONAL = {
    "service_minutes": "minutes",
    "service_count": "services",
    "attendance": "attended_minutes",
    "training": "trainings",
}
"""Clauses in proportion to a sum, and which."""

_EACH = {
    "credit_hours": ("credit_minutes", _MINUTES_AN_HOUR),
    "honour_hours": ("honour_minutes", _MINUTES_AN_HOUR),
    "each_service": ("services", 1),
    "each_training": ("trainings", 1),
}
"""Clauses that give so much for each of a sum, and how much of it is one."""
