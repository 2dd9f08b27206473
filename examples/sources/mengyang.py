"""B. 蒙阳街道 (名山区, 雅安市): paired departments, whistles, three lists, reverse appraisal."""

from __future__ import annotations

from . import mengyang_projects, skills
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
from .service import series, station

CODE = "mengyang"
DISTRICT = "mingshan"
FIRST_VOLUNTEER, FIRST_SIGN_IN, PER_COMMUNITY = 201, 280, 12
PERSON_TIMES = 10_430
"""Served by the projects: the report says over 10,000."""

FIGURES = {
    "urban_communities": figure(4, "个", "城市社区"),
    "paired_departments": figure(34, "个", "结对的市、区部门"),
    "appraised_departments": figure(49, "个", "接受反向考核的区级部门"),
    "appraisal_aspects": figure(8, "个方面", "考核的工作方面"),
    "micro_projects": figure(49, "个", "微项目"),
    "micro_project_funds": figure(1_541_000, "元", "微项目资金"),
    "problems_solved": figure(132, "个", "解决急难愁盼问题"),
    "person_times_served": figure(10_000, "人次", "服务群众", "over"),
    "rebuilt_estate_households": figure(34, "户", "改造的小区住户"),
    "rebuilt_estate_funds": figure(100_000, "元", "小区改造资金", "over"),
    "children_station_since": figure(2020, "年", "儿童之家开办年份"),
    "children_station_funds": figure(360_000, "元", "儿童之家资金"),
    "children_station_activities": figure(584, "场", "儿童之家活动"),
    "children_station_attendances": figure(8_475, "人次", "儿童参加"),
}

COMMUNITIES = (
    (f"{CODE}-east", "蒙阳东社区"),
    (f"{CODE}-south", "蒙阳南社区"),
    (f"{CODE}-west", "蒙阳西社区"),
    (f"{CODE}-north", "蒙阳北社区"),
)

# The report gives the number of aspects, not their names.
ASPECTS = (
    ("policy-delivery", "政策落实"),
    ("service-attitude", "服务态度"),
    ("prompt-report-in", "报到及时"),
    ("problem-solving", "问题解决"),
    ("project-claiming", "项目领办"),
    ("resources-given", "资源投入"),
    ("resident-satisfaction", "群众满意"),
    ("lasting-effect", "长效保持"),
)

CITY_DEPARTMENTS = (
    ("development-reform", "雅安市发展和改革委员会"),
    ("education", "雅安市教育局"),
    ("civil-affairs", "雅安市民政局"),
    ("justice", "雅安市司法局"),
    ("human-resources", "雅安市人力资源和社会保障局"),
    ("housing", "雅安市住房和城乡建设局"),
    ("culture-tourism", "雅安市文化体育和旅游局"),
    ("health", "雅安市卫生健康委员会"),
    ("market-regulation", "雅安市市场监督管理局"),
)

# The first 25 are paired with a community; communities appraise all 49.
PAIRED_DISTRICT_DEPARTMENTS = 25
DISTRICT_DEPARTMENTS = (
    ("housing", "住房和城乡建设局"),
    ("law-enforcement", "综合行政执法局"),
    ("civil-affairs", "民政局"),
    ("human-resources", "人力资源和社会保障局"),
    ("education", "教育局"),
    ("health", "卫生健康局"),
    ("public-security", "公安分局"),
    ("justice", "司法局"),
    ("market-regulation", "市场监督管理局"),
    ("emergency-management", "应急管理局"),
    ("fire-rescue", "消防救援大队"),
    ("transport", "交通运输局"),
    ("water", "水利局"),
    ("ecology", "生态环境局"),
    ("culture-tourism", "文化体育和旅游局"),
    ("veterans", "退役军人事务局"),
    ("medical-insurance", "医疗保障局"),
    ("finance", "财政局"),
    ("development-reform", "发展和改革局"),
    ("economy-science", "经济信息和科技局"),
    ("natural-resources", "自然资源和规划局"),
    ("tax", "税务局"),
    ("womens-federation", "妇女联合会"),
    ("disabled-federation", "残疾人联合会"),
    ("media-centre", "融媒体中心"),
    ("party-office", "区委办公室"),
    ("government-office", "人民政府办公室"),
    ("organisation", "区委组织部"),
    ("publicity", "区委宣传部"),
    ("united-front", "区委统战部"),
    ("political-legal", "区委政法委员会"),
    ("complaints", "信访局"),
    ("agriculture", "农业农村局"),
    ("commerce", "商务局"),
    ("audit", "审计局"),
    ("statistics", "统计局"),
    ("forestry", "林业局"),
    ("rural-revitalisation", "乡村振兴局"),
    ("approvals", "行政审批局"),
    ("tea-industry", "茶业发展中心"),
    ("office-affairs", "机关事务服务中心"),
    ("supply-cooperative", "供销合作社"),
    ("meteorology", "气象局"),
    ("trade-unions", "总工会"),
    ("youth-league", "团委"),
    ("science-association", "科学技术协会"),
    ("industry-commerce", "工商业联合会"),
    ("literature-art", "文学艺术界联合会"),
    ("red-cross", "红十字会"),
)

