"""What the words in a list of needs from another system mean to Linli: cells into the rows of an import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cli import heard
from cli.roll import Community, Fault, Row
from cli.spreadsheet import Headings, Line

KEY = "description"

HEADINGS: Headings = {
    "description": ("诉求内容", "内容", "诉求", "反映内容", "问题描述", "来电内容", "留言内容", "description"),
    "reference": ("工单编号", "工单号", "编号", "受理编号", "流水号", "reference", "id"),
    "on_behalf_of": ("诉求人", "来电人", "反映人", "联系人", "onbehalfof"),
    "heard_at": ("来电时间", "受理时间", "反映时间", "登记时间", "诉求时间", "时间", "heardat"),
    "kind": ("类别", "类型", "诉求类别", "服务类别", "kind", "type"),
    "urgency": ("紧急程度", "紧急", "urgency"),
    "building": ("楼栋", "楼号", "楼栋号", "building"),
    "place_words": ("地点", "具体地点", "地址", "详细地址", "位置", "place"),
    "community": ("社区", "所属社区", "所在社区", "community"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "convenience": ("便民服务", "便民"),
    "hardship_relief": ("帮困解难", "帮困", "救助"),
    "job_guidance": ("就业指导", "就业"),
    "public_order": ("治安维护", "治安", "公共秩序", "平安"),
    "health_care": ("医疗保健", "医疗", "健康"),
    "environment": ("环境保护", "环境", "环保", "环境卫生"),
    "publicity_education": ("宣传教育", "宣传"),
    "culture_recreation": ("文体活动", "文体", "文化娱乐"),
}
URGENCIES: Mapping[str, tuple[str, ...]] = {
    "life_safety": ("危及人身安全", "特急", "人身安全"),
    "utilities": ("水电气热暖、风雨灾害", "紧急", "水电气热"),
    "ordinary": ("一般事项", "一般", "普通"),
}
"""Code to the words for it, the usual one first."""

_NEEDED = ("description", "reference", "on_behalf_of")
_NOTHING = {"无", "暂无", "没有", "/", "-", "--", "—", "——"}
_SHOWN = 16


@dataclass(frozen=True)
class NeedRow(Row):
    """One need as the import takes it, or the faults that stand against it, by field."""

    @property
    def name(self) -> str:
        """What it is called in messages: the other system's reference, and how it begins."""
        words = self.line.cells.get("description", "")
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        return " ".join(filter(None, (self.line.cells.get("reference", ""), shown)))


def rows(lines: Iterable[Line], community: Community, buildings: Mapping[str, str]) -> list[NeedRow]:
    """The rows of an import into `community`; `buildings`: its buildings' names by code. The second row of one
    reference is at fault."""
    named: dict[str, list[str]] = {}
    for code, name in buildings.items():
        named.setdefault(_plain(name), []).append(code)
    seen: dict[str, int] = {}
    found = []
    for line in lines:
        sent, faults = _read(line, community, buildings, named)
        reference = sent.get("reference")
        if not faults and reference is not None and seen.setdefault(reference, line.number) != line.number:
            faults = {"reference": Fault("same_record", {"row": seen[reference]})}
        found.append(NeedRow(line, sent, faults))
    return found


def _read(
    line: Line, community: Community, buildings: Mapping[str, str], named: Mapping[str, list[str]]
) -> tuple[dict[str, Any], dict[str, Fault]]:
    sent: dict[str, Any] = {}
    faults = {name: Fault("formula", {"shown": shown}) for name, shown in line.broken.items()}
    for name, text in line.cells.items():
        if name in faults or _plain(text) in _NOTHING:
            continue
        value = _building(text, community, buildings, named) if name == "building" else _value(name, text, community)
        if isinstance(value, Fault):
            faults[name] = value
        elif value is not None:
            sent[name] = value
    faults |= {name: Fault("missing") for name in _NEEDED if name not in {*sent, *faults}}
    return sent, faults


def _value(name: str, text: str, community: Community) -> Any:
    """What is sent for a cell: a value, None for nothing, or a Fault."""
    if name == "kind":
        return _worded(text, KINDS)
    if name == "urgency":
        return _worded(text, URGENCIES)
    if name == "heard_at":
        try:
            return heard.parse(text).isoformat()
        except (ValueError, OverflowError):
            return Fault("unknown_time", {"found": text})
    if name == "community":
        return None if community.is_meant(text) else Fault("other_community", {"found": text, "wanted": community.name})
    return text


def _building(
    text: str, community: Community, buildings: Mapping[str, str], named: Mapping[str, list[str]]
) -> str | Fault:
    plain = _plain(text)
    code = next((code for code in (plain, f"{community.code}-{plain}") if code in buildings), None)
    if code is not None:
        return code
    codes = named.get(plain, [])
    if len(codes) == 1:
        return codes[0]
    return Fault("several_records" if codes else "unknown_building", {"found": text})


def _worded(text: str, words: Mapping[str, tuple[str, ...]]) -> str | Fault:
    plain = _plain(text)
    found = next((code for code, known in words.items() if plain == code or plain in known), None)
    return found or Fault("unknown_word", {"found": text, "known": [known[0] for known in words.values()]})


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
