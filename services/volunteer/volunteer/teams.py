"""Teams and building duty: which volunteers stand together, and for which buildings each answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from chassis import Transaction
from chassis.refusals import Invalid
from contracts.events import TeamFormed

from . import records
from .models import DutyRow, MemberRow, TeamRow, VolunteerRow
from .registers import communities_among, places_among, require_community, wrong_building

_PARTS = 500


def form_teams(tx: Transaction, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Add or change teams by code. Members are named by volunteer id or by the reference in the team's community.

    Raises `Invalid`: ``repeated``, ``unknown``, ``withdrawn``, ``fixed`` (a team stays in its community).
    """
    known = _teams(tx.session, {row["code"] for row in rows})
    faults: dict[int, dict[str, Any]] = defaultdict(dict)
    for position in records.repeated([row["code"] for row in rows]):
        faults[position]["code"] = ["repeated"]
    communities = communities_among(tx.session, {row["community"] for row in rows})
    named = Named(tx.session, ((row["community"], [*row["members"], row["leader"]]) for row in rows))
    wanted = []
    for position, row in enumerate(rows):
        before = known.get(row["code"])
        if row["community"] not in communities:
            faults[position]["community"] = ["unknown"]
        elif before is not None and before["community"] != row["community"]:
            faults[position]["community"] = [f"fixed:{before['community']}"]
        members, wrong = named.find_all(row["community"], row["members"])
        if wrong:
            faults[position]["members"] = wrong
        leader = None
        if row["leader"] is not None:
            [leader], wrong = named.find_all(row["community"], [row["leader"]])
            if wrong:
                faults[position]["leader"] = wrong[0]
        wanted.append({**row, "leader": leader, "members": list(dict.fromkeys(members))})
    if faults:
        raise Invalid({"teams": dict(faults)})
    difference = records.compare(wanted, known)
    for team in difference.added:
        tx.session.add(TeamRow(sequence=1, **_without_members(team)))
    for team in difference.changed:
        kept = tx.session.get_one(TeamRow, team["code"])
        for field, value in _without_members(team).items():
            setattr(kept, field, value)
        kept.sequence += 1
    tx.session.flush()
    for team in [*difference.added, *difference.changed]:
        _set_members(tx.session, team["code"], team["members"])
        _tell(tx, tx.session.get_one(TeamRow, team["code"]), team["members"])
    return difference.counts


def leave_all(tx: Transaction, volunteer_id: str) -> None:
    """Take a volunteer out of every team."""
    joined = sa.select(MemberRow.team).where(MemberRow.volunteer_id == volunteer_id)
    found = sa.select(TeamRow).where(TeamRow.code.in_(joined) | (TeamRow.leader == volunteer_id))
    teams = list(tx.session.scalars(found.order_by(TeamRow.code).with_for_update()))
    tx.session.execute(sa.delete(MemberRow).where(MemberRow.volunteer_id == volunteer_id))
    members = _members(tx.session, [team.code for team in teams])
    for team in teams:
        if team.leader == volunteer_id:
            team.leader = None
        team.sequence += 1
        _tell(tx, team, members[team.code])


def replace(tx: Transaction, volunteer_id: str, by: str) -> None:
    """Put the volunteer `by` in the place of another in every team, keeping their own where they are in it already."""
    joined = sa.select(MemberRow.team).where(MemberRow.volunteer_id == volunteer_id)
    found = sa.select(TeamRow).where(TeamRow.code.in_(joined) | (TeamRow.leader == volunteer_id))
    teams = list(tx.session.scalars(found.order_by(TeamRow.code).with_for_update()))
    members = _members(tx.session, [team.code for team in teams])
    for team in teams:
        together = _replaced(members[team.code], volunteer_id, by)
        _set_members(tx.session, team.code, together)
        if team.leader == volunteer_id:
            team.leader = by
        team.sequence += 1
        _tell(tx, team, together)


