"""The people who put a load on 协庄社区: its residents, workers, officers and forty of its volunteers, each with a
token (signing in by password is slow on purpose)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.system import MATERIAL, PLACE, System

COMMUNITY = str(MATERIAL["community"])
VOLUNTEERS = 40


@dataclass(frozen=True)
class Person:
    """`id`: as which volunteer, or for which department, the person serves; of the others the person's own."""

    username: str
    token: str
    id: str


@dataclass(frozen=True)
class People:
    residents: list[Person]
    workers: list[Person]
    officers: list[Person]
    volunteers: list[Person]

    def everybody(self) -> list[Person]:
        """Everyone with an inbox of their own; the workers share theirs."""
        return [*self.residents, self.workers[0], *self.officers, *self.volunteers]


def gather(system: System) -> People:
    """Accounts and tokens for all of them. The place is loaded."""
    with system.as_admin() as admin:
        known = [_with_token(admin, account["username"]) for account in PLACE["accounts"]]
        page = admin.get("/volunteers", params={"community": COMMUNITY, "limit": 200}).raise_for_status().json()
        serving = {account["volunteer_id"] for _, account in known}
        free = [one for one in page["items"] if one["volunteer_id"] not in serving]
        for number, volunteer in enumerate(free[: VOLUNTEERS - len(_in_role(known, "volunteer"))]):
            username = f"volunteer-{number}"
            opened = {
                "username": username,
                "display_name": volunteer["name"],
                "roles": ["volunteer"],
                "communities": [COMMUNITY],
                "volunteer_id": volunteer["volunteer_id"],
            }
            admin.post("/accounts", json=opened).raise_for_status()
            known.append(_with_token(admin, username))
    return People(
        residents=_persons(known, "resident", "person_id"),
        workers=_persons(known, "community_worker", "person_id"),
        officers=_persons(known, "officer", "organisation"),
        volunteers=_persons(known, "volunteer", "volunteer_id"),
    )


def _with_token(admin: httpx.Client, username: str) -> tuple[str, dict[str, Any]]:
    made = admin.post(f"/accounts/{username}/tokens", json={"name": "load"}).raise_for_status().json()
    return made["token"], admin.get(f"/accounts/{username}").raise_for_status().json()


def _persons(known: list[tuple[str, dict[str, Any]]], role: str, id: str) -> list[Person]:
    return [Person(account["username"], token, account[id]) for token, account in _in_role(known, role)]


def _in_role(known: list[tuple[str, dict[str, Any]]], role: str) -> list[tuple[str, dict[str, Any]]]:
    return [(token, account) for token, account in known if role in account["roles"]]
