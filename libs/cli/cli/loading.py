"""Loading places kept as data (`examples/*/place.json`) into a running Linli, through its public API alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from cli import found_again, projects_loading, renewal_loading, wishes_loading
from cli.found_again import Volunteers
from cli.portal import Portal, Refused
from cli.problem import Problem
from cli.sending import Row, Sender, parts

Progress = Callable[[str], None]

A_STEP = 25
"""How many activities or projects are recorded from one word of progress to the next."""


@dataclass(frozen=True)
class SignIn:
    """An account that was loaded, for whoever wants to sign in by it."""

    display_name: str
    username: str
    role: str


def load_places(
    portal_url: str,
    admin_token: str,
    folder: Path,
    progress: Progress | None = None,
    only: Collection[str] | None = None,
) -> list[SignIn]:
    """Load the places below `folder`, or those in the subfolders named by `only`; the accounts they come with.

    Everything goes by natural keys and under keys made from its content: what is there already stays as it is.
    `progress` is called with the name of each place before it is loaded, and then with how far its activities and
    projects are.
    Raises Problem when a file cannot be read, the portal is away, or something in a file is refused.
    """
    files = [file for file in sorted(folder.glob("*/place.json")) if only is None or file.parent.name in only]
    if not files:
        raise Problem(f"There are no places to load in {folder}: it holds no <place>/place.json.")
    portal = Portal(portal_url, "en")
    try:
        places = sorted((_PlaceFile(Sender(portal, admin_token, file)) for file in files), key=lambda one: one.letter)
        return [account for place in places for account in place.load(progress or _silent)]
    finally:
        portal.close()


class _PlaceFile:
    """One file on its way through the API."""

    def __init__(self, send: Sender) -> None:
        self._send = send
        self._place = _read(send.file)
        self._people = Volunteers()
        self._signed_in: dict[str, Sender] = {}

    @property
    def letter(self) -> str:
        """Where the place stands among the others: A comes first."""
        return str(self._place.get("letter", "Z"))

    def load(self, progress: Progress) -> list[SignIn]:
        place, send, people = self._place, self._send, self._people
        name = str(place["place"])
        progress(name)
        send.post_all("/places", "places", place["places"])
        send.post_all("/organisations", "organisations", place["organisations"])
        self._import_volunteers(place["volunteers"])
        send.post_all("/teams", "teams", [self._team(team) for team in place["teams"]])
        self._assign_duty(place["building_duty"])
        for station in place.get("stations", []):
            record = {name: value for name, value in station.items() if name not in ("community", "checks")}
            send.post(f"/communities/{station['community']}/stations", record)
        for area in place.get("patrol_areas", []):
            record = {name: value for name, value in area.items() if name != "community"}
            send.post(f"/communities/{area['community']}/patrol-areas", record)
        found_again.check_stations(send, place.get("stations", []))
        found_again.decide_procedures(send, place.get("procedures", []))
        found_again.pair(send, place.get("pairings", []), people)
        found_again.open_rolls(send, place.get("daily_rolls", []), people)
        found_again.plan_series(send, place.get("series", []))

        def counted(what: str) -> found_again.Step:
            def step(done: int, of: int) -> None:
                if done % A_STEP == 0 or done == of:
                    progress(f"{name}: {done} of {of} {what}")

            return step

        found_again.record_activities(send, place.get("activities", []), people, counted("activities"))
        accounts = [self._open(account) for account in place["accounts"]]
        projects_loading.offer_resources(send, place.get("resources", []))
        projects_loading.carry_out_projects(send, place.get("projects", []), self._as_worker, counted("projects"))
        projects_loading.hold_meetings(send, place.get("joint_meetings", []))
        renewal_loading.deal_with_hazards(send, place.get("hazards", []))
        renewal_loading.ask_households(send, place.get("consent_surveys", []))
        renewal_loading.measure(send, place.get("indicators", []))
        wishes = place.get("micro_wishes", [])
        wishes_loading.make_wishes_come_true(send, wishes, self._as, self._as_worker, counted("micro-wishes"))
        return accounts

    def _as_worker(self, community: str) -> Sender:
        """The file's worker of the community as who sends."""
        workers = [
            account["username"]
            for account in self._place["accounts"]
            if account["roles"] == ["community_worker"] and community in account["communities"]
        ]
        if not workers:
            raise Problem(
                f"{self._send.file} has no account of a worker of {community}, who confirms its projects and decides "
                "about its wishes."
            )
        return self._as(workers[0])

    def _as(self, username: str) -> Sender:
        """One of the file's people as who sends."""
        if username not in self._signed_in:
            # Under a key of this load alone: a token made for an earlier one may have run out.
            made = self._send.post(f"/accounts/{username}/tokens", {"name": f"load {uuid4().hex}", "days": 1})
            self._signed_in[username] = replace(self._send, token=made["token"])
        return self._signed_in[username]

    def _import_volunteers(self, volunteers: list[Row]) -> None:
        by_community: defaultdict[str, list[Row]] = defaultdict(list)
        for volunteer in volunteers:
            row = {name: value for name, value in volunteer.items() if name != "community"}
            by_community[volunteer["community"]].append(row)
        for community, rows in by_community.items():
            for part in parts(rows):
                path = f"/communities/{community}/volunteers/import"
                answer = self._send.post(path, {"rows": part, "dry_run": False})
                for row, became in zip(part, answer["rows"], strict=True):
                    self._note(row["reference"], became)

    def _note(self, reference: str, became: Row) -> None:
        if became["outcome"] != "refused":
            self._people.ids[reference] = became["volunteer_id"]
        elif all(codes == ["withdrawn"] for codes in became["faults"].values()):
            # Somebody withdrew since the place was first loaded, and stays withdrawn.
            self._people.withdrawn.add(reference)
        else:
            raise Problem(f"{self._send.file}: volunteer {reference} was refused: {_told(became['faults'])}.")

    def _team(self, team: Row) -> Row:
        leader = self._people.serving([team["leader"]])
        return {**team, "members": self._people.serving(team["members"]), "leader": leader[0] if leader else None}

    def _assign_duty(self, duties: list[Row]) -> None:
        community_of = {place["code"]: place["community"] for place in self._place["places"]}
        by_community: defaultdict[str, list[Row]] = defaultdict(list)
        for duty in duties:
            for volunteer in self._people.serving([duty["volunteer"]]):
                if duty["buildings"]:
                    sent = {"volunteer": volunteer, "buildings": duty["buildings"]}
                    by_community[community_of.get(duty["buildings"][0], "")].append(sent)
        for community, rows in by_community.items():
            self._send.post_all(f"/communities/{community}/building-duty", "duties", rows)

    def _open(self, account: Row) -> SignIn:
        sent = {name: value for name, value in account.items() if name != "volunteer"}
        try:
            self._send.ask("/accounts", {**sent, "volunteer_id": self._people.ids.get(account["volunteer"] or "")})
        except Refused as refused:
            if refused.code != "username_taken":
                raise self._send.problem("/accounts", refused) from None
        return SignIn(account["display_name"], account["username"], account["roles"][0])


def _read(file: Path) -> dict[str, Any]:
    try:
        place = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem(f"{file} cannot be read: {error}.") from None
    wanted = ("place", "places", "organisations", "volunteers", "teams", "building_duty", "accounts")
    missing = [name for name in wanted if not isinstance(place, dict) or name not in place]
    if missing:
        raise Problem(f"{file} is not a place: it has no {', '.join(missing)}.")
    return place


def _told(faults: Row) -> str:
    return "; ".join(f"{field} {', '.join(map(str, codes))}" for field, codes in sorted(faults.items()))


def _silent(place: str) -> None:
    return None
