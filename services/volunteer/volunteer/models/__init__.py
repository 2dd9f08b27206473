"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .duty import DutyRow, VisitRow
from .people import MemberRow, OrganisationRow, PlaceRow, SerialRow, SkillRow, TeamRow, VolunteerRow
from .talents import AvailabilityRow, CredentialRow, LanguageRow, WishRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "AvailabilityRow",
    "Base",
    "CredentialRow",
    "DutyRow",
    "LanguageRow",
    "MemberRow",
    "OrganisationRow",
    "PlaceRow",
    "SerialRow",
    "SignUpRow",
    "SkillRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
    "WishRow",
]
