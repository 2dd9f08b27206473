"""Skills: the code of each, and the words people use for it.

A skill that is not here stays as its community wrote it. Events carry codes only, since other words may say
anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORDS = {
    "accounting": ("会计", "财务"),
    "calligraphy": ("书法",),
    "child-care": ("儿童托管", "托管", "带孩子"),
    "choir": ("合唱", "唱歌", "声乐"),
    "cooking": ("烹饪", "做饭", "厨艺"),
    "dance": ("舞蹈", "跳舞", "广场舞"),
    "drills": ("应急演练",),
    "electrical": ("电工", "电路维修", "电器维修"),
    "errands": ("跑腿代办", "跑腿", "代办"),
    "first-aid": ("急救", "救护"),
    "haircut": ("理发", "剪发"),
    "home-visits": ("入户走访", "走访"),
    "housekeeping": ("家政", "保姆"),
    "job-advice": ("就业咨询", "就业指导"),
    "legal-aid": ("法律咨询", "法律援助", "普法"),
    "mediation": ("矛盾调解", "调解"),
    "music": ("器乐", "乐器", "音乐"),
    "nursing": ("护理", "医护"),
    "painting": ("绘画", "国画", "美术"),
    "parking-order": ("停车引导", "停车管理"),
    "patrol": ("治安巡逻", "巡逻"),
    "photography": ("摄影", "照相"),
    "plumbing": ("水暖维修", "水管维修", "管道维修", "水暖"),
    "policy-talks": ("政策宣讲", "宣讲"),
    "psychology": ("心理疏导", "心理咨询"),
    "recycling": ("垃圾分类指导", "垃圾分类"),
    "science-talks": ("科普讲解", "科普"),
    "sewing": ("缝补", "缝纫", "裁缝"),
    "street-cleaning": ("保洁", "清扫", "卫生清洁"),
    "table-tennis": ("乒乓球",),
    "tutoring": ("课业辅导", "辅导作业", "家教"),
}

_CODES = {word: code for code, words in WORDS.items() for word in words}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)


def settle(skills: Iterable[str]) -> list[str]:
    """`skills` with known words as their codes, each once, in the order they came."""
    return list(dict.fromkeys(_CODES.get(skill.strip(), skill) for skill in skills))


def codes(skills: Iterable[str]) -> list[str]:
    """Those of `skills` that may stand in an event."""
    return [skill for skill in skills if _CODE.fullmatch(skill)]
