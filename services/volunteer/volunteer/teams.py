"""Teams and building duty: which volunteers stand together, and for which buildings each answers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Invalid
from contracts import Envelope
from contracts.events import TeamFormed

from . import groups, members, naming, purposes, records, standing
from .models import DutyRow, MemberRow, TeamRow
from .registers import communities_among, places_among, require_community, wrong_building

MOST_MEMBERS = 2000
"""In one team, as many as an event carries."""


def form_teams(tx: Transaction, rows: list[dict[str, Any]], dry_run: bool = False) -> dict[str, int]:
    """Add or change teams by code, or with `dry_run` only say how many. Members are named by volunteer id or by the
    reference in the team's community.

    Raises `Invalid`: ``repeated``, ``unknown``, ``withdrawn``, ``fixed`` (a team stays in its community),
    ``not_allowed`` (an industry of another kind of team), ``call_out_running``, and as `groups.wrong_parent`.
    """
    known = _teams(tx.session, {code for row in rows for code in (row["code"], row.get("parent")) if code})
    faults: dict[int, dict[str, Any]] = defaultdict(dict)
    for position in records.repeated([row["code"] for row in rows]):
        faults[position]["code"] = ["repeated"]
    communities = communities_among(tx.session, {row["community"] for row in rows})
    called_out = purposes.called_out(tx.session, known)
    named = naming.Named(tx.session, ((row["community"], [*row["members"], row["leader"]]) for row in rows))
    wanted = []
    for position, row in enumerate(rows):
        before = known.get(row["code"])
        if row["community"] not in communities:
            faults[position]["community"] = ["unknown"]
        elif before is not None and before["community"] != row["community"]:
            faults[position]["community"] = [f"fixed:{before['community']}"]
        if before is not None and before["kind"] != row["kind"] and row["code"] in called_out:
            faults[position]["kind"] = ["call_out_running"]
        if row.get("industry") is not None and row["kind"] != "industry_team":
            faults[position]["industry"] = ["not_allowed"]
        ids, wrong = named.find_all(row["community"], row["members"])
        if wrong:
            faults[position]["members"] = wrong
        leader = None
        if row["leader"] is not None:
            [leader], wrong = named.find_all(row["community"], [row["leader"]])
            if wrong:
                faults[position]["leader"] = wrong[0]
        industry = {} if row["kind"] == "industry_team" else {"industry": None}
        wanted.append({**row, **industry, "leader": leader, "members": list(dict.fromkeys(ids))})
    for position, code in _wrong_parents(tx.session, wanted, known).items():
        faults[position]["parent"] = [code]
    if faults:
        raise Invalid({"teams": dict(faults)})
    difference = records.compare(wanted, known)
    if not dry_run:
        _store(tx, difference)
    return difference.counts


def leave_all(tx: Transaction, volunteer_id: str) -> None:
    """Take a volunteer out of every team."""
    for team, before in _standing_in(tx, volunteer_id):
        _settle(tx, team, standing.left(before, volunteer_id))


def replace(tx: Transaction, volunteer_id: str, by: str) -> None:
    """Put the volunteer `by` in the place of another in every team, keeping their own where they are in it already."""
    for team, before in _standing_in(tx, volunteer_id):
        if by not in before:
            members.rename(tx, team, volunteer_id, by)
        _settle(tx, team, standing.replaced(before, volunteer_id, by))


def assign_duty(tx: Transaction, community: str, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Set the buildings of each named volunteer, in place of those before.

    Raises `Invalid`: ``repeated``, ``unknown``, ``withdrawn``, ``not_a_building``, ``wrong_community``.
    """
    require_community(tx.session, community, lock=True)
    faults: dict[int, dict[str, Any]] = defaultdict(dict)
    named = naming.Named(tx.session, [(community, [row["volunteer"] for row in rows])])
    places = places_among(tx.session, {code for row in rows for code in row["buildings"]})
    wanted: list[dict[str, Any]] = []
    for position, row in enumerate(rows):
        [volunteer_id], wrong = named.find_all(community, [row["volunteer"]])
        if wrong:
            faults[position]["volunteer"] = wrong[0]
        elif any(duty["code"] == volunteer_id for duty in wanted):
            faults[position]["volunteer"] = ["repeated"]
        wrong_buildings = {
            index: [code]
            for index, building in enumerate(row["buildings"])
            if (code := wrong_building(places.get(building), community))
        }
        if wrong_buildings:
            faults[position]["buildings"] = wrong_buildings
        wanted.append({"code": volunteer_id, "buildings": sorted(row["buildings"])})
    if faults:
        raise Invalid({"duties": dict(faults)})
    known = {
        volunteer_id: {"code": volunteer_id, "buildings": buildings}
        for volunteer_id, buildings in _duty(tx.session, [duty["code"] for duty in wanted]).items()
    }
    difference = records.compare(wanted, known)
    for duty in [*difference.added, *difference.changed]:
        tx.session.execute(sa.delete(DutyRow).where(DutyRow.volunteer_id == duty["code"]))
        tx.session.add_all(DutyRow(volunteer_id=duty["code"], building=building) for building in duty["buildings"])
    return difference.counts


