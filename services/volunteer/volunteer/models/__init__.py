"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .certificates import CertificateRow
from .duty import DutyRow, VisitRow
from .hours import CheckInSecretRow, HonourHoursRow, HoursPolicyRow, NoShowRow, PresenceRow
from .people import MemberRow, OrganisationRow, PlaceRow, SerialRow, SkillRow, TeamRow, VolunteerRow
from .series import SeriesRow
from .talents import AvailabilityRow, CredentialRow, LanguageRow, WishRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "AvailabilityRow",
    "Base",
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
    "PlaceRow",
    "PresenceRow",
    "SerialRow",
    "SeriesRow",
    "SignUpRow",
    "SkillRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
    "WishRow",
]
