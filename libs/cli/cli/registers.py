"""The registers that take a community's lists, and the words that such lists have for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cli.roll import Community
from cli.spreadsheet import Headings

Record = dict[str, Any]
Words = Mapping[str, tuple[str, ...]]
"""Code to the words for it, the usual one first."""

TEAM_KINDS: Words = {
    "community_team": ("社区志愿服务队", "志愿服务队", "社区队"),
    "group": ("组", "小组"),
    "industry_team": ("行业队", "行业志愿服务队"),
    "emergency_squad": ("应急突击队", "突击队", "应急队"),
    "survey_team": ("调查队",),
    "service_team": ("服务队",),
}
INDUSTRIES: Words = {
    "science": ("科技", "科普"),
    "culture": ("文化", "文体"),
    "law": ("法律", "普法"),
    "health": ("卫生健康", "卫生", "健康", "医疗"),
    "public_order": ("治安", "平安", "公共秩序"),
    "environment": ("环境", "环保", "环境保护"),
}
PLACE_KINDS: Words = {"building": ("楼栋", "楼", "栋", "幢"), "compound": ("小区", "院落")}
ORGANISATION_KINDS: Words = {
    "department": ("部门", "职能部门", "区直部门"),
    "co_building_unit": ("共建单位", "共建"),
    "property_manager": ("物业", "物业公司"),
    "owners_committee": ("业委会", "业主委员会"),
    "social_organisation": ("社会组织", "社区社会组织"),
    "party_branch": ("党支部", "支部"),
    "health_centre": ("卫生院", "卫生服务中心"),
    "school": ("学校",),
    "business": ("企业", "商户", "公司"),
}
_COMMUNITY = ("社区", "所属社区", "所在社区", "community")


@dataclass(frozen=True)
class Register:
    """A register that takes lists. `path` and `key`: where and as what it takes records; `kinds`: words for each;
    `blank`: a new record of a community before its row says anything; `own_codes`: whether codes begin with the
    community's own, so that no two communities use the same one."""

    path: str
    key: str
    headings: Headings
    kinds: Words
    blank: Callable[[Community], Record]
    own_codes: bool = True
    usual_kind: str | None = None


TEAMS = Register(
    "/teams",
    "teams",
    {
        "code": ("代码", "编号", "队伍编号", "队伍代码", "code", "id"),
        "name": ("名称", "队名", "队伍名称", "队伍", "服务队名称", "name"),
        "kind": ("类型", "类别", "队伍类型", "kind", "type"),
        "leader": ("队长", "负责人", "组长", "leader"),
        "members": ("队员", "成员", "队员名单", "成员名单", "members"),
        "industry": ("行业", "所属行业", "industry"),
        "parent": ("上级", "所属队伍", "上级队伍", "parent"),
        "community": _COMMUNITY,
    },
    TEAM_KINDS,
    lambda community: {"community": community.code, "leader": None, "members": []},
)
BUILDINGS = Register(
    "/places",
    "places",
    {
        "code": ("代码", "编号", "楼栋编号", "楼栋代码", "code", "id"),
        "name": ("名称", "楼栋", "楼号", "楼栋号", "楼栋名称", "幢号", "name", "building"),
        "kind": ("类型", "类别", "kind", "type"),
        "parent": ("小区", "所属小区", "所在小区", "小区名称", "compound"),
        "households": ("户数", "总户数", "住户数", "households"),
        "residents": ("居民数", "人数", "居民人数", "人口", "常住人口", "residents"),
        "party_members": ("党员数", "党员人数", "partymembers"),
        "community": _COMMUNITY,
    },
    PLACE_KINDS,
    lambda community: {
        "parent": community.code,
        "community": community.code,
        "households": None,
        "residents": None,
        "party_members": None,
    },
    usual_kind="building",
)
ORGANISATIONS = Register(
    "/organisations",
    "organisations",
    {
        "code": ("代码", "编号", "单位代码", "单位编号", "code", "id"),
        "name": ("名称", "单位", "单位名称", "组织名称", "name", "organisation"),
        "kind": ("类型", "类别", "单位类型", "kind", "type"),
        "paired_with": ("结对社区", "结对", "共建社区", "pairedwith"),
        "appraised": ("参加考评", "是否考评", "考评", "appraised"),
        "community": _COMMUNITY,
    },
    ORGANISATION_KINDS,
    lambda community: {"community": community.code, "paired_with": [], "appraised": False},
    own_codes=False,
)
