"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .certificates import CertificateRow
from .daily_roll import RollCallerRow, RollEntryRow, RollReportRow, RollRow
from .duty import DutyRow, VisitRow
from .hours import CheckInSecretRow, HonourHoursRow, HoursPolicyRow, NoShowRow, PresenceRow
from .pairings import ContactRow, PairingRow
from .patrols import PatrolAreaRow, PatrolRoundRow
from .people import MemberRow, OrganisationRow, PlaceRow, SerialRow, SkillRow, TeamRow, VolunteerRow
from .series import SeriesRow
from .stations import StationCheckRow, StationDutyRow, StationRow
from .talents import AvailabilityRow, CredentialRow, LanguageRow, WishRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "AvailabilityRow",
    "Base",
    "CertificateRow",
    "CheckInSecretRow",
    "ContactRow",
    "CredentialRow",
    "DutyRow",
    "HonourHoursRow",
    "HoursPolicyRow",
    "LanguageRow",
    "MemberRow",
    "NoShowRow",
    "OrganisationRow",
    "PairingRow",
    "PatrolAreaRow",
    "PatrolRoundRow",
    "PlaceRow",
    "PresenceRow",
    "RollCallerRow",
    "RollEntryRow",
    "RollReportRow",
    "RollRow",
    "SerialRow",
    "SeriesRow",
    "SignUpRow",
    "SkillRow",
    "StationCheckRow",
    "StationDutyRow",
    "StationRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
    "WishRow",
]
