"""The tables of the volunteer service. Each record has a `sequence`: its version, one more at every change."""

from .activities import ActivityRow, AttendanceRow, SignUpRow
from .base import Base
from .daily_roll import RollCallerRow, RollEntryRow, RollReportRow, RollRow
from .duty import DutyRow, VisitRow
from .pairings import ContactRow, PairingRow
from .patrols import PatrolAreaRow, PatrolRoundRow
from .people import MemberRow, OrganisationRow, PlaceRow, SerialRow, SkillRow, TeamRow, VolunteerRow
from .stations import StationCheckRow, StationDutyRow, StationRow

__all__ = [
    "ActivityRow",
    "AttendanceRow",
    "Base",
    "ContactRow",
    "DutyRow",
    "MemberRow",
    "OrganisationRow",
    "PairingRow",
    "PatrolAreaRow",
    "PatrolRoundRow",
    "PlaceRow",
    "RollCallerRow",
    "RollEntryRow",
    "RollReportRow",
    "RollRow",
    "SerialRow",
    "SignUpRow",
    "SkillRow",
    "StationCheckRow",
    "StationDutyRow",
    "StationRow",
    "TeamRow",
    "VisitRow",
    "VolunteerRow",
]