def assign_duty(tx: Transaction, community: str, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Set the buildings of each named volunteer, in place of those before.

    Raises `Invalid`: ``repeated``, ``unknown``, ``withdrawn``, ``not_a_building``, ``wrong_community``.
    """
    require_community(tx.session, community, lock=True)
    faults: dict[int, dict[str, Any]] = defaultdict(dict)
    named = Named(tx.session, [(community, [row["volunteer"] for row in rows])])
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


class Named:
    """Volunteers found by id or, in a community, by reference. `asked`: communities with what is named in each."""

    def __init__(self, session: Session, asked: Iterable[tuple[str, Iterable[str | None]]]) -> None:
        self._found: dict[tuple[str | None, str], VolunteerRow] = {}
        by_community: defaultdict[str, set[str]] = defaultdict(set)
        for community, named in asked:
            by_community[community].update(one for one in named if one is not None)
        for community, names in by_community.items():
            ordered = sorted(names)
            for start in range(0, len(ordered), _PARTS):
                self._look_up(session, community, ordered[start : start + _PARTS])

    def _look_up(self, session: Session, community: str, names: list[str]) -> None:
        referred = (VolunteerRow.community == community) & VolunteerRow.reference.in_(names)
        for row in session.scalars(sa.select(VolunteerRow).where(VolunteerRow.volunteer_id.in_(names) | referred)):
            self._found[None, row.volunteer_id] = row
            if row.reference:
                self._found[row.community, row.reference] = row

    def find_all(
        self, community: str, names: list[str], *, withdrawn: bool = False
    ) -> tuple[list[str], dict[int, list[str]]]:
        """The volunteer id of each of `names` (an empty one where it is wrong), and the faults by position.
        `withdrawn`: also those who do not serve any more."""
        ids, faults = [], {}
        for position, name in enumerate(names):
            row = self._found.get((None, name)) or self._found.get((community, name))
            if row is None or not (row.active or withdrawn):
                faults[position] = ["unknown" if row is None else "withdrawn"]
            ids.append(row.volunteer_id if row else "")
        return ids, faults


def _teams(session: Session, codes: set[str]) -> dict[str, dict[str, Any]]:
    wanted = sa.select(TeamRow).where(TeamRow.code.in_(codes)).order_by(TeamRow.code).with_for_update()
    found = list(session.scalars(wanted))
    members = _members(session, [team.code for team in found])
    fields = ("code", "kind", "name", "community", "leader")
    return {
        team.code: {**{field: getattr(team, field) for field in fields}, "members": members[team.code]}
        for team in found
    }


def _members(session: Session, codes: list[str]) -> defaultdict[str, list[str]]:
    found = sa.select(MemberRow).where(MemberRow.team.in_(codes)).order_by(MemberRow.team, MemberRow.position)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.scalars(found):
        members[row.team].append(row.volunteer_id)
    return members


def _duty(session: Session, volunteer_ids: list[str]) -> defaultdict[str, list[str]]:
    found = sa.select(DutyRow).where(DutyRow.volunteer_id.in_(volunteer_ids)).order_by(DutyRow.building)
    duty: defaultdict[str, list[str]] = defaultdict(list)
    for row in session.scalars(found):
        duty[row.volunteer_id].append(row.building)
    return duty


def _replaced(members: list[str], volunteer_id: str, by: str) -> list[str]:
    if by in members:
        return [one for one in members if one != volunteer_id]
    return [by if one == volunteer_id else one for one in members]


def _without_members(team: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in team.items() if field != "members"}


def _set_members(session: Session, team: str, members: list[str]) -> None:
    session.execute(sa.delete(MemberRow).where(MemberRow.team == team))
    session.add_all(
        MemberRow(team=team, volunteer_id=volunteer_id, position=position)
        for position, volunteer_id in enumerate(members)
    )


def _tell(tx: Transaction, team: TeamRow, members: list[str]) -> None:
    tx.emit(
        TeamFormed(
            community=team.community,
            sequence=team.sequence,
            team=team.code,
            kind=team.kind,
            name=team.name,
            members=members,
            leader=team.leader,
        )
    )
