"""After a fault: that everything has come to rest, and that all of it (the API, people's inboxes, the log on the bus)
says what the account says, to the last unit."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pika
import sqlalchemy as sa

from tests import web
from tests.bus import eventually
from tests.faults.account import LETTERS, Account
from tests.faults.people import COMMUNITY, People
from tests.recount import Facts, appraisals, shown_appraisals, shown_stars, stars
from tests.services import RunningService
from tests.system import System

WITH_OUTBOX = ("volunteer", "ticketing", "scoring", "notify")
QUEUES = (
    "volunteer.convert_survey_teams",
    "volunteer.answer_summonses",
    "ticketing.keep_copies",
    "ticketing.open_found_needs",
    "ticketing.hear_of_squads",
    "scoring.record_services",
    "scoring.record_call_backs",
    "scoring.record_whistles",
    "scoring.record_records",
    "scoring.record_deeds",
    "scoring.merge_volunteers",
    "scoring.know_district",
    "scoring.record_households",
    "scoring.move_points",
    "notify.deliver",
)
DELAYS = ("linli.retry.5s", "linli.retry.30s", "linli.retry.5m")
REST_SECONDS = 90.0
EXIT_SECONDS = 10.0
NOTHING_LEFT = (0, (None, 0))
"""What is told last of who was rated once and is no more: no star; no case, as after an answer that was told after the
escalation."""


@dataclass(frozen=True)
class Reckoning:
    """What was found to agree with the account. `events`: different ones in the `log`; `copies`: how often one of them
    stands there again, as a relay may send it that was killed before it could note the confirm."""

    commands: int
    events: int
    copies: int
    letters: int
    log: list[bytes] = field(repr=False)

    def __str__(self) -> str:
        return (
            f"{self.commands:,} commands and {self.letters:,} messages as in the account; {self.events:,} events, "
            f"0 lost, 0 doubled ({self.copies:,} copies with the same id passed on the bus)"
        )


def at_rest(system: System) -> None:
    """Wait until nothing is on its way: every outbox sent, every queue empty."""
    eventually(lambda: not waiting(system), REST_SECONDS, "rest")


def waiting(system: System) -> dict[str, int]:
    """Outboxes and queues that hold something, and how much; and ratings and years of points that were noted
    and not worked off yet."""
    found = {f"{service}.outbox": len(_outbox(system, service, unsent=True)) for service in WITH_OUTBOX}
    with pika.BlockingConnection(pika.URLParameters(system.amqp_url)) as connection:
        channel = connection.channel()
        for queue in (*QUEUES, *DELAYS):
            found[queue] = channel.queue_declare(queue, passive=True).method.message_count
    found["scoring.ratings_to_check"] = len(_column(system, "scoring", "SELECT service_id FROM ratings_to_check"))
    # What comes from the queues notes points, and those who post them fill the outbox: so in this order, and last.
    found["scoring.points_due"] = len(
        _column(system, "scoring", "SELECT volunteer_id FROM volunteer_years WHERE points_due")
    )
    found["scoring.points"] = len(_outbox(system, "scoring", unsent=True))
    return {place: count for place, count in found.items() if count}


def reckon(system: System, people: People, account: Account) -> Reckoning:
    """Hold everything against the account, and stop the services at its end. Fails where anything differs."""
    is_counted(system, account)
    at_rest(system)
    ids = sent(system)
    log = system.log(until=ids)
    events = _once_each(log)
    assert events.keys() == ids, f"{len(events.keys() - ids)} events passed on the bus that no service sent"
    _hold_commands(events.values(), account)
    _hold_announcements(events.values(), account.facts)
    letters = _owed(events.values(), account)
    _becomes(lambda: _inboxes(system, people), letters, "people's messages")
    stop(system)
    assert sent(system) == ids, "a service sent something after all was done"
    return Reckoning(len(account.commands), len(events), len(log) - len(events), letters.total(), log)


def recount(system: System, people: People, account: Account, log: list[bytes]) -> int:
    """Hold services that know nothing but the `log` of another system against that one's account; returns the number of
    messages found."""
    is_counted(system, account)
    letters = _owed(_once_each(log).values(), account)
    _becomes(lambda: _inboxes(system, people), letters, "people's messages")
    at_rest(system)
    stop(system)
    return letters.total()


def is_counted(system: System, account: Account) -> None:
    """Wait until the API shows all that the account holds, and nothing else."""
    with system.as_admin() as admin:
        _becomes(lambda: _shown(admin), _expected(account.facts), "what scoring shows")


def stop(system: System) -> None:
    """SIGTERM to all: each ends well and in time, and leaves nothing in its queues, not even unacknowledged."""
    with ThreadPoolExecutor() as stopping:
        ends = dict(zip(system.services, stopping.map(end, system.services.values()), strict=True))
    assert {status for status, _ in ends.values()} == {0}, f"exit statuses and seconds {ends}"
    assert max(seconds for _, seconds in ends.values()) < EXIT_SECONDS, f"exit statuses and seconds {ends}"
    left = waiting(system)
    assert not left, f"left in the queues after a stop: {left}"


def end(service: RunningService) -> tuple[int, float]:
    """SIGTERM; the exit status, and how many seconds it took to end."""
    began = time.monotonic()
    return service.stop(), time.monotonic() - began


def sent(system: System) -> set[str]:
    """The ids of all events that the services ever meant to send."""
    ids = [event_id for service in WITH_OUTBOX for event_id in _outbox(system, service)]
    assert len(set(ids)) == len(ids), "one id for two events"
    return set(ids)


def _outbox(system: System, service: str, unsent: bool = False) -> list[str]:
    where = " WHERE sent_at IS NULL" if unsent else ""
    return _column(system, service, f"SELECT event_id FROM outbox{where}")


def _column(system: System, service: str, query: str) -> list[str]:
    url = system.database_url(service).replace("postgresql://", "postgresql+psycopg2://")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return list(connection.scalars(sa.text(query)))


def _once_each(bodies: Iterable[bytes]) -> dict[str, Any]:
    """Events by id; what has the same id is the same event."""
    events: dict[str, Any] = {}
    for body in bodies:
        event = json.loads(body)
        assert events.setdefault(event["id"], event) == event, f"two events with the id {event['id']}"
    return events


def _hold_commands(events: Iterable[dict[str, Any]], account: Account) -> None:
    """Every answered command has its events, each once, and no event of ticketing is without a command, but for
    escalations, each of a whistle that was not answered in time, and clocks that ran out, each once. Of volunteers,
    what was loaded before is not in the account."""
    led: defaultdict[str, Counter[str]] = defaultdict(Counter)
    escalated: Counter[str] = Counter()
    ran_out: Counter[tuple[str, ...]] = Counter()
    for event in events:
        if event["source"] == "/linli/ticketing":
            name = event["type"].split(".")[2]
            if name == "NeedEscalated":
                escalated[event["data"]["whistle_id"]] += 1
            elif name in ("TimeLimitPassed", "NeedRaised"):
                ran_out[tuple(str(event["data"].get(field)) for field in ("need_id", "clock", "round", "level"))] += 1
            else:
                led[event.get("correlationid", "")][name] += 1
        elif event["source"] == "/linli/volunteer" and event.get("correlationid") in account.commands:
            led[event["correlationid"]][event["type"].split(".")[2]] += 1
    difference = _difference(led, {request: events for request, events in account.commands.items() if events})
    assert not difference, f"commands and events differ: {difference}"
    assert not escalated or set(escalated.values()) == {1}, "a whistle was escalated twice"
    assert not ran_out or set(ran_out.values()) == {1}, "a clock ran out twice"
    assert account.unanswered.keys() <= escalated.keys() <= account.unanswered.keys() | account.late.keys()


def _hold_announcements(events: Iterable[dict[str, Any]], facts: Facts) -> None:
    """Scoring has told of every change of a rating once, in versions without a gap, and last of what it now is."""
    told: defaultdict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    for event in events:
        data = event["data"]
        match event["type"].split(".")[2]:
            case "StarRatingChanged":
                about, says = ("stars", data["volunteer_id"]), data["stars"]
            case "DepartmentAppraisalChanged":
                about, says = ("appraisal", data["department"]), (data.get("total_tenths"), data["cases"])
            case _:
                continue
        version = int(event["sequence"])
        assert version not in told[about], f"version {version} of {about} was told twice"
        told[about][version] = says
    assert all(sorted(versions) == list(range(1, len(versions) + 1)) for versions in told.values())
    last = {about: versions[max(versions)] for about, versions in told.items()}
    totals = {code: round(float(one.total) * 10) for code, one in appraisals(facts).items()}
    due: dict[tuple[str, str], Any] = {
        ("stars", volunteer): one.stars for volunteer, one in stars(facts).items() if one.stars
    }
    for code, sums in facts.departments.items():
        if cases := sums["ratings"] + sums["called_back"] + sums["unanswered"]:
            due["appraisal", code] = (totals.get(code), cases)
    difference = _difference({about: says for about, says in last.items() if says not in NOTHING_LEFT}, due)
    assert not difference, f"what was last told of ratings differs from what they are: {difference}"


def _owed(events: Iterable[dict[str, Any]], account: Account) -> Counter[tuple[str, str, str]]:
    """The messages of the account, with those of the escalations that came before an answer."""
    letters = Counter(account.letters)
    waited = account.late | account.unanswered
    for event in events:
        if event["type"].split(".")[2] == "NeedEscalated":
            need_id, parties = waited[event["data"]["whistle_id"]]
            for part, kind in LETTERS["NeedEscalated"]:
                letters[parties.of(part), kind, need_id] += 1
    return letters


def _inboxes(system: System, people: People) -> Counter[tuple[str, str, str]]:
    """Every message about a need in everybody's inbox, as they read it."""
    found: Counter[tuple[str, str, str]] = Counter()
    with web.client(f"{system.url}/api/v1", timeout=20) as http:
        for person in people.everybody():
            cursor: str | None = ""
            while cursor is not None:
                asked = {"limit": 200, **({"cursor": cursor} if cursor else {})}
                page = http.get("/inbox", params=asked, headers={"Authorization": f"Bearer {person.token}"}).json()
                for message in page["items"]:
                    if "need_id" in message["about"]:
                        found[person.username, message["kind"], message["about"]["need_id"]] += 1
                cursor = page["next_cursor"]
    return found


