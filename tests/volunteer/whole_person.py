"""A volunteer about whom something is kept in every table that names volunteers."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from volunteer import (
    attendance,
    certificates,
    daily_roll,
    descriptions,
    enrolment,
    honours,
    households,
    no_shows,
    patrols,
    presences,
    registers,
    sign_ups,
    stations,
    teams,
    visits,
)
from volunteer.models import (
    Base,
    CalledRow,
    CallOutRow,
    PairingRow,
    PastMemberRow,
    PatrolRoundRow,
    ResponseRow,
    RollCallerRow,
    RollCallRow,
    RollReportRow,
    SecondmentRow,
    StationDutyRow,
)
from volunteer.phones import Phones

from tests.shared_service import PHONE_KEY
from tests.volunteer.clocked import Clocked, time_at

PHONES = Phones(PHONE_KEY)
BUILDING = "xiezhuang-b1"
TEAM = "xiezhuang-team"
NAME = "志愿者2"

NAMING = [table for table in Base.metadata.sorted_tables if "volunteer_id" in table.c and table.name != "volunteers"]
"""Every table that names volunteers."""


def complete(clocked: Clocked, number: int = 2) -> str:
    """Makes volunteer `xz-{number}` one of whom every table knows something; the id."""
    volunteer_id, reference = clocked.ids[number - 1], f"xz-{number}"
    person = clocked.people[number - 1]
    told = {"reference": reference, "name": f"志愿者{number}", "phone": f"1390000200{number}", "skills": ["急救"]}
    place = {"code": BUILDING, "kind": "building", "name": "1号楼", "parent": clocked.here, "community": clocked.here}
    about = dict.fromkeys(("households", "residents", "party_members"))
    with clocked.at(-200) as tx:
        registers.register_places(tx, [{**about, **place}])
        enrolment.import_roll(
            tx, PHONES, clocked.here, [{**told, "party_member": True, "group": "snow-clearing-group"}], False
        )
        form(tx, clocked, clocked.ids[number - 1])
        teams.assign_duty(tx, clocked.here, [{"volunteer": reference, "buildings": [BUILDING]}])
        said = {"languages": ["四川话"], "wishes": ["health_care"]}
        said["availability"] = [{"weekday": 1, "starts": "09:00", "ends": "11:00"}]
        said["credentials"] = [{"skill": "急救", "evidence": "救护员证 0815", "valid_until": None}]
        descriptions.describe(tx, person, {**said, "volunteer_id": volunteer_id})
    training = {"kind": "drill", "skill": "应急演练", "months": 12}
    served, missed = clocked.plan(0, 2, training=training), clocked.plan(-48, -46)
    with clocked.at(-50) as tx:
        sign_ups.sign_up(tx, person, missed, None)
    with clocked.at(-45) as tx:
        no_shows.record(tx, clocked.worker, missed, [volunteer_id])
    with clocked.at(-44) as tx:
        no_shows.object_to(tx, person, missed, "那天我在医院陪母亲")
        decided = {"activity_id": missed, "volunteer": volunteer_id, "decision": "upheld"}
        no_shows.decide(tx, clocked.other_worker, {**decided, "reason": f"问过{NAME}"})
    with clocked.at(0) as tx:
        presences.check_in(tx, clocked.worker, served, volunteer_id, None)
    with clocked.at(2) as tx:
        presences.check_out(tx, clocked.worker, served, volunteer_id, None)
    granted = {
        "volunteer_id": volunteer_id,
        "minutes": 90,
        "reason": f"{NAME}连夜铲雪",
        "granted_on": date(2026, 11, 20),
    }
    visited = {"community": clocked.here, "building": BUILDING, "kind": "door_knock", "visited_on": date(2026, 11, 20)}
    found = {"finding": "水管漏水", "need": {"kind": None, "urgency": "utilities"}}
    with clocked.at(3) as tx:
        honours.grant(tx, clocked.worker, granted)
        visits.log_visit(tx, clocked.worker, {**visited, **found, "volunteer": volunteer_id})
    _care(clocked, volunteer_id)
    _squad(clocked, volunteer_id)
    with clocked.at(3.5) as tx:
        living = {"community": clocked.here, "volunteers": [volunteer_id], "persons": [tx.new_id()]}
        households.record(tx, clocked.worker, living)
    with clocked.at(4) as tx:
        day = date(2026, 11, 20)
        certificates.issue(tx, person, {"volunteer_id": volunteer_id, "first": day, "last": day})
    return volunteer_id


def _care(clocked: Clocked, volunteer_id: str) -> None:
    """Stood duty at a station, is paired with a household, called somebody on a daily roll and walked a round."""
    day, by = date(2026, 11, 20), clocked.worker.person_id
    station = {"code": "xiezhuang-s1", "community": clocked.here, "kind": "general", "name": "总站", "compound": None}
    with clocked.at(-3) as tx:
        stations.register(tx, {**station, "serves": [], "amenities": [], "rooms": [], "opening": []})
        area = {"code": "xiezhuang-p1", "community": clocked.here, "name": "河边", "buildings": [], "place": "河边"}
        patrols.register(tx, {**area, "key": False, "rounds_a_day": None})
        person = {"called": "一零一", "building": BUILDING}
        opened = {"community": clocked.here, "title": "居家", "first_day": day, "last_day": None, "silence_hour": 20}
        opened |= {"people": [person], "callers": []}
        roll, [entry_id] = daily_roll.open_roll(tx, PHONES, clocked.worker, opened)
    with clocked.at(1) as tx:
        shift = {"station": station["code"], "starts_at": time_at(-1), "ends_at": time_at(0)}
        named: dict[str, Any] = {"volunteer_id": volunteer_id}
        known: dict[str, Any] = {"roll_id": roll.roll_id, **named}
        report = {"entry_id": entry_id, "day": day, "state": "well", "reported_by": by, "reported_at": tx.now}
        pairing = {"community": clocked.here, "building": BUILDING, "called_sealed": "…", "delivery": "health"}
        rhythm = {"every_days": 7, "started_on": day, "due_on": day, "lapse_told": False, "paired_by": by}
        walked = {"area": area["code"], "day": day, "came_at": time_at(0), "finding": "路灯不亮"}
        tx.session.add_all(
            [
                StationDutyRow(duty_id=tx.new_id(), **shift, **named),
                RollCallerRow(**known),
                RollReportRow(report_id=tx.new_id(), **report, **known),
                PairingRow(pairing_id=tx.new_id(), **pairing, **rhythm, sequence=1, **named),
                PastMemberRow(team=TEAM, number=1, role="member", until=tx.now, **named),
                PatrolRoundRow(round_id=tx.new_id(), **walked, logged_by=by, logged_at=tx.now, **named),
            ]
        )


def _squad(clocked: Clocked, volunteer_id: str) -> None:
    """Was called out, came, and is seconded by an organisation."""
    unit = {"code": "water", "kind": "department", "name": "供水", "community": None, "paired_with": []}
    with clocked.at(1.5) as tx:
        registers.register_organisations(tx, [{**unit, "appraised": False}])
    with clocked.at(1.5) as tx:
        by, call_out_id = clocked.worker.person_id, tx.new_id()
        called = {"team": TEAM, "community": clocked.here, "reason": "演练", "where": "河边", "respond_within": 30}
        tx.session.add(
            CallOutRow(call_out_id=call_out_id, **called, drill=True, called_by=by, called_at=tx.now, sequence=1)
        )
        tx.session.flush()
        named = {"call_out_id": call_out_id, "volunteer_id": volunteer_id}
        answered = {"number": 1, "answer": "coming", "minutes": 10, "answered_at": tx.now, "recorded_by": by}
        seconded = {"organisation": "water", "volunteer_id": volunteer_id, "community": clocked.next}
        tx.session.add_all(
            [
                CalledRow(**named),
                ResponseRow(**named, **answered),
                RollCallRow(
                    roll_call_id=tx.new_id(),
                    call_out_id=call_out_id,
                    taken_at=tx.now,
                    present=[volunteer_id],
                    recorded_by=by,
                    recorded_at=tx.now,
                ),
                SecondmentRow(
                    secondment_id=tx.new_id(), **seconded, from_day=date(2026, 11, 20), seconded_by=by, sequence=1
                ),
            ]
        )


def form(tx: Any, clocked: Clocked, *members: str) -> None:
    """A team led by the first of its members."""
    about = {"code": TEAM, "kind": "group", "name": "组", "community": clocked.here}
    teams.form_teams(tx, [{**about, "leader": members[0], "members": list(members)}])


def attend(clocked: Clocked, activity: str, who: str, came: float, left: float, at: float = 24.0) -> None:
    with clocked.at(at) as tx:
        row = {"volunteer": who, "came_at": time_at(came), "left_at": time_at(left)}
        attendance.record(tx, clocked.worker, activity, [row])


def rows_about(clocked: Clocked, volunteer_id: str) -> dict[str, list[dict[str, Any]]]:
    """What each table that names volunteers keeps of this one."""
    with clocked.database.reading() as session:
        return {
            table.name: [
                dict(row)
                for row in session.execute(sa.select(table).where(table.c.volunteer_id == volunteer_id)).mappings()
            ]
            for table in NAMING
        }
