"""E. 怡江社区 (孔浦街道, 江北区): 怡家人, the pioneer squad, the talent pool, waste sorting, a consent survey."""

from __future__ import annotations

from . import people, skills, yijiang_renewal, yijiang_year
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
from .service import daily_roll, patrol_area, series

CODE, SUBDISTRICT, DISTRICT = "yijiang", "kongpu", "jiangbei"
FIRST_VOLUNTEER, FIRST_SIGN_IN = 1001, 1700
VOLUNTEERS, TALENTS, WASTE_SORTING, PIONEERS, SURVEY = 512, 378, 72, 60, 12
COMPOUNDS = ((f"{CODE}-c1", "怡江一区", 6), (f"{CODE}-c2", "怡江二区", 6))
AT_HOME, FIRST_AT_HOME, CALLERS = 104, 1800, 8
"""People in home isolation at once, and how many volunteers call them."""

FIGURES = {
    "volunteers": figure(500, "人", "“怡家人”志愿者", "over"),
    "person_times": figure(2196, "人次", "今年参加志愿服务"),
    "hours": figure(8975, "小时", "今年志愿服务时长"),
    "talent_pool": figure(378, "人", "人才库"),
    "square_event_day": figure(5, "日", "每月广场活动日"),
    "square_event_since": figure(2013, "年", "广场活动开办年份"),
    "waste_sorting_volunteers": figure(72, "人", "垃圾分类班志愿者"),
    "waste_sorting_visits_per_quarter": figure(1, "次", "“1212”:每季度走访"),
    "waste_sorting_stalls_per_month": figure(2, "次", "“1212”:每月摆摊宣传"),
    "waste_sorting_lectures_per_week": figure(1, "次", "“1212”:每周讲课"),
    "waste_sorting_supervisions_per_day": figure(2, "次", "“1212”:每日督导"),
    "waste_sorting_classes": figure(70, "场", "垃圾分类培训", "over"),
    "waste_sorting_trained": figure(1800, "人次", "培训居民", "over"),
    "waste_sorting_awareness_percent": figure(100, "%", "知晓率"),
    "waste_sorting_bag_use_percent": figure(95, "%", "垃圾袋使用率"),
    "waste_sorting_correct_percent": figure(70, "%", "分类正确率"),
    "waste_sorting_support_at_start_percent": figure(5, "%", "起初支持率", "about"),
    "home_isolation": figure(100, "人", "同时居家隔离,无一失联", "over"),
    "survey_households_visited": figure(200, "户", "意愿征询走访", "over"),
    "survey_briefings": figure(3, "场", "意愿征询说明会"),
    "survey_signed_percent": figure(85, "%", "签字同意率"),
}

# Group, its name, and how many of the 512 are in it.
GROUPS = (
    ("pioneer-squad", "先锋小分队", PIONEERS),
    ("waste-sorting", "垃圾分类班", WASTE_SORTING),
    ("resident-volunteers", "居民志愿者", VOLUNTEERS - PIONEERS - WASTE_SORTING),
)

ABLE = (
    ("recycling",),
    ("calligraphy", "painting"),
    ("haircut",),
    ("sewing",),
    ("electrical", "plumbing"),
    ("choir",),
    ("dance",),
    ("photography",),
    ("legal-aid", "mediation"),
    ("nursing", "first-aid"),
    ("accounting",),
    ("tutoring",),
    ("cooking",),
    ("psychology",),
)


