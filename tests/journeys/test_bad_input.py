"""What may not be is refused whole over HTTP, in the reader's language, and leaves neither record nor event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests import web
from tests.bus import Bus, eventually
from tests.system import System

BEYOND = "beyond"
"""A second community of the district, with one building."""

CHINESE = re.compile("[\u4e00-\u9fff]")
UNKNOWN = "01900000-0000-7000-8000-000000000000"
DESCRIPTION = "楼道的灯坏了"


@dataclass
class Town:
    """People and needs for the tests, all of their own: nobody of the demonstration takes part. Needs by name are
    ids; `people` by name are clients of the API, speaking Chinese."""

    system: System
    people: dict[str, httpx.Client]
    needs: dict[str, str]
    volunteers: dict[str, str]


@pytest.fixture(scope="module")
def town(system: System) -> Iterator[Town]:
    admin = system.as_admin()
    places = [
        {"code": BEYOND, "kind": "community", "name": "邻村社区", "parent": "xiaoxie", "community": BEYOND},
        {"code": "beyond-1", "kind": "building", "name": "1号楼", "parent": BEYOND, "community": BEYOND},
    ]
    done(admin.post("/places", json={"places": places}))
    people = {name: opened(system, admin, "resident") for name in ("reporter", "other")}
    people |= {"worker": opened(system, admin, "community_worker"), "admin": admin}
    people |= {name: opened(system, admin, "resident") for name in ("first", "second")}
    volunteers = {
        name: done(people[name].post("/volunteers", json={"community": "xiezhuang", "name": name}))["volunteer_id"]
        for name in ("first", "second")
    }
    town = Town(system, people, {}, volunteers)
    for name, reporter in (
        ("reported", "reporter"),
        ("offered", "reporter"),
        ("claimed", "reporter"),
        ("served", "first"),
    ):
        town.needs[name] = reported(people[reporter])["need_id"]
    triage = {"kind": "convenience", "urgency": "ordinary", "route": "volunteer"}
    for name in ("offered", "claimed", "served"):
        done(people["worker"].post(f"/needs/{town.needs[name]}/triage", json=triage))
    for name in ("claimed", "served"):
        done(people["first"].post(f"/needs/{town.needs[name]}/claim"))
    done(people["first"].post(f"/needs/{town.needs['served']}/complete", json={"minutes": 1}))
    done(people["worker"].post(f"/needs/{town.needs['served']}/confirm"))
    yield town
    for client in people.values():
        client.close()


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def opened(system: System, admin: httpx.Client, role: str) -> httpx.Client:
    """A new account of xiezhuang, signed in."""
    username = f"person-{uuid4().hex[:12]}"
    account = {"username": username, "display_name": "某人", "roles": [role], "communities": ["xiezhuang"]}
    done(admin.post("/accounts", json=account))
    return system.as_person(username)


def reported(reporter: httpx.Client, **told: Any) -> dict[str, Any]:
    """A need, once places just registered are known to ticketing."""

    def report() -> dict[str, Any] | None:
        answer = reporter.post("/needs", json={"community": "xiezhuang", "description": DESCRIPTION, **told})
        return done(answer) if answer.status_code != 422 else None

    return eventually(report, what="the report")


@dataclass(frozen=True)
class Bad:
    """`who` posts `body` to `path` (in which a need's name stands for its id) and is refused with `status` and `code`;
    where fields are at fault with `faults`, and where the need's state is, with `state` and what is `possible`."""

    what: str
    who: str
    path: str
    body: dict[str, Any]
    status: int
    code: str
    faults: tuple[tuple[str, str], ...] = ()
    state: str | None = None
    possible: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.what


def need(**told: Any) -> dict[str, Any]:
    return {"community": "xiezhuang", "description": DESCRIPTION, **told}


def invalid(what: str, body: dict[str, Any], field: str, code: str) -> Bad:
    return Bad(what, "reporter", "/needs", body, 422, "invalid_fields", ((field, code),))


TRIAGE = {"kind": "convenience", "urgency": "ordinary", "route": "volunteer"}

POSSIBLE_WITH_OFFERED = ("triage", "decline", "merge", "offer_to", "assign", "whistle", "raise")
"""For a worker of the community, where all volunteers may claim the need."""

BAD = (
    invalid("4,001 characters", need(description="修" * 4001), "description", "too_long"),
    invalid("a NUL", need(description="灯\x00坏了"), "description", "unprintable"),
    invalid("nothing but blanks", need(description=" \n\t"), "description", "empty"),
    invalid("an unknown field", need(colour="red"), "colour", "unknown_field"),
    invalid("a wrong type", need(description=["灯"]), "description", "not_text"),
    invalid("a word not in the list", need(kind="plumbing"), "kind", "not_one_of"),
    invalid("a required field missing", {"community": "xiezhuang"}, "description", "required"),
    invalid("an unknown community", need(community="nowhere"), "community", "unknown"),
    invalid("an unknown building", need(building="nowhere-1"), "building", "unknown"),
    invalid("a building of another community", need(building="beyond-1"), "building", "wrong_community"),
    Bad("an unknown need", "worker", f"/needs/{UNKNOWN}/triage", TRIAGE, 404, "not_found"),
    Bad("a resident who triages", "other", "/needs/{reported}/triage", TRIAGE, 403, "role_required"),
    Bad("a worker of another community", "beyond", "/needs/{reported}/triage", TRIAGE, 403, "not_your_need"),
    Bad("a stranger who withdraws", "other", "/needs/{reported}/withdraw", {}, 403, "not_your_need"),
    Bad("a second claim", "second", "/needs/{claimed}/claim", {}, 409, "need_already_claimed", state="assigned"),
    Bad(
        "a step that is not possible yet",
        "reporter",
        "/needs/{reported}/confirm",
        {},
        409,
        "impossible_in_state",
        state="reported",
        possible=("withdraw",),
    ),
    Bad(
        "a rating of one's own service",
        "first",
        "/needs/{served}/rate",
        {"stars": 5, "resolved": True},
        403,
        "own_service",
    ),
    Bad("a confirmation of one's own", "first", "/needs/{served}/confirm", {}, 403, "own_service"),
    Bad(
        "no stars at all",
        "worker",
        "/needs/{served}/rate",
        {"stars": 0, "resolved": True},
        422,
        "invalid_fields",
        (("stars", "out_of_range"),),
    ),
    Bad(
        "an unknown volunteer",
        "worker",
        "/needs/{offered}/assign",
        {"volunteer_id": UNKNOWN},
        422,
        "invalid_fields",
        (("volunteer_id", "unknown"),),
    ),
    Bad(
        "an unknown department",
        "worker",
        "/needs/{offered}/whistle",
        {"departments": ["nowhere-department"]},
        422,
        "invalid_fields",
        (("departments.0", "unknown"),),
    ),
    Bad(
        "an offer to nobody known, until yesterday",
        "worker",
        "/needs/{offered}/offer-to",
        {"to": [UNKNOWN], "until": "2026-01-01T00:00:00Z"},
        422,
        "invalid_fields",
        (("to.0", "unknown"), ("until", "not_in_future")),
    ),
    Bad(
        "an offer to all of what all may claim",
        "worker",
        "/needs/{offered}/offer",
        {},
        409,
        "offered_to_all",
        state="offered",
        possible=POSSIBLE_WITH_OFFERED,
    ),
    Bad(
        "a squad for what is not urgent",
        "worker",
        "/needs/{offered}/summon-squad",
        {"team": "xiezhuang-squad"},
        409,
        "not_urgent",
        state="offered",
        possible=POSSIBLE_WITH_OFFERED,
    ),
    Bad(
        "an assignment declined that was a claim",
        "first",
        "/needs/{claimed}/decline-assignment",
        {"reason": "no_time"},
        409,
        "accepted_already",
        state="assigned",
        possible=("hand_back", "complete"),
    ),
    Bad(
        "a reason that is none",
        "first",
        "/needs/{claimed}/decline-assignment",
        {"reason": "because"},
        422,
        "invalid_fields",
        (("reason", "not_one_of"),),
    ),
    Bad("a helper too many", "second", "/needs/{claimed}/join-in", {}, 409, "helpers_full", state="assigned"),
    Bad("a helper who is none", "second", "/needs/{claimed}/step-out", {}, 403, "not_your_need"),
    Bad(
        "a resident who summons a squad",
        "other",
        "/needs/{offered}/summon-squad",
        {"team": "xiezhuang-squad"},
        403,
        "role_required",
    ),
    Bad(
        "a service done before anybody was responsible",
        "worker",
        "/needs/{offered}/close",
        {},
        409,
        "impossible_in_state",
        state="offered",
        possible=POSSIBLE_WITH_OFFERED,
    ),
)


@pytest.fixture(scope="module")
def bus(town: Town) -> Iterator[Bus]:
    watching = Bus(town.system.amqp_url)
    yield watching
    watching.close()


@pytest.fixture(scope="module", autouse=True)
def beyond(town: Town) -> None:
    """A worker of the other community."""
    admin = town.people["admin"]
    username = f"person-{uuid4().hex[:12]}"
    account = {"username": username, "display_name": "邻人", "roles": ["community_worker"], "communities": [BEYOND]}
    done(admin.post("/accounts", json=account))
    town.people["beyond"] = town.system.as_person(username)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("bad", BAD, ids=str)
def test_is_refused_in_the_readers_language_and_nothing_comes_of_it(town: Town, bus: Bus, bad: Bad, language: str):
    before, events = everything(town), len(told(bus))
    answer = town.people[bad.who].post(
        bad.path.format(**town.needs), json=bad.body, headers={"Accept-Language": language}
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (bad.status, bad.code), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == bad.status and problem["type"].endswith(bad.code)
    assert {(fault["field"], fault["code"]) for fault in problem["errors"]} == set(bad.faults)
    for said in (problem["title"], problem["detail"], *(fault["message"] for fault in problem["errors"])):
        assert bool(CHINESE.search(said)) == (language == "zh"), said
    if bad.state:
        assert (problem["state"], problem["possible"]) == (bad.state, list(bad.possible))
    assert everything(town) == before
    assert told_since(town, bus, events) == []


def told(bus: Bus) -> list[str]:
    """The needs that ticketing told of, one an event."""
    return [one.data.need_id for one in bus.seen() if one.source == "/linli/ticketing"]  # type: ignore[attr-defined]


def told_since(town: Town, bus: Bus, events: int) -> list[str]:
    """What ticketing told after its first `events` events, up to a need reported now: events leave in order."""
    marker = reported(town.people["other"])["need_id"]
    eventually(lambda: marker in told(bus), what="the event of the need reported last")
    return [need for need in told(bus)[events:] if need != marker]


def everything(town: Town) -> dict[str, Any]:
    """Every need but those of the markers, as the administrator sees it."""
    items, cursor = {}, None
    while True:
        query = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = done(town.people["admin"].get("/needs", params=query))
        items |= {item["need_id"]: item for item in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return {item: items[item] for item in town.needs.values()} | {"how many": len(items)}


@pytest.mark.parametrize(
    "words",
    [
        "灯坏了💡👩‍👩‍👧‍👦 急!",
        "𠮷野家旁边,𡈽地庙后头,㐂",
        "الإنارة معطلة في الممر ‏שלום",
        "修" * 4000,
        "  first line\n\ttabbed, e\u0301 and é  ",
    ],
)
def test_words_come_back_exactly_as_they_went_in(town: Town, words: str) -> None:
    told = reported(town.people["reporter"], description=words, place_words=words[:200])
    for reader in ("reporter", "worker"):
        found = done(town.people[reader].get(f"/needs/{told['need_id']}"))
        assert (found["description"], found["place_words"]) == (words, words[:200])


def test_a_repeated_request_with_its_key_gives_the_first_answer_and_does_nothing(town: Town, bus: Bus) -> None:
    events = len(told(bus))
    key = {"Idempotency-Key": f"again-{uuid4()}"}
    first, second = (town.people["reporter"].post("/needs", json=need(), headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    other = town.people["reporter"].post("/needs", json=need(description="别的事"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert told_since(town, bus, events) == [first.json()["need_id"]]


def test_somebody_unknown_is_asked_to_sign_in(town: Town) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = web.call("POST", f"{town.system.url}/api/v1/needs", json=need(), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] in ("not_signed_in", "token_invalid")
