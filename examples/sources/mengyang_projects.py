"""B. 蒙阳街道's three lists: what units offer, needs refined into 49 micro-projects, and the joint meetings on them.

The reports give the sums, the estate and the children's station; every other project, and which unit had it in hand, is
made up for demonstration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .records import Record
from .service import YEAR
from .shares import shared_out

DISTRICT = "mingshan"
EACH_THEMED = 12
"""Themes a community takes up at most."""

# Title, kind of need, unit, weight of its budget, what residents said.
THEMES = (
    ("楼道照明改造", "convenience", "housing", 3, "楼道灯坏了多年,夜里上下楼要摸黑。"),
    ("楼梯加装扶手", "convenience", "disabled-federation", 2, "楼梯没有扶手,腿脚不好的人下不了楼。"),
    ("背街小巷路面修补", "convenience", "transport", 5, "巷子里坑坑洼洼,下雨就积水。"),
    ("雨污管网疏通", "environment", "water", 6, "下水道一到汛期就往外冒。"),
    ("集中充电棚", "public_order", "fire-rescue", 4, "电瓶车在楼道里飞线充电,住着不踏实。"),
    ("消防器材更新", "public_order", "emergency-management", 2, "楼道里的灭火器早过期了。"),
    ("闲置空地变休闲角", "environment", "natural-resources", 4, "墙角空地堆满杂物,蚊虫多。"),
    ("垃圾投放点改造", "environment", "ecology", 3, "投放点没有棚,味道大。"),
    ("农贸市场周边整治", "public_order", "law-enforcement", 2, "市场门口占道,推车过不去。"),
    ("健身器材更新", "culture_recreation", "culture-tourism", 2, "健身器材锈断了,孩子爬着危险。"),
    ("“四点半”课后托管", "publicity_education", "education", 3, "放学早,家里没人接孩子。"),
    ("独居老人助餐点", "hardship_relief", "civil-affairs", 4, "独居老人一天只做一顿饭。"),
    ("家庭医生进社区", "health_care", "health", 2, "量个血压也要坐车去医院。"),
    ("零工驿站", "job_guidance", "human-resources", 2, "找零工的人清早蹲在路口等活。"),
    ("法律咨询角", "publicity_education", "justice", 1, "邻里漏水的事不知道找谁评理。"),
    ("反诈与平安巡防", "public_order", "public-security", 1, "老人接到骗子电话,差点转了钱。"),
)

# Quarter in which a project began: its first and its last day.
BEGUN = (("01-06", "06-20"), ("04-07", "09-19"), ("07-07", "12-12"), ("10-09", "04-30"))
LAST = len(BEGUN) - 1

ESTATE_FEN, STATION_FEN = 10_120_000, 36_000_000
"""Over 100,000 yuan, and 360,000 yuan."""

STATION_YEARS = ((2020, 610), (2021, 2140), (2022, 3705), (2023, 5260), (2024, 6830), (2025, 8475))
"""Children's attendances by the end of each year; the last are the reported ones."""

AWARDED = (0, 13, 26)
"""Places, among the themed projects, of those that were awarded in lieu of subsidy; the estate was, too."""

UNCONFIRMED = 8
"""Place, in each community, of the finished project that the community is yet to confirm."""

MEETING_QUARTER, MEETING_DAY = f"{YEAR}-Q4", f"{YEAR + 1}-01-09"


