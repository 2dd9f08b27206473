"""A neighbourhood's lists and micro-projects, asked for as the portal would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chassis import Actor
from chassis.refusals import Refusal

from tests.days import today
from tests.ticketing.neighbourhood import Neighbourhood

BUDGET = 3_000_000


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


QUARTER = quarter_of(today())
BEFORE = quarter_of(today() - timedelta(days=100))
"""A quarter that is over."""

NEXT = quarter_of(today() + timedelta(days=100))


class Works:
    """Asks for what concerns lists, projects and meetings of the neighbourhood `here`, by its worker unless told
    otherwise. Projects began in a quarter that is over."""

    def __init__(self, here: Neighbourhood) -> None:
        self.here = here

    def ask(self, method: str, request: dict[str, Any], actor: Actor | None = None) -> dict[str, Any]:
        return self.here.rpc("ticketing", method, request, actor=actor or self.here.worker)

    def resource(self, actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        usual = {
            "community": self.here.community,
            "kind": "venue",
            "title": "会议室",
            "description": "周末可用，容纳三十人",
            "from_day": ago(30),
        }
        return self.ask("offer_resource", {**usual, **told}, actor)

    def entry(self, *needs: dict[str, Any], actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        """An entry of the given needs, by default of one reported just now."""
        community = told.get("community", self.here.community)
        named = [need["need_id"] for need in needs or (self.here.report(community=community),)]
        usual = {"community": community, "needs": named, "title": "楼道照明改造", "kind": "environment"}
        return self.ask("refine_needs", {**usual, **told}, actor)

    def proposed(self, *entries: dict[str, Any], actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        """A project of the given entries, by default of one made just now."""
        community = told.get("community", self.here.community)
        made = entries or (self.entry(community=community, actor=actor),)
        usual = {
            "community": community,
            "entries": [entry["entry_id"] for entry in made],
            "title": "楼道照明",
            "problem": "三栋楼道无灯，老人夜间出行不便",
            "budget_fen": BUDGET,
            "starts_on": ago(110),
            "ends_on": ago(-60),
        }
        return self.ask("propose_project", {**usual, **told}, actor)

    def claimed(self, **told: Any) -> dict[str, Any]:
        """A project that the water works have in hand."""
        return self.do("claim_project", self.proposed(**told), self.here.water)

    def finished(self, **told: Any) -> dict[str, Any]:
        return self.do("finish_project", self.claimed(**told), self.here.water)

    def do(self, call: str, project: dict[str, Any], actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        """Take a step; what the step's request takes besides is filled in."""
        return self.ask(call, {"project_id": project["project_id"], **USUAL.get(call, {}), **told}, actor)

    def see(self, project: dict[str, Any], actor: Actor | None = None) -> dict[str, Any]:
        return self.ask("project", {"project_id": project["project_id"]}, actor)

    def figures(self, actor: Actor | None = None, **asked: Any) -> dict[str, Any]:
        """Of the neighbourhood's community, unless other `communities` are named, or None for all."""
        wanted = {"communities": self.here.community, **asked}
        return self.ask("project_figures", {name: value for name, value in wanted.items() if value is not None}, actor)

    def meeting(self, actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        usual = {"community": self.here.community, "quarter": QUARTER, "held_on": today().isoformat()}
        return self.ask("call_meeting", {**usual, **told}, actor)

    def decision(self, meeting: dict[str, Any], actor: Actor | None = None, **told: Any) -> dict[str, Any]:
        usual = {"meeting_id": meeting["meeting_id"], "decided": "月底前加装扶手", "due_on": ago(-10)}
        return self.ask("decide_at_meeting", {**usual, **told}, actor)


USUAL: dict[str, dict[str, Any]] = {
    "withdraw_project": {"reason": "已由物业解决"},
    "give_up_project": {"reason": "施工力量不足"},
    "send_back_project": {"reason": "还有一盏不亮"},
    "raise_project_budget": {"budget_fen": BUDGET + 1, "reason": "增加一栋"},
    "plan_milestone": {"title": "完成布线", "due_on": ago(-20)},
    "spend": {"amount_fen": 120_000, "receipt": "NO-0001", "purpose": "灯具"},
    "correct_spending": {"reason": "金额录错"},
    "report_progress": {
        "quarter": QUARTER,
        "words": "完成两栋",
        "percent": 60,
        "problems_solved": 2,
        "person_times": 80,
    },
    "finish_project": {"problems_solved": 3, "person_times": 120, "words": "三栋楼道全部亮灯"},
    "award_project": {"amount_fen": 500_000, "reason": "居民自筹参与，可推广"},
}
USUAL["correct_report"] = USUAL["report_progress"]


def refused(works: Works, call: str, project: dict[str, Any], actor: Actor | None = None, **told: Any) -> Refusal:
    """How a step is refused."""
    with pytest.raises(Refusal) as refusal:
        works.do(call, project, actor, **told)
    return refusal.value


def entry_states(works: Works) -> dict[str, str]:
    """Where each entry of the need list stands."""
    found = works.ask("need_list", {"community": works.here.community})["items"]
    return {one["entry_id"]: one["state"] for one in found}
