"""E. 怡江社区's old compounds: a facade made safe, the households' consent to renewal, waste sorting measured.

The reports give the steps against the hazard, over 200 households, three briefings, 85 % signed, and the indicators with
their targets; days, words, counts and the wiring hazard are made up for demonstration.
"""

from __future__ import annotations

from typing import Any

from .records import Record
from .service import YEAR

CODE, HOUSING = "yijiang", "jiangbei-housing"
COMPOUND, BUILDINGS = f"{CODE}-c1", 6
STAIRCASES, FLOORS, DOORS = 4, 5, 2

BRIEFINGS = ((f"{YEAR}-04-09", 61), (f"{YEAR}-04-16", 58), (f"{YEAR}-04-23", 66))
"""Day, and how many came."""

SIGNED, AGAINST, ABSTAINED = 204, 14, 6
"""Of 240 households; 85 % are 204."""


def hazards() -> list[Record]:
    """Falling facade pieces, dealt with to the end, and makeshift wiring that has just been made safe."""
    property_manager, owners = _organisation(f"{CODE}-property"), _organisation(f"{CODE}-owners")
    squad = {"party_kind": "team", "party": f"{CODE}-pioneer-squad"}
    community: Record = {"party_kind": "community", "party": None}
    facade = (
        ("cordon", property_manager, "03-03", {"words": "物业拉起警戒线,车辆移走。"}),
        ("warn", squad, "03-03", {"words": "先锋小分队分时值守,提醒绕行。"}),
        ("repair", property_manager, "03-12", {"words": "松动处敲除修补,受损车辆经社区调解赔付。"}),
        ("report_upward", community, "03-14", {"words": "外墙脱落情况书面报告。", "reference": "怡社报〔2025〕3号"}),
        (
            "inspect",
            _organisation(HOUSING),
            "03-27",
            {"words": "两面外墙需整体修缮。", "reference": "检字〔2025〕16号"},
        ),
        ("fund", owners, "06-30", {"reference": "改造申请〔2025〕2号", "fen": 320_000_000}),
    )
    wiring = (
        ("cut_power", property_manager, "11-20", {"words": "危险线路已断开。"}),
        ("warn", squad, "11-20", {"words": "逐户告知,不再飞线充电。"}),
        ("inspect", _organisation(HOUSING), None, {}),
        ("rewire", property_manager, None, {}),
    )
    return [
        _hazard("facade", f"{COMPOUND}-b01", "1号楼西墙有碎块掉落,楼下是通道。", facade),
        _hazard("wiring", f"{CODE}-c2-b04", "4号楼楼道私拉电线,插座发热。", wiring),
    ]


def _organisation(code: str) -> Record:
    return {"party_kind": "organisation", "party": code}


def _hazard(template: str, building: str, description: str, steps: tuple[tuple[Any, ...], ...]) -> Record:
    """A case with its steps; `done` is null for one that is still open."""
    return {
        "community": CODE,
        "template": template,
        "building": building,
        "description": description,
        "steps": [
            {"step": step, **party, "done": {"done_on": f"{YEAR}-{day}", **evidence} if day else None}
            for step, party, day, evidence in steps
        ],
    }


def surveys() -> list[Record]:
    """The households of the first compound asked, as many as signed, and the end."""
    households = [
        {"building": f"{COMPOUND}-b{building:02d}", "door": f"{staircase}单元{floor}0{door}"}
        for building in range(1, BUILDINGS + 1)
        for staircase in range(1, STAIRCASES + 1)
        for floor in range(1, FLOORS + 1)
        for door in range(1, DOORS + 1)
    ]
    said = [
        *["yes"] * SIGNED,
        *["no"] * AGAINST,
        *["abstain"] * ABSTAINED,
    ]
    # Those not won over, and those never reached, live in every building.
    mixed = [(n * 77 % len(households), answer) for n, answer in enumerate(said)]
    return [
        {
            "community": CODE,
            "compound": COMPOUND,
            "question": "是否同意怡江一区实施老旧小区改造?",
            "threshold": {"numerator": 2, "denominator": 3},
            "team": f"{CODE}-survey",
            "briefings": [{"day": day, "came": came} for day, came in BRIEFINGS],
            "households": households,
            "answers": [
                {
                    **households[place],
                    "answer": answer,
                    "evidence": "signature" if answer == "yes" else "witness",
                    "reference": f"征询表第{place // 20 + 1}页",
                }
                for place, answer in sorted(mixed)
            ],
            "closed": True,
        }
    ]


def indicators() -> list[Record]:
    """Waste sorting, from about 5 % at the start to its targets. Of 200 households or bags looked at each time."""
    measured = (
        ("waste-sorting-awareness", "垃圾分类知晓率", "Awareness of waste sorting", 1000, (10, 92, 168, 200)),
        ("waste-sorting-bag-use", "垃圾袋使用率", "Use of the sorting bags", 950, (10, 74, 150, 190)),
        ("waste-sorting-correct", "分类正确率", "Correct sorting", 700, (10, 48, 102, 140)),
    )
    days = (f"{YEAR}-01-15", f"{YEAR}-04-15", f"{YEAR}-08-15", f"{YEAR}-12-15")
    return [
        {
            "community": CODE,
            "indicator": code,
            "title": {"zh": zh, "en": en},
            "unit": "per_mille",
            "target": target,
            "target_from": days[0],
            "counts": [
                {"counted_on": day, "numerator": number, "denominator": 200}
                for day, number in zip(days, counts, strict=True)
            ],
        }
        for code, zh, en, target, counts in measured
    ]
