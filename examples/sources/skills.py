"""What volunteers are good at: each code with the words that people use for it."""

from __future__ import annotations

from .records import Record, named

NAMES = {
    "accounting": "会计",
    "calligraphy": "书法",
    "child-care": "儿童托管",
    "choir": "合唱",
    "cooking": "烹饪",
    "dance": "舞蹈",
    "drills": "应急演练",
    "electrical": "电工",
    "errands": "跑腿代办",
    "first-aid": "急救",
    "haircut": "理发",
    "home-visits": "入户走访",
    "housekeeping": "家政",
    "job-advice": "就业咨询",
    "legal-aid": "法律咨询",
    "mediation": "矛盾调解",
    "music": "器乐",
    "nursing": "护理",
    "painting": "绘画",
    "parking-order": "停车引导",
    "patrol": "治安巡逻",
    "photography": "摄影",
    "plumbing": "水暖维修",
    "policy-talks": "政策宣讲",
    "psychology": "心理疏导",
    "recycling": "垃圾分类指导",
    "science-talks": "科普讲解",
    "sewing": "缝补",
    "street-cleaning": "保洁",
    "table-tennis": "乒乓球",
    "tutoring": "课业辅导",
}


def listed(volunteers: list[Record]) -> list[Record]:
    """The skills that these volunteers have, each named once."""
    return [named(code, NAMES[code]) for code in sorted({skill for one in volunteers for skill in one["skills"]})]
