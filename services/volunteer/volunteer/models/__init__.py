"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .duty import DutyRow, VisitRow
from .people import MemberRow, OrganisationRow, PlaceRow, SerialRow, SkillRow, TeamRow, VolunteerRow
from .series import SeriesRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "Base",
    "DutyRow",
    "MemberRow",
    "OrganisationRow",
    "PlaceRow",
    "SerialRow",
    "SeriesRow",
    "SignUpRow",
    "SkillRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
]
