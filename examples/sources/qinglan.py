"""C. 晴岚家园 (窑洲社区, 岳塘区): one compound of people from everywhere, all served alike."""

from __future__ import annotations

from datetime import date

from . import skills
from .qinglan_wishes import wishes
from .records import (
    Record,
    account,
    community,
    compound,
    district,
    figure,
    named,
    organisation,
    team,
    volunteer,
    volunteer_account,
)
from .service import YEAR, activity, in_turn, pairing, station

CODE, COMMUNITY, DISTRICT = "qinglan", "yaozhou", "yuetang"
FIRST_VOLUNTEER, FIRST_SIGN_IN = 401, 480
BRANCH, NEW_VOLUNTEERS, CHIEFS = 15, 24, 3

FIGURES = {
    "buildings": figure(9, "栋", "居民楼"),
    "households": figure(858, "户", "住户"),
    "residents": figure(2000, "人", "居民", "over"),
    "households_of_community": figure(96, "户", "属于管理社区的住户"),
    "households_of_community_percent": figure(12, "%", "属于管理社区的住户占比", "under"),
    "party_branch_members": figure(15, "人", "小区党支部党员"),
    "new_volunteers": figure(20, "人", "今年新增志愿者", "over"),
    "micro_wishes_met": figure(20, "个", "实现微心愿", "over"),
    "service_circle": figure(5, "分钟", "服务圈"),
}

GROUPS = (("party-branch", "小区党支部"), ("new-volunteers", "新加入志愿者"))
ABLE = (
    ("home-visits",),
    ("haircut",),
    ("electrical", "plumbing"),
    ("legal-aid",),
    ("street-cleaning",),
    ("nursing", "first-aid"),
)


def document() -> Record:
    volunteers = _volunteers()
    branch = volunteers[:BRANCH]
    return {
        "place": CODE,
        "letter": "C",
        "title": {"zh": "湘潭市岳塘区窑洲社区晴岚家园:不分你我,一样服务", "en": "Qinglan Jiayuan, Yaozhou, Yuetang"},
        "source_note": "数字出自公开报道;人物、电话均为虚构;社区所属街道报道未列,直接挂在区下;单位名称为演示而拟;活动的日期和参加人、结对与联络对象、微心愿的内容为演示而拟。",
        "figures": FIGURES,
        "places": [
            district(DISTRICT, "岳塘区"),
            community(COMMUNITY, "窑洲社区", DISTRICT),
            *_compound(),
        ],
        "organisations": [
            organisation(f"{DISTRICT}-justice", "department", "岳塘区司法局", None, (COMMUNITY,)),
            organisation(f"{DISTRICT}-human-resources", "department", "岳塘区人力资源和社会保障局", None, (COMMUNITY,)),
            organisation(f"{CODE}-party-branch", "party_branch", "晴岚家园小区党支部", COMMUNITY),
            organisation(f"{CODE}-property", "property_manager", "晴岚家园物业服务中心", COMMUNITY),
            organisation(f"{CODE}-owners", "owners_committee", "晴岚家园业主委员会", COMMUNITY),
            organisation(f"{COMMUNITY}-health-centre", "health_centre", "窑洲社区卫生服务站", COMMUNITY),
        ],
        "groups": [named(*group) for group in GROUPS],
        "skills": skills.listed(volunteers),
        "volunteers": volunteers,
        "teams": [
            team(f"{CODE}-team", "晴岚家园志愿服务队", "community_team", COMMUNITY, volunteers),
            team(f"{CODE}-branch", "党支部先锋组", "group", COMMUNITY, branch, parent=f"{CODE}-team"),
            team(f"{CODE}-chiefs", "三长走访组", "group", COMMUNITY, branch[:CHIEFS], parent=f"{CODE}-team"),
        ],
        "building_duty": [
            {"volunteer": chief["reference"], "buildings": [f"{CODE}-b{n:02d}" for n in range(3 * c + 1, 3 * c + 4)]}
            for c, chief in enumerate(branch[:CHIEFS])
        ],
        "stations": [station(f"{CODE}-station", "晴岚家园志愿服务站", COMMUNITY, CODE, [CODE], ["议事亭"])],
        "pairings": [
            pairing(COMMUNITY, f"{CODE}-b02", "独居老人一户", "health", 7, volunteer=branch[3]["reference"]),
            pairing(
                COMMUNITY, f"{CODE}-b07", "外来务工家庭一户", "jobs", 30, organisation=f"{DISTRICT}-human-resources"
            ),
        ],
        "activities": _activities([one["reference"] for one in volunteers]),
        "micro_wishes": wishes(CODE, COMMUNITY),
        "accounts": [
            account(f"{CODE}-resident-1", FIRST_SIGN_IN, "resident", (COMMUNITY,)),
            account(f"{CODE}-resident-2", FIRST_SIGN_IN + 1, "resident", (COMMUNITY,)),
            volunteer_account(f"{CODE}-volunteer-1", branch[0]),
            volunteer_account(f"{CODE}-volunteer-2", volunteers[BRANCH + 1]),
            *(volunteer_account(f"{CODE}-volunteer-{number}", branch[n]) for number, n in enumerate((1, 2, 3, 5), 3)),
            account(f"{COMMUNITY}-worker", FIRST_SIGN_IN + 2, "community_worker", (COMMUNITY,)),
            account(f"{DISTRICT}-justice-officer", FIRST_SIGN_IN + 3, "officer", (COMMUNITY,), f"{DISTRICT}-justice"),
            account(f"{CODE}-property-officer", FIRST_SIGN_IN + 4, "officer", (COMMUNITY,), f"{CODE}-property"),
        ],
    }


def _volunteers() -> list[Record]:
    """Nine in ten come from other villages or from elsewhere, as the households do."""
    return [
        volunteer(
            f"ql-{n + 1:03d}",
            FIRST_VOLUNTEER + n,
            COMMUNITY,
            GROUPS[0 if n < BRANCH else 1][0],
            n < BRANCH,
            ABLE[n % len(ABLE)],
            COMMUNITY if n % 10 == 0 else "outside",
        )
        for n in range(BRANCH + NEW_VOLUNTEERS)
    ]


def _compound() -> list[Record]:
    """The compound, its 858 households shared out over its buildings as evenly as they go."""
    households, own = FIGURES["households"]["value"], FIGURES["households_of_community"]["value"]
    whole, *buildings = compound(
        CODE, "晴岚家园", COMMUNITY, 9, households=households, own_households=own, party_members=15
    )
    for n, building in enumerate(buildings):
        building["households"] = households * (n + 1) // 9 - households * n // 9
    return [whole, *buildings]


def _activities(people: list[str]) -> list[Record]:
    """Joint actions with the property manager and the health centre."""
    joint = (
        ("电线隐患排查", "public_order", 3, "09:00", 3),
        ("小区大扫除", "environment", 4, "08:00", 2),
        ("爱心理发", "convenience", 5, "09:00", 3),
        ("卫生服务站义诊", "health_care", 9, "08:30", 3),
    )
    return [
        activity(COMMUNITY, kind, title, "晴岚家园", date(YEAR, month, 16), clock, hours, in_turn(people, 8, 8 * n))
        for n, (title, kind, month, clock, hours) in enumerate(joint)
    ]