def _standing_in(tx: Transaction, volunteer_id: str) -> list[tuple[TeamRow, standing.Standings]]:
    """The teams in which the volunteer stands, locked, and how everybody stands in them."""
    joined = sa.select(MemberRow.team).where(MemberRow.volunteer_id == volunteer_id)
    found = sa.select(TeamRow).where(TeamRow.code.in_(joined))
    teams = list(tx.session.scalars(found.order_by(TeamRow.code).with_for_update()))
    standings = members.of_teams(tx.session, [team.code for team in teams])
    return [(team, standings[team.code]) for team in teams]


def _settle(tx: Transaction, team: TeamRow, after: standing.Standings) -> None:
    members.settle(tx, team, after)
    team.sequence += 1
    tell(tx, team, standing.listed(after))


def _teams(session: Session, codes: set[str]) -> dict[str, dict[str, Any]]:
    wanted = sa.select(TeamRow).where(TeamRow.code.in_(codes)).order_by(TeamRow.code).with_for_update()
    found = list(session.scalars(wanted))
    standings = members.of_teams(session, [team.code for team in found])
    fields = ("code", "kind", "name", "community", "leader", "parent", "industry")
    return {
        team.code: {
            **{field: getattr(team, field) for field in fields},
            "members": standing.listed(standings[team.code]),
        }
        for team in found
    }


def _store(tx: Transaction, difference: records.Difference) -> None:
    for team in difference.added:
        tx.session.add(TeamRow(sequence=1, **_without_members(team)))
    for team in difference.changed:
        kept = tx.session.get_one(TeamRow, team["code"])
        for field, value in _without_members(team).items():
            setattr(kept, field, value)
    tx.session.flush()
    before = members.of_teams(tx.session, [team["code"] for team in difference.changed])
    for team in [*difference.added, *difference.changed]:
        row = tx.session.get_one(TeamRow, team["code"])
        purposes.keep(tx, row, None)
        if row.code in before:
            row.sequence += 1
        members.settle(tx, row, standing.formed(before.get(row.code, {}), team["members"], team["leader"]))
        tell(tx, row, team["members"])


def _wrong_parents(session: Session, wanted: list[dict[str, Any]], known: dict[str, dict[str, Any]]) -> dict[int, str]:
    """The fault of each of the teams `wanted` whose parent is wrong, by position."""
    below = sa.select(TeamRow.code, TeamRow.parent, TeamRow.community).where(
        TeamRow.parent.in_([team["code"] for team in wanted])
    )
    parents: dict[str, str | None] = {}
    communities: dict[str, str] = {}
    for code, parent, community in session.execute(below):
        parents[code], communities[code] = parent, community
    for team in [*known.values(), *wanted]:
        parents[team["code"]] = team.get("parent", parents.get(team["code"]))
        communities[team["code"]] = team["community"]
    faults = {
        position: groups.wrong_parent(team["code"], parents, communities)
        for position, team in enumerate(wanted)
        if "parent" in team
    }
    return {position: code for position, code in faults.items() if code is not None}


def _duty(session: Session, volunteer_ids: list[str]) -> defaultdict[str, list[str]]:
    found = sa.select(DutyRow).where(DutyRow.volunteer_id.in_(volunteer_ids)).order_by(DutyRow.building)
    duty: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.scalars(found):
        duty[row.volunteer_id].append(row.building)
    return duty


def _without_members(team: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in team.items() if field != "members"}


def tell(tx: Transaction, team: TeamRow, listed: list[str], cause: Envelope | None = None) -> None:
    """Tell the team with its members as they are. `cause`: the event that led to it."""
    tx.emit(
        TeamFormed(
            community=team.community,
            sequence=team.sequence,
            team=team.code,
            kind=team.kind,
            name=team.name,
            members=listed,
            leader=team.leader,
        ),
        cause,
    )
