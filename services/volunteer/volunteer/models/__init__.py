"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .certificates import CertificateRow
from .duty import DutyRow, VisitRow
from .hours import CheckInSecretRow, HonourHoursRow, HoursPolicyRow, NoShowRow, PresenceRow
from .people import OrganisationRow, PlaceRow, SerialRow, SkillRow, VolunteerRow
from .secondments import SecondmentRow
from .series import SeriesRow
from .squads import CalledRow, CallOutRow, ProcedureRow, ResponseRow, RollCallRow
from .talents import AvailabilityRow, CredentialRow, LanguageRow, WishRow
from .teams import MemberRow, PastMemberRow, PurposeRow, TeamRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "AvailabilityRow",
    "Base",
    "CallOutRow",
    "CalledRow",
    "CertificateRow",
    "CheckInSecretRow",
    "CredentialRow",
    "DutyRow",
    "HonourHoursRow",
    "HoursPolicyRow",
    "LanguageRow",
    "MemberRow",
    "NoShowRow",
    "OrganisationRow",
    "PastMemberRow",
    "PlaceRow",
    "PresenceRow",
    "ProcedureRow",
    "PurposeRow",
    "ResponseRow",
    "RollCallRow",
    "SecondmentRow",
    "SerialRow",
    "SeriesRow",
    "SignUpRow",
    "SkillRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
    "WishRow",
]
