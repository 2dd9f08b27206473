"""What may be asked about hours: how they count, who checks in and out, what is set aside, no-shows, honour hours."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, every, query
from chassis.access import require_worker
from chassis.database import utc_now
from contracts import district
from contracts.requests import certificates as certificate_requests
from contracts.requests import hours as requests
from contracts.requests.activities import Attendance

from .. import attendance, certificates, honours, hours_policies, no_shows, presences, service_records, service_totals
from ..models import AttendanceRow, HonourHoursRow, HoursPolicyRow
from .rules import WORKER, Answer


class Hours:
    @command(requests.DecideHoursPolicy, requests.HoursPolicy, requires=WORKER)
    def decide_hours_policy(self, tx: Transaction, actor: Actor, request: Answer) -> HoursPolicyRow:
        return hours_policies.decide(tx, actor, request)

    @query(requests.HoursPoliciesQuery, requests.HoursPolicies)
    def hours_policies(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return hours_policies.shown(session, request["community"], district.day_of(utc_now()))

    @command(requests.ShowCheckInCode, requests.CheckInCode, requires=WORKER)
    def show_check_in_code(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return presences.show_code(tx, actor, request["activity_id"])

    @command(requests.CheckIn, requests.Presence)
    def check_in(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return presences.check_in(tx, actor, request["activity_id"], request["volunteer"], request["code"])

    @command(requests.CheckOut, requests.Presence)
    def check_out(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return presences.check_out(tx, actor, request["activity_id"], request["volunteer"], request["code"])

    @every(seconds=5)
    def settle_forgotten(self, tx: Transaction) -> None:
        presences.settle_forgotten(tx)

    @query(requests.PresencesQuery, requests.Presences)
    def presences(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return {"items": presences.presences(session, actor, request["activity_id"])}

    @command(requests.DecideDoubt, Attendance, requires=WORKER)
    def decide_doubt(self, tx: Transaction, actor: Actor, request: Answer) -> AttendanceRow:
        return attendance.decide(tx, actor, request)

    @query(requests.SetAsideQuery, requests.SetAside, requires=WORKER)
    def set_aside(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        items, next_cursor = attendance.page_set_aside(session, **request)
        return {"items": items, "next_cursor": next_cursor}

    @command(requests.RecordNoShows, requests.NoShows, requires=WORKER)
    def record_no_shows(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return {"items": no_shows.record(tx, actor, request["activity_id"], request["volunteers"])}

    @command(requests.ObjectToNoShow, requests.NoShow)
    def object_to_no_show(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return no_shows.object_to(tx, actor, request["activity_id"], request["objection"])

    @command(requests.DecideNoShow, requests.NoShow, requires=WORKER)
    def decide_no_show(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return no_shows.decide(tx, actor, request)

    @command(requests.GrantHonourHours, requests.HonourHours, requires=WORKER)
    def grant_honour_hours(self, tx: Transaction, actor: Actor, request: Answer) -> HonourHoursRow:
        return honours.grant(tx, actor, request)

    @command(requests.RevokeHonourHours, requests.HonourHours, requires=WORKER)
    def revoke_honour_hours(self, tx: Transaction, actor: Actor, request: Answer) -> HonourHoursRow:
        return honours.revoke(tx, actor, request["grant_id"], request["reason"])

    @command(certificate_requests.IssueCertificate, certificate_requests.Certificate)
    def issue_certificate(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return certificates.issue(tx, actor, request)

    @query(certificate_requests.CertificateQuery, certificate_requests.Certificate)
    def certificate(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return certificates.certificate(session, actor, request["number"])

    @query(certificate_requests.CertificateQuery, certificate_requests.VerifiedCertificate)
    def verify_certificate(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return certificates.verify(session, request["number"])

    @query(requests.ServiceRecordQuery, requests.ServiceRecord)
    def service_record(self, session: Session, actor: Actor, request: Answer) -> Answer:
        volunteer = service_records.require_own(session, actor, request["volunteer_id"])
        return service_records.record(session, volunteer, *_days(request))

    @query(requests.ServiceTotalsQuery, requests.ServiceTotals, requires=WORKER)
    def service_totals(self, session: Session, actor: Actor, request: Answer) -> Answer:
        require_worker(actor, request["community"])
        return service_totals.reckon(session, request["community"], *_days(request))


def _days(request: Answer) -> tuple[date, date]:
    """The first and the last day asked for; by default this year's until today."""
    today = district.day_of(utc_now())
    return request["first"] or today.replace(month=1, day=1), request["last"] or today
