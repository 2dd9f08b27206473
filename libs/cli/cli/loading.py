"""Loading places kept as data (`examples/*/place.json`) into a running Linli, through its public API alone."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.portal import Portal, Refused
from cli.problem import Problem

ROWS_A_REQUEST = 500

Row = dict[str, Any]
Progress = Callable[[str], None]


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
    `progress` is called with the name of each place before it is loaded. Raises Problem when a file cannot be
    read, the portal is away, or something in a file is refused.
    """
    files = [file for file in sorted(folder.glob("*/place.json")) if only is None or file.parent.name in only]
    if not files:
        raise Problem(f"There are no places to load in {folder}: it holds no <place>/place.json.")
    portal = Portal(portal_url, "en")
    try:
        places = sorted((_PlaceFile(portal, admin_token, file) for file in files), key=lambda place: place.letter)
        return [account for place in places for account in place.load(progress or _silent)]
    finally:
        portal.close()


class _PlaceFile:
    """One file on its way through the API."""

    def __init__(self, portal: Portal, token: str, file: Path) -> None:
        self._portal, self._token, self._file = portal, token, file
        self._place = _read(file)
        self._ids: dict[str, str] = {}
        """Volunteer id by reference; references are distinct within a file."""
        self._withdrawn: set[str] = set()

    @property
    def letter(self) -> str:
        """Where the place stands among the others: A comes first."""
        return str(self._place.get("letter", "Z"))

    def load(self, progress: Progress) -> list[SignIn]:
        place = self._place
        progress(str(place["place"]))
        self._post_all("/places", "places", place["places"])
        self._post_all("/organisations", "organisations", place["organisations"])
        self._import_volunteers(place["volunteers"])
        self._post_all("/teams", "teams", [self._team(team) for team in place["teams"]])
        self._assign_duty(place["building_duty"])
        return [self._open(account) for account in place["accounts"]]

    def _import_volunteers(self, volunteers: list[Row]) -> None:
        by_community: defaultdict[str, list[Row]] = defaultdict(list)
        for volunteer in volunteers:
            row = {name: value for name, value in volunteer.items() if name != "community"}
            by_community[volunteer["community"]].append(row)
        for community, rows in by_community.items():
            for part in _parts(rows):
                answer = self._post(f"/communities/{community}/volunteers/import", {"rows": part, "dry_run": False})
                for row, became in zip(part, answer["rows"], strict=True):
                    self._note(row["reference"], became)

    def _note(self, reference: str, became: Row) -> None:
        if became["outcome"] != "refused":
            self._ids[reference] = became["volunteer_id"]
        elif all(codes == ["withdrawn"] for codes in became["faults"].values()):
            # Somebody withdrew since the place was first loaded, and stays withdrawn.
            self._withdrawn.add(reference)
        else:
            raise Problem(f"{self._file}: volunteer {reference} was refused: {_told(became['faults'])}.")

    def _team(self, team: Row) -> Row:
        members = [self._ids.get(one, one) for one in team["members"] if one not in self._withdrawn]
        leader = None if team["leader"] in self._withdrawn else self._ids.get(team["leader"], team["leader"])
        return {**team, "members": members, "leader": leader}

    def _assign_duty(self, duties: list[Row]) -> None:
        community_of = {place["code"]: place["community"] for place in self._place["places"]}
        by_community: defaultdict[str, list[Row]] = defaultdict(list)
        for duty in duties:
            volunteer = duty["volunteer"]
            if duty["buildings"] and volunteer not in self._withdrawn:
                sent = {"volunteer": self._ids.get(volunteer, volunteer), "buildings": duty["buildings"]}
                by_community[community_of.get(duty["buildings"][0], "")].append(sent)
        for community, rows in by_community.items():
            self._post_all(f"/communities/{community}/building-duty", "duties", rows)

    def _open(self, account: Row) -> SignIn:
        sent = {name: value for name, value in account.items() if name != "volunteer"}
        try:
            self._ask("/accounts", {**sent, "volunteer_id": self._ids.get(account["volunteer"] or "")})
        except Refused as refused:
            if refused.code != "username_taken":
                raise self._problem("/accounts", refused) from None
        return SignIn(account["display_name"], account["username"], account["roles"][0])

    def _post_all(self, path: str, name: str, rows: list[Row]) -> None:
        for part in _parts(rows):
            self._post(path, {name: part})

    def _post(self, path: str, body: Row) -> dict[str, Any]:
        try:
            return self._ask(path, body)
        except Refused as refused:
            raise self._problem(path, refused) from None

    def _ask(self, path: str, body: Row) -> dict[str, Any]:
        content = json.dumps([path, body], ensure_ascii=False, sort_keys=True)
        key = f"load-{hashlib.sha256(content.encode()).hexdigest()[:40]}"
        return self._portal.post(path, self._token, key, body)

    def _problem(self, path: str, refused: Refused) -> Problem:
        faults = "; ".join(f"{field} {code}" for field, code in sorted(refused.faults())[:5])
        return Problem(f"{self._file}: {path} was refused: {refused}" + (f" ({faults})" if faults else ""))


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


def _parts(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), ROWS_A_REQUEST):
        yield rows[start : start + ROWS_A_REQUEST]


def _told(faults: Row) -> str:
    return "; ".join(f"{field} {', '.join(map(str, codes))}" for field, codes in sorted(faults.items()))


def _silent(place: str) -> None:
    return None
