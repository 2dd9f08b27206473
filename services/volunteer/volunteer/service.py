"""The volunteer service: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis import Actor, Database, Transaction, command, query
from chassis.access import require_worker, roles
from chassis.database import utc_now
from chassis.refusals import NotFound
from contracts import district
from contracts.requests import activities as activity_requests
from contracts.requests import duty as duty_requests
from contracts.requests import volunteer as requests

from . import activities, attendance, duty, enrolment, queries, registers, sign_ups, teams, visits
from .models import ActivityRow, Base, VisitRow, VolunteerRow
from .settings import PhoneKey

ADMIN = roles("district_admin")
WORKER = roles("community_worker", "district_admin")

SERVING = roles("volunteer", "officer", "community_worker", "district_admin")

Answer = dict[str, Any]


class VolunteerService:
    name = "volunteer"
    db = Database(Base.metadata)
    phones = PhoneKey()

    @command(requests.RegisterPlaces, requests.RegisteredCodes, requires=ADMIN)
    def register_places(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return registers.register_places(tx, request["places"])

    @command(requests.RegisterOrganisations, requests.RegisteredCodes, requires=ADMIN)
    def register_organisations(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return registers.register_organisations(tx, request["organisations"])

    @command(requests.ImportVolunteers, requests.ImportedVolunteers, requires=WORKER)
    def import_volunteers(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return enrolment.import_roll(tx, self.phones, request["community"], request["rows"], request["dry_run"])

    @command(requests.RegisterVolunteer, requests.Volunteer)
    def register_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _kept(tx.session, enrolment.register(tx, self.phones, actor, request))

    @command(requests.WithdrawVolunteer, requests.Volunteer)
    def withdraw_volunteer(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _kept(tx.session, enrolment.withdraw(tx, actor, request["volunteer_id"]))

    @command(requests.FormTeams, requests.RegisteredCodes, requires=WORKER)
    def form_teams(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        for team in request["teams"]:
            require_worker(actor, team["community"])
        return teams.form_teams(tx, request["teams"])

    @command(duty_requests.AssignBuildingDuty, requests.RegisteredCodes, requires=WORKER)
    def assign_building_duty(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return teams.assign_duty(tx, request["community"], request["duties"])

    @command(duty_requests.LogVisit, duty_requests.Visit)
    def log_visit(self, tx: Transaction, actor: Actor, request: Answer) -> VisitRow:
        return visits.log_visit(tx, actor, request)

    @query(duty_requests.BuildingDutyQuery, duty_requests.BuildingDuty, requires=SERVING)
    def building_duty(self, session: Session, actor: Actor, request: Answer) -> Answer:
        month = request["month"] or duty.month_of(district.day_of(utc_now()))
        return visits.building_duty(session, request["community"], month)

    @command(activity_requests.ScheduleActivity, activity_requests.Activity, requires=WORKER)
    def schedule_activity(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return _activity(tx.session, actor, activities.schedule(tx, actor, request))

    @command(activity_requests.CancelActivity, activity_requests.Activity, requires=WORKER)
    def cancel_activity(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, activities.cancel(tx, actor, request["activity_id"], request["reason"]))

    @command(activity_requests.SignUp, activity_requests.Activity)
    def sign_up(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, sign_ups.sign_up(tx, actor, request["activity_id"], request["volunteer"]))

    @command(activity_requests.WithdrawSignUp, activity_requests.Activity)
    def withdraw_sign_up(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _activity(tx.session, actor, sign_ups.withdraw(tx, actor, request["activity_id"], request["volunteer"]))

    @command(activity_requests.RecordAttendance, activity_requests.RecordedAttendances, requires=WORKER)
    def record_attendance(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return {"attendances": attendance.record(tx, actor, request["activity_id"], request["rows"])}

    @query(activity_requests.ActivitiesQuery, activity_requests.Activities)
    def activities(self, session: Session, actor: Actor, request: Answer) -> Answer:
        first = request["first"] or district.day_of(utc_now())
        rows, next_cursor = activities.page(session, **{**request, "first": first})
        return {"items": activities.shown(session, rows, actor.volunteer_id), "next_cursor": next_cursor}

    @query(activity_requests.ActivityQuery, activity_requests.ActivityInFull)
    def activity(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return activities.in_full(session, request["activity_id"], actor)

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
        return {"items": queries.teams(session, request["community"])}

    def _shown(self, session: Session, actor: Actor, rows: list[VolunteerRow]) -> list[Answer]:
        def phone_of(row: VolunteerRow) -> str | None:
            may_see = enrolment.is_own(row, actor) or actor.works_in(row.community)
            return self.phones.open(row.phone_sealed) if row.phone_sealed and may_see else None

        return queries.shown(session, rows, phone_of)


def _kept(session: Session, row: VolunteerRow) -> Answer:
    # The answer to a command is kept for when it is asked again, and a telephone number is kept nowhere in the clear.
    session.flush()
    return queries.shown(session, [row], lambda row: None)[0]


def _activity(session: Session, actor: Actor, row: ActivityRow) -> Answer:
    session.flush()
    return activities.shown(session, [row], actor.volunteer_id)[0]
