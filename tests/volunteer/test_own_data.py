"""One's own data: everything that any table keeps, and nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chassis.refusals import Forbidden, NotFound
from chassis.transaction import new_id
from contracts.requests.personal_data import OwnData
from volunteer import merges, own_data

from tests.actors import actor, volunteer, worker
from tests.volunteer.clocked import Clocked
from tests.volunteer.whole_person import NAME, PHONES, attend, complete, rows_about


def export(clocked: Clocked, who: str, by: Any) -> dict[str, Any]:
    with clocked.database.reading() as session:
        return OwnData().dump(own_data.own_data(session, PHONES, by, who))


def test_all_that_any_table_keeps_is_there(clocked: Clocked) -> None:
    who = complete(clocked)
    kept = rows_about(clocked, who)
    assert all(kept.values())
    found = export(clocked, who, volunteer(who))
    [record] = found["records"]
    assert (record["name"], record["phone"], record["reference"]) == (NAME, "13900002002", "xz-2")
    told = [row for subject in found.values() for row in subject]
    for table, rows in kept.items():
        for row in rows:
            shown = {name: value for name, value in row.items() if not name.endswith(("_by", "_sealed"))}
            own = {name for name, value in shown.items() if isinstance(value, (str, int))}
            assert any(all(one.get(name) == row[name] for name in own) for one in told), table
    titled = {one["activity_id"]: one["title"] for one in found["activities"]}
    assert {row["activity_id"] for row in found["attendances"] + found["no_shows"]} <= titled.keys()
    assert json.loads(json.dumps(found)) == found


def test_nothing_of_other_people_is_there(clocked: Clocked) -> None:
    who, other = complete(clocked), clocked.ids[0]
    activity = clocked.plan(4, 6)
    attend(clocked, activity, who, 4, 6)
    attend(clocked, activity, other, 4, 6)
    told = json.dumps(export(clocked, who, clocked.worker), ensure_ascii=False)
    for person in (other, "志愿者1", clocked.worker.person_id, clocked.other_worker.person_id):
        assert person not in told


def test_all_versions_are_there_and_what_was_merged(clocked: Clocked) -> None:
    kept, merged, _ = clocked.ids
    activity = clocked.plan(0, 2)
    attend(clocked, activity, merged, 0, 2)
    attend(clocked, activity, merged, 0, 1.5, at=25)
    with clocked.at(48) as tx:
        merges.merge(tx, clocked.worker, kept, merged, "登记了两次")
    found = export(clocked, kept, volunteer(kept))
    assert [one["volunteer_id"] for one in found["records"]] == [kept, merged]
    versions = [(one["volunteer_id"], one["version"], one["minutes"]) for one in found["attendances"]]
    assert versions == [(merged, 1, 120), (merged, 2, 90), (kept, 3, 90)]


def test_only_oneself_and_workers_of_the_community(clocked: Clocked) -> None:
    who = clocked.ids[0]
    for stranger in (actor(), volunteer(clocked.ids[1]), worker(clocked.next)):
        with pytest.raises(Forbidden):
            export(clocked, who, stranger)
    with pytest.raises(NotFound):
        export(clocked, new_id(), clocked.worker)


def test_over_the_wire(neighbourhood: Any) -> None:
    who = neighbourhood.enrol({"name": "何平", "phone": "13900002008"})["rows"][0]["volunteer_id"]
    found = neighbourhood.ask("own_data", {"volunteer_id": who}, volunteer(who))
    assert (found["records"][0]["phone"], found["attendances"]) == ("13900002008", [])
