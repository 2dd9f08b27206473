"""What may be asked about teams: who stands in them and did, and what they are and were for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from contracts.requests import teams as requests

from .. import joining, members
from ..models import TeamRow
from .rules import WORKER, Answer


class Teams:
    @command(requests.JoinTeam, requests.TeamWithMembers, requires=WORKER)
    def join_team(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return joining.with_members(tx.session, joining.join(tx, actor, request))

    @command(requests.LeaveTeam, requests.LeftTeam)
    def leave_team(self, tx: Transaction, actor: Actor, request: Answer) -> TeamRow:
        return joining.leave(tx, actor, request["team"], request["volunteer"])

    @command(requests.ConvertTeam, requests.TeamWithMembers, requires=WORKER)
    def convert_team(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return joining.with_members(tx.session, joining.convert(tx, actor, request))

    @query(requests.TeamQuery, requests.TeamWithMembers)
    def team(self, session: Session, actor: Actor, request: Answer) -> Answer:
        team = members.found(session, request["team"])
        members.require_leading(session, actor, team)
        return joining.with_members(session, team)

    @query(requests.TeamHistoryQuery, requests.TeamHistory)
    def team_history(self, session: Session, actor: Actor, request: Answer) -> Answer:
        team = members.found(session, request["team"])
        members.require_leading(session, actor, team)
        return joining.history(session, team)
