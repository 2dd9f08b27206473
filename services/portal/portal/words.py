"""The words of the field: every code of `contracts.vocabulary` and every action, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue.community import COMMUNITY
from .catalogue.helping import HELPING
from .catalogue.needs import NEEDS
from .catalogue.results import RESULTS

WORDS: dict[str, tuple[str, str]] = {**HELPING, **NEEDS, **COMMUNITY, **RESULTS}

KIND_HINTS: dict[str, tuple[str, str, str]] = {
    "convenience": ("basket", "跑腿代办、水电小修、家政", "Errands, small repairs, housekeeping"),
    "hardship_relief": ("heart", "生活困难、孤寡老人、孩子照看", "Hard times, elders alone, children"),
    "job_guidance": ("briefcase", "找工作、学手艺", "Finding work, learning a trade"),
    "public_order": (
        "shield-check",
        "安全隐患、墙面脱落、停车、邻里纠纷",
        "Dangers, falling plaster, parking, quarrels",
    ),
    "health_care": ("heart-pulse", "看病、量血压、康复", "Doctors, blood pressure, recovery"),
    "environment": ("tree", "垃圾、绿化、噪声、下水", "Rubbish, greenery, noise, drains"),
    "publicity_education": ("megaphone", "讲座、普法、办证咨询", "Talks, legal advice, certificates"),
    "culture_recreation": ("music-note-beamed", "书画、唱歌跳舞、下棋", "Calligraphy, singing, dancing, chess"),
}
"""Each kind of need as a resident would put it: icon, Chinese, English."""

TITLES: dict[int, tuple[str, str]] = {
    400: ("请求无法读懂", "The request cannot be read"),
    401: ("请先登录", "Sign in first"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不接受这种请求", "Method not allowed"),
    409: ("现在不能这样做", "Not possible now"),
    413: ("内容太大", "Too large"),
    415: ("格式不对", "Wrong content type"),
    422: ("内容需要修改", "Some of it must be changed"),
    429: ("太频繁了", "Too many attempts"),
    500: ("系统出错", "Something went wrong"),
    503: ("暂时不可用", "Away for the moment"),
}

_WEEKDAYS = (
    ("一", "Monday"),
    ("二", "Tuesday"),
    ("三", "Wednesday"),
    ("四", "Thursday"),
    ("五", "Friday"),
    ("六", "Saturday"),
    ("日", "Sunday"),
)
_MONTHS = ("first", "second", "third")
_SHORTEST_MONTH = 28


def rhythm(recurrence: Mapping[str, Any], holidays: str, language: str) -> str:
    """How often something takes place (`contracts.requests.series.RecurrenceShown`) and what happens on public
    holidays, in `language`: 每周五，节假日照常; every Friday, also on public holidays."""
    every, weekday, month, day = (recurrence[name] for name in ("every", "weekday", "month", "day"))
    if language == "en":
        said = {
            "day": "every day",
            "week": f"every {_WEEKDAYS[(weekday or 1) - 1][1]}",
            "month": f"on the {_ordinal(day or 1)} of each month",
            "quarter": f"on the {_ordinal(day or 1)} of the {_MONTHS[(month or 1) - 1]} month of each quarter",
        }[every]
        shorter = " (the last day of a shorter month)" if day and day > _SHORTEST_MONTH else ""
        return f"{said}{shorter}, {word(holidays, language)}"
    said = {
        "day": "每天",
        "week": f"每周{_WEEKDAYS[(weekday or 1) - 1][0]}",
        "month": f"每月{day}日",
        "quarter": f"每季度第{month}个月{day}日",
    }[every]
    shorter = "（当月没有这一天时为最后一天）" if day and day > _SHORTEST_MONTH else ""
    return f"{said}{shorter}，{word(holidays, language)}"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def word(code: str, language: str) -> str:
    """The word for `code` in `language` (zh or en); a code without one, such as a name, stays as it is."""
    known = WORDS.get(code)
    return known[1 if language == "en" else 0] if known else code


def status_title(status: int, language: str) -> str:
    """The short title of a problem with the HTTP `status`."""
    return TITLES.get(status, TITLES[400])[1 if language == "en" else 0]
