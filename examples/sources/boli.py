"""D. 勃利县 (七台河市): teams per township and street, industry teams, emergency squads, eight kinds of service."""

from __future__ import annotations

from datetime import date

from . import skills
from .records import (
    Record,
    account,
    community,
    compound,
    district,
    figure,
    named,
    organisation,
    subdistrict,
    team,
    volunteer,
    volunteer_account,
)
from .service import YEAR, activity, pairing, patrol_area, series

CODE = "boli"
FIRST_VOLUNTEER, FIRST_SIGN_IN, PER_TOWNSHIP, SQUAD = 601, 780, 6, 12

FIGURES = {
    "industry_teams": figure(6, "支", "行业志愿服务队"),
    "kinds_of_service": figure(8, "类", "志愿服务项目"),
    "deliveries": figure(6, "项", "“六送”:资金、技能、岗位、项目、文化、健康"),
    "actions": figure(4, "项", "志愿服务行动:岗位、家园、活动、平安"),
}

TOWNSHIPS = (
    ("xinqi", "新起街道"),
    ("xinhua", "新华街道"),
    ("yuanming", "元明街道"),
    ("tiexi", "铁西街道"),
    ("chengxi", "城西街道"),
    ("bolizhen", "勃利镇"),
    ("xiaowuzhan", "小五站镇"),
    ("dasizhan", "大四站镇"),
    ("shuanghe", "双河镇"),
    ("woken", "倭肯镇"),
    ("qingshan", "青山乡"),
    ("yongheng", "永恒乡"),
    ("qiangken", "抢垦乡"),
    ("xingshu", "杏树朝鲜族乡"),
    ("jixing", "吉兴朝鲜族满族乡"),
)

# The eight kinds of service, which people put their names down for.
GROUPS = (
    ("convenience", "便民服务"),
    ("hardship-relief", "帮困解难"),
    ("job-guidance", "就业指导"),
    ("public-order", "治安防范"),
    ("health-care", "医疗保健"),
    ("environment", "环境保护"),
    ("publicity-education", "宣传教育"),
    ("culture-recreation", "文体娱乐"),
)

# Industry team, its name, and the skill by which its members are found.
INDUSTRIES = (
    ("science", "科技志愿服务队", "science-talks"),
    ("culture", "文化志愿服务队", "music"),
    ("law", "法律志愿服务队", "legal-aid"),
    ("health", "卫生志愿服务队", "nursing"),
    ("public-order", "治安志愿服务队", "patrol"),
    ("environment", "环保志愿服务队", "recycling"),
)

SQUADS = (
    ("flood-fire", "防汛防火应急突击队", ("patrol", "recycling")),
    ("snow-rescue", "除雪救援应急突击队", ("nursing", "patrol")),
)

DEPARTMENTS = (
    ("culture-tourism", "勃利县文体广电和旅游局"),
    ("justice", "勃利县司法局"),
    ("health", "勃利县卫生健康局"),
    ("public-security", "勃利县公安局"),
    ("ecology", "勃利县生态环境局"),
    ("human-resources", "勃利县人力资源和社会保障局"),
)

STEPS = ("接到召集五分钟内应答", "带上器材到集合点", "队长点名分组", "按分工处置,专人记录", "结束后点名,当天总结")

# The six deliveries, and to whom they are made.
DELIVERIES = (
    ("funds", "困难户一户", 30),
    ("skills", "辍学少年一人", 14),
    ("jobs", "零就业家庭一户", 30),
    ("projects", "致富无门路的一户", 30),
    ("culture", "留守儿童一人", 7),
    ("health", "孤儿一人", 7),
)


def _centre(township: str) -> str:
    return f"{CODE}-{township}-centre"


SEAT = _centre(TOWNSHIPS[0][0])
"""Where the county's own teams are kept: every record belongs to one community."""


def document() -> Record:
    volunteers = _volunteers()
    here = [one for one in volunteers if one["community"] == SEAT]
    return {
        "place": CODE,
        "letter": "D",
        "title": {"zh": "七台河市勃利县:志愿服务队伍全覆盖", "en": "Boli county, Qitaihe"},
        "source_note": "数字出自公开报道;人物、电话均为虚构;乡镇、街道下的社区和单位名称报道未列,为演示而拟;活动的日期和参加人、结对与联络对象为演示而拟。",
        "figures": FIGURES,
        "places": _places(),
        "organisations": [
            *(organisation(f"{CODE}-{code}", "department", name) for code, name in DEPARTMENTS),
            organisation(f"{CODE}-science-association", "social_organisation", "勃利县科学技术协会"),
        ],
        "groups": [named(*group) for group in GROUPS],
        "skills": skills.listed(volunteers),
        "volunteers": volunteers,
        "teams": _teams(volunteers),
        "building_duty": [
            {"volunteer": here[0]["reference"], "buildings": [f"{CODE}-xinqi-c1-b{n:02d}" for n in range(1, 5)]}
        ],
        "stations": [],
        "patrol_areas": _patrol_areas(),
        "procedures": [{"team": f"{CODE}-squad-{code}", "steps": list(STEPS)} for code, *_ in SQUADS],
        "pairings": _pairings(here),
        "series": [
            series(SEAT, "hardship_relief", "自愿捐助日", "新起街道", {"every": "month", "day": 25}, "09:00", 180),
            series(SEAT, "environment", "重点区域全天保洁", "新起街道", {"every": "day"}, "06:00", 600),
        ],
        "activities": _activities(volunteers, here),
        "accounts": [
            account(f"{CODE}-resident-1", FIRST_SIGN_IN, "resident", (SEAT,)),
            volunteer_account(f"{CODE}-volunteer-1", volunteers[0]),
            volunteer_account(f"{CODE}-volunteer-2", volunteers[1]),
            account(f"{CODE}-worker-1", FIRST_SIGN_IN + 1, "community_worker", (SEAT,)),
            account(f"{CODE}-health-officer", FIRST_SIGN_IN + 2, "officer", (SEAT,), f"{CODE}-health"),
        ],
    }


