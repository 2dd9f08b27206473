"""A community with its people, asking the ticketing service as the portal would for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import Actor
from chassis.refusals import Forbidden, Invalid
from chassis.transaction import new_id
from contracts import Envelope, Event
from contracts.events import OrganisationRegistered, PlaceRegistered, TeamFormed, VolunteerRegistered
from contracts.fields import as_utc_text

from tests import actors
from tests.bus import Bus, eventually

METHODS = {
    "triage": "triage_need",
    "decline": "decline_need",
    "withdraw": "withdraw_need",
    "offer": "offer_need",
    "claim": "claim_need",
    "assign": "assign_need",
    "hand_back": "hand_back_need",
    "whistle": "blow_whistle",
    "report_in": "report_in",
    "complete": "complete_need",
    "confirm": "confirm_need",
    "dispute": "dispute_need",
    "rate": "rate_need",
    "close": "close_need",
    "reopen": "reopen_need",
    "suspend": "suspend_need",
    "resume": "resume_need",
    "raise": "raise_need",
    "hand_over": "hand_over_need",
    "ask_for_help": "ask_for_help",
    "decline_whistle": "decline_whistle",
    "excuse": "excuse_department",
    "uphold": "uphold_whistle",
    "call_back": "record_call_back",
    "merge": "merge_need",
    "offer_to": "offer_need_to",
    "decline_assignment": "decline_assignment",
    "join_in": "join_in",
    "step_out": "step_out",
    "tell_minutes": "tell_minutes",
    "add_helper": "add_helper",
    "release_helper": "release_helper",
    "summon_squad": "summon_squad",
}


class Neighbourhood:
    """People of one community: `zhou` reports needs, `worker` sorts them, `lin`, `mei` and `hua` volunteer, `water`
    and `power` are officers of departments. All codes are its own, so many may live in one running service."""

    def __init__(self, rpc: Callable[..., dict[str, Any]], bus: Bus) -> None:
        self.rpc, self.bus = rpc, bus
        own = new_id()[-8:]
        self.community, self.elsewhere = f"xiezhuang-{own}", f"yijiang-{own}"
        self.building, self.building_elsewhere = f"{self.community}-b05", f"{self.elsewhere}-b01"
        self.water_works, self.power_works, self.school = f"water-{own}", f"power-{own}", f"school-{own}"
        self.squad, self.choir = f"squad-{own}", f"choir-{own}"
        self.zhou = actors.actor()
        self.worker, self.admin = actors.worker(self.community), actors.admin()
        self.lin, self.mei, self.hua = (actors.volunteer(new_id()) for _ in range(3))
        self.water, self.power = actors.officer(self.water_works), actors.officer(self.power_works)

    def settle_in(self) -> None:
        """Have the service know the places, departments and volunteers."""
        self.bus.publish(*self.registered())
        eventually(self.is_known, what="knowing the places")

    def registered(self) -> list[Event]:
        """What the volunteer service tells of the places, departments and volunteers."""
        return [
            *(organisation(code, "department") for code in (self.water_works, self.power_works)),
            organisation(self.school, "school"),
            *(self.volunteer(str(actor.volunteer_id)) for actor in (self.lin, self.mei, self.hua)),
            team(self.squad, "emergency_squad", self.community),
            team(self.choir, "community_team", self.community),
            place(self.building, "building", self.community),
            place(self.building_elsewhere, "building", self.elsewhere),
            place(self.elsewhere, "community", self.elsewhere),
            place(self.community, "community", self.community),
        ]

    def is_known(self, **request: Any) -> bool:
        """Whether a need with this in its request would be accepted. Tried without storing anything: only a worker
        may report on another's behalf."""
        try:
            self.report(actors.actor(), on_behalf_of="奶奶", **request)
        except (Invalid, Forbidden) as refusal:
            return refusal.code == "on_behalf_by_workers_only"
        raise AssertionError("somebody who is no worker has reported on another's behalf")

    def report(self, actor: Actor | None = None, command_id: str | None = None, **request: Any) -> dict[str, Any]:
        asked = {"community": self.community, "description": "厨房水龙头关不紧", **request}
        return self.rpc("ticketing", "report_need", asked, actor=actor or self.zhou, command_id=command_id)

    def do(
        self, action: str, need: dict[str, Any], actor: Actor, command_id: str | None = None, **request: Any
    ) -> dict[str, Any]:
        """Take a step; what the step's request takes besides is filled in."""
        asked = {"need_id": need["need_id"], **self._usual(action), **request}
        return self.rpc("ticketing", METHODS[action], asked, actor=actor, command_id=command_id)

    def see(self, need: dict[str, Any], actor: Actor) -> dict[str, Any]:
        return self.rpc("ticketing", "need", {"need_id": need["need_id"]}, actor=actor)

    def needs(self, actor: Actor, **asked: Any) -> list[dict[str, Any]]:
        return self.rpc("ticketing", "needs", asked, actor=actor)["items"]

    def whistles(self, actor: Actor, **asked: Any) -> list[dict[str, Any]]:
        return self.rpc("ticketing", "whistles", asked, actor=actor)["items"]

    def offered(self, actor: Actor | None = None, **request: Any) -> dict[str, Any]:
        return self.do("triage", self.report(actor, **request), self.worker)

    def whistled(self, *departments: str, **request: Any) -> dict[str, Any]:
        need = self.do("triage", self.report(), self.worker, route="department")
        return self.do("whistle", need, self.worker, departments=list(departments or (self.water_works,)), **request)

    def completed(self, actor: Actor | None = None, **request: Any) -> dict[str, Any]:
        need = self.do("claim", self.offered(actor, **request), self.lin)
        return self.do("complete", need, self.lin, minutes=40)

    def confirmed(self) -> dict[str, Any]:
        return self.do("confirm", self.completed(), self.zhou)

    def volunteer(self, volunteer_id: str, sequence: int = 1) -> VolunteerRegistered:
        return VolunteerRegistered(
            community=self.community,
            sequence=sequence,
            volunteer_id=volunteer_id,
            group=None,
            skills=[],
            party_member=False,
        )

    def compound(self) -> tuple[str, str]:
        """A new compound of the community, and the building in it, once the service knows both."""
        code = f"{self.community}-c{new_id()[-6:]}"
        building = f"{code}-b1"
        self.bus.publish(
            place(code, "compound", self.community), place(building, "building", self.community, parent=code)
        )
        eventually(lambda: self.is_known(building=building), what="knowing the compound")
        return code, building

    def soon(self) -> str:
        """Tomorrow."""
        return as_utc_text(datetime.now(UTC) + timedelta(days=1))

    def told(self, *kinds: type[Event]) -> list[Envelope]:
        """The events of these types seen from the community, as they came."""
        return [seen for seen in self.bus.seen(*kinds) if seen.community == self.community]

    def told_of(self, need: dict[str, Any]) -> list[Envelope]:
        """The events seen of a need, as they came."""
        return [seen for seen in self.bus.seen() if getattr(seen.data, "need_id", None) == need["need_id"]]

    def _usual(self, action: str) -> dict[str, Any]:
        usual: dict[str, dict[str, Any]] = {
            "triage": {"kind": "convenience", "urgency": "utilities", "route": "volunteer"},
            "assign": {"volunteer_id": self.lin.volunteer_id},
            "whistle": {"departments": [self.water_works]},
            "complete": {"minutes": 30},
            "rate": {"stars": 5, "resolved": True},
            "call_back": {"contacted": True, "resolved": True, "satisfaction": "satisfied"},
            "hand_over": {"department": self.power_works},
            "ask_for_help": {"department": self.power_works},
            "decline_whistle": {"evidence": "三定方案第四条"},
            "excuse": {"whistle_id": new_id()},
            "uphold": {"whistle_id": new_id()},
            "merge": {"into": new_id()},
            "offer_to": {"to": [self.lin.volunteer_id], "until": self.soon()},
            "decline_assignment": {"reason": "no_time"},
            "tell_minutes": {"minutes": 20},
            "add_helper": {"volunteer_id": self.mei.volunteer_id},
            "release_helper": {"volunteer_id": self.mei.volunteer_id},
            "summon_squad": {"team": self.squad},
        }
        reasoned = {"decline", "hand_back", "dispute", "reopen", "suspend", "raise", "merge"}
        reasoned |= {"hand_over", "ask_for_help", "decline_whistle", "excuse", "uphold", "release_helper"}
        return usual.get(action, {}) | ({"reason": "另有安排"} if action in reasoned else {})


def place(code: str, kind: str, community: str, sequence: int = 1, parent: str | None = None) -> PlaceRegistered:
    return PlaceRegistered(community=community, sequence=sequence, place=code, kind=kind, name="某处", parent=parent)


def team(code: str, kind: str, community: str, sequence: int = 1) -> TeamFormed:
    return TeamFormed(community=community, sequence=sequence, team=code, kind=kind, name="某队", members=[])


def organisation(code: str, kind: str, sequence: int = 1) -> OrganisationRegistered:
    return OrganisationRegistered(
        community="district",
        sequence=sequence,
        organisation=code,
        kind=kind,
        name="某单位",
        appraised=True,
        paired_with=[],
    )