def document() -> Record:
    volunteers = _volunteers()
    survey = _of(volunteers, "resident-volunteers")[:SURVEY]
    return {
        "place": CODE,
        "letter": "E",
        "title": {"zh": "宁波市江北区孔浦街道怡江社区:怡家人", "en": "Yijiang community, Kongpu, Jiangbei, Ningbo"},
        "source_note": (
            "数字出自公开报道;人物、电话均为虚构;小区与单位名称为演示而拟;活动的日期和参加人、结对与联络对象为演示而拟;"
            "隐患处置的日期和文字、各户的答复、指标逐次的数字为演示而拟。"
        ),
        "figures": FIGURES,
        "places": [
            district(DISTRICT, "江北区"),
            subdistrict(SUBDISTRICT, "孔浦街道", DISTRICT),
            community(CODE, "怡江社区", SUBDISTRICT),
            *(row for code, name, buildings in COMPOUNDS for row in compound(code, name, CODE, buildings)),
        ],
        "organisations": [
            organisation(f"{DISTRICT}-traffic-police", "department", "江北区交警大队", None, (CODE,)),
            organisation(f"{DISTRICT}-housing", "department", "江北区住房和城乡建设局", None, (CODE,)),
            organisation(f"{DISTRICT}-law-enforcement", "department", "江北区综合行政执法局", None, (CODE,)),
            organisation(f"{CODE}-party-branch", "party_branch", "怡江社区党组织", CODE),
            organisation(f"{CODE}-owners", "owners_committee", "怡江社区业主委员会", CODE),
            organisation(f"{CODE}-property", "property_manager", "怡江社区物业服务中心", CODE),
            organisation(f"{CODE}-social", "social_organisation", "怡江社区社会组织服务中心", CODE),
        ],
        "groups": [named(code, name) for code, name, _ in GROUPS],
        "skills": skills.listed(volunteers),
        "volunteers": volunteers,
        "teams": [
            team(f"{CODE}-team", "“怡家人”志愿服务队", "community_team", CODE, volunteers),
            *(
                team(f"{CODE}-{code}", name, "group", CODE, _of(volunteers, code), parent=f"{CODE}-team")
                for code, name, _ in GROUPS[:2]
            ),
            team(f"{CODE}-survey", "老旧小区改造意愿征询组", "survey_team", CODE, survey),
        ],
        "building_duty": _building_duty(volunteers),
        "stations": [],
        "patrol_areas": _patrol_areas(),
        "daily_rolls": [_at_home(volunteers)],
        "series": _series(),
        "activities": yijiang_year.activities(
            {code: [one["reference"] for one in _of(volunteers, code)] for code, *_ in GROUPS},
            [one["reference"] for one in survey],
            FIGURES["person_times"]["value"],
            FIGURES["hours"]["value"],
        ),
        "hazards": yijiang_renewal.hazards(),
        "consent_surveys": yijiang_renewal.surveys(),
        "indicators": yijiang_renewal.indicators(),
        "accounts": [
            account(f"{CODE}-resident-1", FIRST_SIGN_IN, "resident", (CODE,)),
            account(f"{CODE}-resident-2", FIRST_SIGN_IN + 1, "resident", (CODE,)),
            volunteer_account(f"{CODE}-volunteer-1", volunteers[0]),
            volunteer_account(f"{CODE}-volunteer-2", _of(volunteers, "waste-sorting")[0]),
            account(f"{CODE}-worker-1", FIRST_SIGN_IN + 2, "community_worker", (CODE,)),
            account(f"{DISTRICT}-housing-officer", FIRST_SIGN_IN + 3, "officer", (CODE,), f"{DISTRICT}-housing"),
        ],
    }


def _volunteers() -> list[Record]:
    """The first 378 have skills: they are the talent pool."""
    groups = [code for code, _, size in GROUPS for _ in range(size)]
    return [
        volunteer(
            f"yj-{n + 1:03d}",
            FIRST_VOLUNTEER + n,
            CODE,
            group,
            group == "pioneer-squad",
            ABLE[n % len(ABLE)] if n < TALENTS else (),
        )
        for n, group in enumerate(groups)
    ]


def _of(volunteers: list[Record], group: str) -> list[Record]:
    return [one for one in volunteers if one["group"] == group]


def _building_duty(volunteers: list[Record]) -> list[Record]:
    """Four of the squad answer for half a compound each."""
    squad = _of(volunteers, "pioneer-squad")
    return [
        {
            "volunteer": squad[n]["reference"],
            "buildings": [
                f"{COMPOUNDS[n // 2][0]}-b{building:02d}" for building in range(n % 2 * 3 + 1, n % 2 * 3 + 4)
            ],
        }
        for n in range(4)
    ]


def _patrol_areas() -> list[Record]:
    """Falling facade pieces make the old compound a key area."""
    return [
        patrol_area(
            f"{CODE}-facade", "怡江一区外墙", CODE, 4, key=True, buildings=[f"{CODE}-c1-b{n:02d}" for n in (1, 2, 3)]
        ),
        patrol_area(f"{CODE}-crossing", "怡江一区路口", CODE, 2, key=True, place="与交警联合值守的路口"),
        patrol_area(f"{CODE}-square", "怡江文化广场", CODE, 1, place="广场及周边商铺"),
    ]


def _at_home(volunteers: list[Record]) -> Record:
    buildings = [f"{code}-b{n:02d}" for code, _, number in COMPOUNDS for n in range(1, number + 1)]
    at_home = [
        {"called": people.name(FIRST_AT_HOME + n), "building": buildings[n % len(buildings)]} for n in range(AT_HOME)
    ]
    callers = [one["reference"] for one in _of(volunteers, "pioneer-squad")[:CALLERS]]
    return daily_roll(CODE, "居家隔离每日联络", 20, callers, at_home)


def _series() -> list[Record]:
    """The square event on the 5th, and the class's "1212": a visit each quarter, two stalls each month, a lecture each
    week, two supervisions each day."""
    square, compound_one = "怡江文化广场", "怡江一区投放点"
    return [
        series(CODE, "convenience", "“5号集市”便民服务", square, {"every": "month", "day": 5}, "13:00", 240),
        series(
            CODE,
            "environment",
            "垃圾分类班入户走访",
            "怡江二区",
            {"every": "quarter", "month": 3, "day": 15},
            "13:30",
            240,
        ),
        series(CODE, "publicity_education", "垃圾分类班上半月摆摊", square, {"every": "month", "day": 8}, "09:00", 180),
        series(
            CODE, "publicity_education", "垃圾分类班下半月摆摊", square, {"every": "month", "day": 22}, "09:00", 180
        ),
        series(CODE, "publicity_education", "垃圾分类班讲座", "怡江社区", {"every": "week", "weekday": 3}, "14:30", 60),
        series(CODE, "environment", "垃圾分类班早督导", compound_one, {"every": "day"}, "06:30", 120),
        series(CODE, "environment", "垃圾分类班晚督导", compound_one, {"every": "day"}, "18:00", 120),
    ]
