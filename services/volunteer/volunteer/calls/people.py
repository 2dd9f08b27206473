"""What may be asked about places, organisations, volunteers and teams."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import require_worker
from chassis.refusals import NotFound
from contracts.requests import volunteer as requests

from .. import enrolment, queries, registers, teams
from ..models import VolunteerRow
from ..settings import PhoneKey
from .rules import ADMIN, WORKER, Answer


class People:
    phones = PhoneKey()

    @command(requests.RegisterPlaces, requests.RegisteredCodes, requires=ADMIN)
    def register_places(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return registers.register_places(tx, request["places"], request["dry_run"])

    @command(requests.RegisterOrganisations, requests.RegisteredCodes, requires=ADMIN)
    def register_organisations(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return registers.register_organisations(tx, request["organisations"], request["dry_run"])

    @command(requests.ImportVolunteers, requests.ImportedVolunteers, requires=WORKER)
    def import_volunteers(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return enrolment.import_roll(
            tx, self.phones, request["community"], request["rows"], request["dry_run"], actor.person_id
        )

    @command(requests.RegisterVolunteer, requests.Volunteer)
    def register_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return kept(tx.session, enrolment.register(tx, self.phones, actor, request))

    @command(requests.WithdrawVolunteer, requests.Volunteer)
    def withdraw_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return kept(tx.session, enrolment.withdraw(tx, actor, request["volunteer_id"]))

    @command(requests.FormTeams, requests.RegisteredCodes, requires=WORKER)
    def form_teams(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        for team in request["teams"]:
            require_worker(actor, team["community"])
        return teams.form_teams(tx, request["teams"], request["dry_run"])

    @query(requests.PlacesQuery, requests.Places)
    def places(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": queries.places(session, request["kind"], request["community"])}

    @query(requests.OrganisationsQuery, requests.Organisations)
    def organisations(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": queries.organisations(session, request["kind"], request["paired_with"])}

    @query(requests.VolunteersQuery, requests.Volunteers)
    def volunteers(self, session: Session, actor: Actor, request: Answer) -> Answer:
        rows, next_cursor = queries.volunteers(session, **request)
        return {"items": self._shown(session, actor, rows), "next_cursor": next_cursor}

    @query(requests.VolunteerQuery, requests.Volunteer)
    def volunteer(self, session: Session, actor: Actor, request: Answer) -> Answer:
        row = session.get(VolunteerRow, request["volunteer_id"])
        if row is None:
            raise NotFound(what="volunteer", id=request["volunteer_id"])
        return self._shown(session, actor, [row])[0]

    @query(requests.NamesQuery, requests.Names)
    def names(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"names": queries.names(session, request["volunteer_ids"])}

    @query(requests.TeamsQuery, requests.Teams)
    def teams(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": queries.teams(session, **request)}

    def _shown(self, session: Session, actor: Actor, rows: list[VolunteerRow]) -> list[Answer]:
        def phone_of(row: VolunteerRow) -> str | None:
            may_see = enrolment.is_own(row, actor) or actor.works_in(row.community)
            return self.phones.open(row.phone_sealed) if row.phone_sealed and may_see else None

        return queries.shown(session, rows, phone_of)


def kept(session: Session, row: VolunteerRow) -> Answer:
    """A volunteer as the answer to a command."""
    # It is kept for when the command is asked again, and a telephone number is kept nowhere in the clear.
    session.flush()
    return queries.shown(session, [row], lambda row: None)[0]