GROUPS = (("office-party-members", "机关党员志愿者"), ("residents", "居民志愿者"))
ABLE = (
    ("policy-talks",),
    ("legal-aid", "mediation"),
    ("tutoring", "child-care"),
    ("home-visits",),
    ("electrical",),
    ("nursing", "first-aid"),
)


def document() -> Record:
    volunteers = _volunteers()
    return {
        "place": CODE,
        "letter": "B",
        "title": {"zh": "雅安市名山区蒙阳街道:社区吹哨、部门报到", "en": "Mengyang subdistrict, Mingshan, Ya'an"},
        "source_note": (
            "数字出自公开报道;人物、电话均为虚构;社区、部门的名称和八个方面的叫法报道未列,为演示而拟;"
            "各微项目的名称、领办单位和日期为演示而拟,合计为报道数字。"
        ),
        "figures": FIGURES,
        "places": _places(),
        "organisations": _organisations(),
        "appraisal_aspects": [named(*aspect) for aspect in ASPECTS],
        "groups": [named(*group) for group in GROUPS],
        "skills": skills.listed(volunteers),
        "volunteers": volunteers,
        "teams": [
            team(f"{code}-team", f"{name}志愿服务队", "community_team", code, _of(volunteers, code))
            for code, name in COMMUNITIES
        ],
        "building_duty": [],
        "stations": [
            station(
                f"{CODE}-children-station",
                "蒙阳街道儿童之家",
                COMMUNITIES[0][0],
                f"{COMMUNITIES[0][0]}-c1",
                [f"{COMMUNITIES[0][0]}-c1"],
                ["阅览室", "手工室"],
            )
        ],
        "series": _series(),
        "resources": mengyang_projects.resources(COMMUNITIES),
        "projects": mengyang_projects.projects(
            COMMUNITIES,
            FIGURES["micro_project_funds"]["value"] * 100,
            FIGURES["problems_solved"]["value"],
            PERSON_TIMES,
        ),
        "joint_meetings": mengyang_projects.meetings(COMMUNITIES),
        "accounts": _accounts(volunteers),
    }


def _places() -> list[Record]:
    tree = [district(DISTRICT, "名山区"), subdistrict(CODE, "蒙阳街道", DISTRICT)]
    tree += [community(code, name, CODE) for code, name in COMMUNITIES]
    first, name = COMMUNITIES[0]
    return tree + compound(f"{first}-c1", f"{name}改造小区", first, 2, households=34)


def _organisations() -> list[Record]:
    departments = [(f"yaan-{code}", name, False) for code, name in CITY_DEPARTMENTS]
    departments += [
        (f"{DISTRICT}-{code}", name.replace("区委", "名山区委") if "区委" in name else f"名山区{name}", True)
        for code, name in DISTRICT_DEPARTMENTS
    ]
    paired = len(CITY_DEPARTMENTS) + PAIRED_DISTRICT_DEPARTMENTS
    made = []
    for n, (code, name, appraised) in enumerate(departments):
        pair = (COMMUNITIES[n % len(COMMUNITIES)][0],) if n < paired else ()
        made.append(organisation(code, "department", name, None, pair, appraised))
    return made


def _of(volunteers: list[Record], code: str) -> list[Record]:
    return [one for one in volunteers if one["community"] == code]


def _volunteers() -> list[Record]:
    made: list[Record] = []
    for code, _ in COMMUNITIES:
        for n in range(PER_COMMUNITY):
            office = n < PER_COMMUNITY // 2
            made.append(
                volunteer(
                    f"my-{len(made) + 1:03d}",
                    FIRST_VOLUNTEER + len(made),
                    code,
                    GROUPS[0 if office else 1][0],
                    office,
                    ABLE[n % len(ABLE)],
                )
            )
    return made


def _accounts(volunteers: list[Record]) -> list[Record]:
    accounts = []
    for n, (code, _) in enumerate(COMMUNITIES):
        accounts += [
            account(f"{code}-resident", FIRST_SIGN_IN + 2 * n, "resident", (code,)),
            account(f"{code}-worker", FIRST_SIGN_IN + 2 * n + 1, "community_worker", (code,)),
            volunteer_account(f"{code}-volunteer", _of(volunteers, code)[0]),
        ]
    everywhere = tuple(code for code, _ in COMMUNITIES)
    return accounts + [
        account(f"{DISTRICT}-{code}-officer", FIRST_SIGN_IN + 10 + n, "officer", everywhere, f"{DISTRICT}-{code}")
        for n, (code, _) in enumerate(DISTRICT_DEPARTMENTS[:4])
    ]


def _series() -> list[Record]:
    """The first month of each quarter is activity month; some units serve every Friday."""
    activity_month = {"every": "quarter", "month": 1, "day": 8}
    return [
        row
        for code, name in COMMUNITIES
        for row in (
            series(code, "culture_recreation", "季度活动月启动", name, activity_month, "09:00", 180),
            series(code, "convenience", "单位周五志愿服务", name, {"every": "week", "weekday": 5}, "14:30", 120),
        )
    ]
