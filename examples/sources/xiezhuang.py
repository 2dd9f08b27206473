"""A. 协庄社区 (小协镇, 新泰市): one team in four groups, building duty, stations, star appraisal."""

from __future__ import annotations

from . import skills, xiezhuang_year
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
from .service import HAVES, series, station

CODE = "xiezhuang"
DISTRICT, SUBDISTRICT = "xintai", "xiaoxie"
FIRST_VOLUNTEER, FIRST_RESIDENT, FIRST_WORKER, FIRST_OFFICER, ADMINISTRATOR = 1, 120, 140, 150, 170

FIGURES = {
    "compounds": figure(4, "个", "小区"),
    "buildings": figure(139, "栋", "居民楼"),
    "households": figure(7218, "户", "住户"),
    "residents": figure(17230, "人", "居民"),
    "party_members": figure(956, "人", "党员"),
    "volunteers": figure(98, "人", "志愿者"),
    "volunteers_party_members": figure(54, "人", "志愿者中的党员"),
    "volunteers_residents": figure(44, "人", "志愿者中的群众"),
    "group_social_governance": figure(32, "人", "社会治理组"),
    "group_convenience": figure(16, "人", "便民服务组"),
    "group_liveable_city": figure(24, "人", "宜居城市组"),
    "group_culture_recreation": figure(26, "人", "文体活动组"),
    "duty_buildings_least": figure(3, "栋", "每人包保楼栋数下限"),
    "duty_buildings_most": figure(5, "栋", "每人包保楼栋数上限"),
    "stations": figure(4, "个", "小区志愿服务站点"),
    "general_stations": figure(1, "个", "志愿服务总站"),
    "station_haves": figure(6, "项", "站点“六有”"),
    "five_star_2022": figure(12, "人", "2022年度五星级志愿者"),
    "four_star_2022": figure(24, "人", "2022年度四星级志愿者"),
    "trainings": figure(5, "场", "志愿服务培训"),
    "themed_activities": figure(16, "场", "主题活动"),
    "free_clinics": figure(6, "场", "义诊"),
    "film_showings": figure(4, "场", "电影放映"),
}

COMPOUNDS = (
    (f"{CODE}-c1", "协庄一区", 38),
    (f"{CODE}-c2", "协庄二区", 35),
    (f"{CODE}-c3", "协庄三区", 34),
    (f"{CODE}-c4", "协庄四区", 32),
)

# How many buildings each of the 32 answers for, compound by compound.
DUTY = ((5, 5, 5, 5, 5, 5, 4, 4), (5, 5, 5, 4, 4, 4, 4, 4), (5, 5, 4, 4, 4, 4, 4, 4), (5, 5, 5, 4, 4, 3, 3, 3))

# Group, its name, party members and other residents in it, and what its people are good at, in turn.
GROUPS = (
    (
        "social-governance",
        "社会治理组",
        24,
        8,
        (("home-visits", "mediation"), ("policy-talks",), ("home-visits", "job-advice")),
    ),
    (
        "convenience",
        "便民服务组",
        8,
        8,
        (("plumbing", "electrical"), ("errands",), ("housekeeping", "nursing"), ("errands", "cooking")),
    ),
    (
        "liveable-city",
        "宜居城市组",
        14,
        10,
        (("street-cleaning",), ("parking-order",), ("street-cleaning", "recycling")),
    ),
    (
        "culture-recreation",
        "文体活动组",
        8,
        18,
        (("calligraphy",), ("dance", "music"), ("painting",), ("photography",), ("table-tennis",), ("music", "choir")),
    ),
)

DEPARTMENTS = (
    ("urban-management", "新泰市城市管理局"),
    ("water-supply", "新泰市供水服务中心"),
    ("housing", "新泰市住房和城乡建设局"),
    ("fire-rescue", "新泰市消防救援大队"),
    ("market-regulation", "新泰市市场监督管理局"),
    ("civil-affairs", "新泰市民政局"),
    ("public-security", "新泰市公安局小协派出所"),
    ("health", "新泰市卫生健康局"),
)

ROOMS = ("老年大学", "绘画室", "棋牌室", "乒乓球室")


def document() -> Record:
    volunteers = _volunteers()
    return {
        "place": CODE,
        "letter": "A",
        "title": {"zh": "新泰市小协镇协庄社区:和协一家亲", "en": "Xiezhuang community, Xiaoxie, Xintai"},
        "source_note": "数字出自公开报道;人物、电话均为虚构;小区名称与参与吹哨的部门为演示而拟;活动的日期和参加人为演示而拟。",
        "figures": FIGURES,
        "places": _places(),
        "organisations": _organisations(),
        "groups": [named(code, name) for code, name, *_ in GROUPS],
        "skills": skills.listed(volunteers),
        "volunteers": volunteers,
        "teams": _teams(volunteers),
        "building_duty": _building_duty(volunteers),
        "stations": _stations(),
        "series": _series(),
        "activities": xiezhuang_year.activities(
            {code: [one["reference"] for one in _of(volunteers, code)] for code, *_ in GROUPS}
        ),
        "accounts": _accounts(volunteers),
    }


