"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .certificates import CertificateRow
from .daily_roll import RollCallerRow, RollEntryRow, RollReportRow, RollRow
from .duty import DutyRow, VisitRow
from .hours import CheckInSecretRow, HonourHoursRow, HoursPolicyRow, NoShowRow, PresenceRow
from .households import HouseholdPersonRow, HouseholdRow, HouseholdVolunteerRow
from .pairings import ContactRow, PairingRow
from .patrols import PatrolAreaRow, PatrolRoundRow
from .people import OrganisationRow, PlaceRow, SerialRow, SkillRow, VolunteerRow
from .secondments import SecondmentRow
from .series import SeriesRow
from .squads import CalledRow, CallOutRow, ProcedureRow, ResponseRow, RollCallRow
from .stations import StationCheckRow, StationDutyRow, StationRow
from .talents import AvailabilityRow, CertificationRow, CredentialRow, LanguageRow, WishRow
from .teams import MemberRow, PastMemberRow, PurposeRow, TeamRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "AvailabilityRow",
    "Base",
    "CallOutRow",
    "CalledRow",
    "CertificateRow",
    "CertificationRow",
    "CheckInSecretRow",
    "ContactRow",
    "CredentialRow",
    "DutyRow",
    "HonourHoursRow",
    "HouseholdPersonRow",
    "HouseholdRow",
    "HouseholdVolunteerRow",
    "HoursPolicyRow",
    "LanguageRow",
    "MemberRow",
    "NoShowRow",
    "OrganisationRow",
    "PairingRow",
    "PastMemberRow",
    "PatrolAreaRow",
    "PatrolRoundRow",
    "PlaceRow",
    "PresenceRow",
    "ProcedureRow",
    "PurposeRow",
    "ResponseRow",
    "RollCallRow",
    "RollCallerRow",
    "RollEntryRow",
    "RollReportRow",
    "RollRow",
    "SecondmentRow",
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