def _places() -> list[Record]:
    tree = [district(CODE, "勃利县")]
    for code, name in TOWNSHIPS:
        tree.append(subdistrict(f"{CODE}-{code}", name, CODE))
        tree.append(community(_centre(code), f"{name}中心社区", f"{CODE}-{code}"))
    return tree + compound(f"{CODE}-xinqi-c1", "新起小区", SEAT, 4)


def _volunteers() -> list[Record]:
    """In each township one person of each industry; some can drill a squad as well."""
    made: list[Record] = []
    for code, _ in TOWNSHIPS:
        for n in range(PER_TOWNSHIP):
            skill = INDUSTRIES[n][2]
            able = (skill, "drills") if skill == "patrol" else (skill,)
            group = GROUPS[len(made) % len(GROUPS)][0]
            person = FIRST_VOLUNTEER + len(made)
            made.append(volunteer(f"bl-{len(made) + 1:03d}", person, _centre(code), group, n % 3 == 0, able))
    return made


def _teams(volunteers: list[Record]) -> list[Record]:
    teams = [
        team(
            f"{CODE}-{code}-team",
            f"{name}志愿服务队",
            "community_team",
            _centre(code),
            [one for one in volunteers if one["community"] == _centre(code)],
        )
        for code, name in TOWNSHIPS
    ]
    teams += [
        team(
            f"{CODE}-industry-{code}",
            f"勃利县{name}",
            "industry_team",
            SEAT,
            _able(volunteers, (skill,)),
            industry=code.replace("-", "_"),
        )
        for code, name, skill in INDUSTRIES
    ]
    return teams + [
        team(f"{CODE}-squad-{code}", f"勃利县{name}", "emergency_squad", SEAT, _able(volunteers, wanted)[:SQUAD])
        for code, name, wanted in SQUADS
    ]


def _able(volunteers: list[Record], wanted: tuple[str, ...]) -> list[Record]:
    return [one for one in volunteers if set(wanted) & set(one["skills"])]


def _pairings(here: list[Record]) -> list[Record]:
    return [
        pairing(SEAT, f"{CODE}-xinqi-c1-b{n % 4 + 1:02d}", called, delivery, days, volunteer=here[n]["reference"])
        for n, (delivery, called, days) in enumerate(DELIVERIES)
    ]


def _patrol_areas() -> list[Record]:
    """One for each township and street, where its team patrols; the key ones are checked more."""
    areas = [
        patrol_area(f"{CODE}-{code}-area", f"{name}责任区", _centre(code), 1, place=f"{name}主要街巷")
        for code, name in TOWNSHIPS
    ]
    return [
        *areas,
        patrol_area(f"{CODE}-school-area", "学校周边重点区域", SEAT, 4, key=True, place="学校大门两侧"),
        patrol_area(f"{CODE}-market-area", "集贸市场重点区域", SEAT, 4, key=True, place="集贸市场及出入口"),
    ]


def _activities(volunteers: list[Record], here: list[Record]) -> list[Record]:
    """Stalls at festivals by the people of the seat, and a drill of each squad."""
    stalls = ((2, 12, "元宵节"), (5, 1, "劳动节"), (9, 30, "国庆节"))
    festivals = [
        activity(
            SEAT,
            "publicity_education",
            f"{name}志愿服务摊位",
            "新起街道广场",
            date(YEAR, month, day),
            "09:00",
            3,
            [one["reference"] for one in here],
        )
        for month, day, name in stalls
    ]
    drills = [
        activity(
            SEAT,
            "public_order",
            f"{name}演练",
            "新起街道广场",
            date(YEAR, 6, 6 + n),
            "14:00",
            2,
            [one["reference"] for one in _able(volunteers, wanted)[:SQUAD]],
        )
        for n, (_, name, wanted) in enumerate(SQUADS)
    ]
    return festivals + drills