def _places() -> list[Record]:
    tree = [
        district(DISTRICT, "新泰市"),
        subdistrict(SUBDISTRICT, "小协镇", DISTRICT),
        community(CODE, "协庄社区", SUBDISTRICT, households=7218, residents=17230, party_members=956),
    ]
    for code, name, buildings in COMPOUNDS:
        tree += compound(code, name, CODE, buildings)
    return tree


def _organisations() -> list[Record]:
    units = [
        organisation(f"{DISTRICT}-{code}", "department", name, paired_with=(CODE,), appraised=True)
        for code, name in DEPARTMENTS
    ]
    units += [
        organisation(f"{CODE}-party-branch", "party_branch", "协庄社区党委", CODE),
        organisation(f"{CODE}-property", "property_manager", "协庄社区物业服务中心", CODE),
        organisation(f"{SUBDISTRICT}-health-centre", "health_centre", "小协镇卫生院", None, (CODE,)),
        organisation(f"{DISTRICT}-cinema", "business", "新泰市电影院", None, (CODE,)),
    ]
    return units + [
        organisation(f"{code}-owners", "owners_committee", f"{name}业主委员会", CODE) for code, name, _ in COMPOUNDS
    ]


def _volunteers() -> list[Record]:
    made: list[Record] = []
    for group, _, party, others, able in GROUPS:
        for n in range(party + others):
            number = len(made) + 1
            made.append(
                volunteer(f"xz-{number:03d}", FIRST_VOLUNTEER + len(made), CODE, group, n < party, able[n % len(able)])
            )
    return made


def _of(volunteers: list[Record], group: str) -> list[Record]:
    return [one for one in volunteers if one["group"] == group]


def _teams(volunteers: list[Record]) -> list[Record]:
    whole = f"{CODE}-team"
    return [team(whole, "“和协一家亲”志愿服务队", "community_team", CODE, volunteers)] + [
        team(f"{CODE}-{code}", name, "group", CODE, _of(volunteers, code), parent=whole) for code, name, *_ in GROUPS
    ]


def _building_duty(volunteers: list[Record]) -> list[Record]:
    answering = iter(_of(volunteers, "social-governance"))
    duties = []
    for (code, _, _), shares in zip(COMPOUNDS, DUTY, strict=True):
        first = 1
        for share in shares:
            duties.append(
                {
                    "volunteer": next(answering)["reference"],
                    "buildings": [f"{code}-b{n:02d}" for n in range(first, first + share)],
                }
            )
            first += share
    return duties


def _stations() -> list[Record]:
    general = station(f"{CODE}-station", "协庄社区志愿服务总站", CODE, None, [], ROOMS, HAVES)
    return [general] + [
        station(f"{code}-station", f"{name}志愿服务站", CODE, code, [code], ROOMS, HAVES) for code, name, _ in COMPOUNDS
    ]


def _series() -> list[Record]:
    """Streets are cleaned daily; the culture group has its fixed weekly classes."""
    classes = (("书法班", 1), ("绘画班", 2), ("摄影班", 3), ("舞蹈班", 4), ("器乐班", 5), ("乒乓球班", 6))
    weekly = [
        series(
            CODE, "culture_recreation", name, "协庄社区志愿服务总站", {"every": "week", "weekday": weekday}, "14:30", 90
        )
        for name, weekday in classes
    ]
    return [series(CODE, "environment", "清晨保洁", "协庄社区主街", {"every": "day"}, "06:00", 90), *weekly]


# Two of each group: those who play the demonstration day.
SIGNED_IN = ("xz-001", "xz-009", "xz-033", "xz-034", "xz-049", "xz-050", "xz-073", "xz-074")


def _accounts(volunteers: list[Record]) -> list[Record]:
    here = (CODE,)
    known = {one["reference"]: one for one in volunteers}
    accounts = [account(f"{CODE}-resident-{n}", FIRST_RESIDENT + n, "resident", here) for n in range(1, 7)]
    accounts += [
        volunteer_account(f"{CODE}-volunteer-{n}", known[reference]) for n, reference in enumerate(SIGNED_IN, 1)
    ]
    accounts += [account(f"{CODE}-worker-{n}", FIRST_WORKER + n, "community_worker", here) for n in (1, 2)]
    accounts += [
        account(f"{DISTRICT}-{code}-officer", FIRST_OFFICER + n, "officer", here, f"{DISTRICT}-{code}")
        for n, (code, _) in enumerate(DEPARTMENTS)
    ]
    return accounts + [account(f"{DISTRICT}-admin", ADMINISTRATOR, "district_admin", ())]