def _shown(admin: httpx.Client) -> dict[tuple[str, str], Any]:
    """What the API shows of everybody who did anything: sums and ratings."""
    volunteers = admin.get(f"/communities/{COMMUNITY}/stars").raise_for_status().json()["items"]
    departments = admin.get("/departments/appraisals").raise_for_status().json()["items"]
    found: dict[tuple[str, str], Any] = {("stars", who): one for who, one in shown_stars(volunteers).items()}
    found |= {("appraisal", who): one for who, one in shown_appraisals(departments).items()}
    for item in volunteers:
        if item["services"]:
            said = next(one for one in item["explanation"]["clauses"] if one["clause"] == "evaluation")["input"]
            found["ratings", item["volunteer_id"]] = {"ratings": said["ratings"], "stars": said["rating_stars"]}
    for item in departments:
        if any(item["counts"].values()):
            found["counts", item["department"]] = item["counts"]
    return found


def _expected(facts: Facts) -> dict[tuple[str, str], Any]:
    """The same from the account."""
    found: dict[tuple[str, str], Any] = {("stars", who): one for who, one in stars(facts).items()}
    found |= {("appraisal", who): one for who, one in appraisals(facts).items()}
    for who, sums in facts.volunteers.items():
        found["ratings", who] = {"ratings": sums["ratings"], "stars": sums["stars"]}
    for who, sums in facts.departments.items():
        outcomes = {name: sums[name] for name in ("in_time", "late", "unanswered")}
        said = {name: sums[name] for name in ("satisfied", "basically_satisfied", "not_satisfied", "resolved")}
        call_backs = sums["ratings"] + sums["called_back"]
        cases = {"call_backs": call_backs, "cases": call_backs + sums["unanswered"]}
        apart = {name: sums[name] for name in ("called_back", "not_reached", "excused")}
        counts = {**cases, **said, **outcomes, **apart, "whistles": sum(outcomes.values())}
        found["counts", who] = {**counts, "left_out": 0}  # Nobody appeals.
    return found


def _becomes(look: Callable[[], Any], due: Any, what: str) -> None:
    deadline = time.monotonic() + REST_SECONDS
    while difference := _difference(look(), due):
        assert time.monotonic() < deadline, f"{what} differs from the account: {difference}"
        time.sleep(0.5)


def _difference(found: Mapping[Any, Any], due: Mapping[Any, Any]) -> str:
    """Where the two differ, the first few of them; empty where nowhere."""
    keys = [key for key in found.keys() | due.keys() if found.get(key) != due.get(key)]
    first = "; ".join(f"{key}: {found.get(key)!r} where {due.get(key)!r} is due" for key in sorted(keys, key=str)[:10])
    return f"{len(keys)} differences: {first}" if keys else ""