def projects(communities: Sequence[tuple[str, str]], budget_fen: int, problems: int, person_times: int) -> list[Record]:
    """The projects of all communities, whose budgets, problems solved and person-times served come to these sums."""
    themed = [
        (place, code, quarter, THEMES[(4 * n + place) % len(THEMES)])
        for n, (code, _) in enumerate(communities)
        for place, quarter in enumerate(_quarters(EACH_THEMED - (code == communities[-1][0])))
    ]
    estate, station = _estate(communities[0][0]), _station(communities[0][0])
    weights = [theme[3] for *_, theme in themed]
    hundreds = shared_out((budget_fen - ESTATE_FEN - STATION_FEN) // 10_000, weights)
    solved = shared_out(problems - estate["result"]["problems_solved"] - 1, [1] * len(themed))
    served = shared_out(person_times - estate["result"]["person_times"] - STATION_YEARS[-1][1], [1] * len(themed))
    made = [
        _themed(number, code, place, quarter, theme, hundreds[number] * 10_000, (solved[number], served[number]))
        for number, (place, code, quarter, theme) in enumerate(themed)
    ]
    return [estate, station, *made]


def _quarters(number: int) -> list[int]:
    return [place * len(BEGUN) // number for place in range(number)]


def _themed(
    number: int, code: str, place: int, quarter: int, theme: tuple[Any, ...], fen: int, counts: tuple[int, int]
) -> Record:
    title, kind, unit, _, said = theme
    first, last = BEGUN[quarter]
    told = dict(zip(("problems_solved", "person_times"), counts, strict=True))
    project = _project(f"{code}-{place + 1:02d}", code, title, kind, said, f"{DISTRICT}-{unit}", fen)
    project |= {"starts_on": f"{YEAR}-{first}", "ends_on": f"{YEAR + (quarter == LAST)}-{last}"}
    if quarter < LAST:
        project["spending"] = [_spending(project, fen, f"{YEAR}-{last}")]
        project["result"] = {**told, "words": f"{title}已完成,居民到场验看。", "finished_on": f"{YEAR}-{last}"}
        project["confirmed"] = place != UNCONFIRMED
        if place == UNCONFIRMED:
            project["reports"] = [_report(f"{title}已完成,请社区验收。", 100, told)]
        if number in AWARDED:
            project["award"] = {"amount_fen": 500_000, "reason": "居民参与多,做法可推广。"}
    else:
        project["spending"] = [_spending(project, fen // 20_000 * 10_000, f"{YEAR}-12-15")]
        project["reports"] = [_report(f"{title}已过半。", 60, told)]
    return project


def _estate(code: str) -> Record:
    project = _project(
        f"{code}-estate",
        code,
        "三十四户小区改造",
        "environment",
        "三十四户的老院子,屋面漏雨,没有物业。",
        f"{DISTRICT}-housing",
        ESTATE_FEN,
    )
    return project | {
        "place": f"{code}-c1",
        "starts_on": f"{YEAR}-03-03",
        "ends_on": f"{YEAR}-11-28",
        "spending": [_spending(project, ESTATE_FEN, f"{YEAR}-11-20")],
        "result": {
            "problems_solved": 1,
            "person_times": 34,
            "words": "屋面、管网、院坝全部改造,三十四户都受益。",
            "finished_on": f"{YEAR}-11-28",
        },
        "confirmed": True,
        "award": {"amount_fen": 1_000_000, "reason": "居民自筹自管,以奖代补示范项目。"},
    }


def _station(code: str) -> Record:
    """It has been in hand since 2020, with a report at the end of each year."""
    project = _project(
        f"{code}-children",
        code,
        "儿童之家",
        "publicity_education",
        "放学后和假期里,孩子没有地方去。",
        f"{DISTRICT}-womens-federation",
        STATION_FEN,
    )
    said = "累计开展活动 584 场,儿童参加 8475 人次。"
    return project | {
        "starts_on": "2020-06-01",
        "ends_on": "2030-12-31",
        "spending": [_spending(project, STATION_FEN, "2020-09-15")],
        "reports": [
            {
                "quarter": f"{year}-Q4",
                "words": said if year == STATION_YEARS[-1][0] else f"儿童累计参加 {attendances} 人次。",
                "percent": 10 * (year - 2019),
                "problems_solved": 1,
                "person_times": attendances,
            }
            for year, attendances in STATION_YEARS
        ],
    }


def _project(reference: str, code: str, title: str, kind: str, said: str, unit: str, fen: int) -> Record:
    """A project that `unit` has in hand, made of one need that was heard on a visit."""
    return {
        "reference": reference,
        "community": code,
        "title": title,
        "kind": kind,
        "problem": said,
        "on_behalf_of": "入户走访时的居民",
        "place": None,
        "organisation": unit,
        "budget_fen": fen,
        "spending": [],
        "reports": [],
        "result": None,
        "confirmed": False,
        "award": None,
    }


def _spending(project: Record, fen: int, day: str) -> Record:
    return {"amount_fen": fen, "receipt": project["reference"], "purpose": "材料和施工", "spent_on": day}


def _report(words: str, percent: int, told: Record) -> Record:
    return {"quarter": MEETING_QUARTER, "words": words, "percent": percent, **told}


def resources(communities: Sequence[tuple[str, str]]) -> list[Record]:
    """What units put on each community's list, and what the community has itself."""
    offers = (
        ("housing", "funds", "小区微改造补助", "用于楼道、扶手和照明。", {"amount_fen": 3_000_000}),
        ("justice", "expertise", "律师坐班", "每周五下午一名律师。", {"quantity": 1}),
        ("health", "service", "上门体检", "为行动不便的老人体检。", {"quantity": 40}),
        ("youth-league", "people", "青年志愿者", "周末可来三十人。", {"quantity": 30}),
        (None, "venue", "社区议事厅", "可坐六十人,晚上开放。", {"quantity": 60}),
    )
    return [
        {
            "community": code,
            "organisation": None if unit is None else f"{DISTRICT}-{unit}",
            "kind": kind,
            "title": title,
            "description": words,
            "from_day": f"{YEAR}-01-01",
            **amount,
        }
        for code, _ in communities
        for unit, kind, title, words, amount in offers
    ]


def meetings(communities: Sequence[tuple[str, str]]) -> list[Record]:
    """Each community's joint meeting about the last quarter, with a decision that is done and one that is open."""
    return [
        {
            "community": code,
            "quarter": MEETING_QUARTER,
            "held_on": MEETING_DAY,
            "minutes": f"{name}联席会议:各单位报告四季度进展和实效,社区逐项提问。",
            "decisions": [
                {
                    "decided": "春节前检查全部新装照明。",
                    "organisation": f"{DISTRICT}-housing",
                    "due_on": f"{YEAR + 1}-02-10",
                    "follow_up": {"done": True, "note": "已逐栋检查。"},
                },
                {
                    "decided": "汛期前再疏通一次管网。",
                    "organisation": f"{DISTRICT}-water",
                    "due_on": f"{YEAR + 1}-05-31",
                    "follow_up": None,
                },
            ],
        }
        for code, name in communities
    ]
