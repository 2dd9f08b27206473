"""The tables of the ticketing service."""

from .base import Base
from .copies import OrganisationRow, PlaceRow, VolunteerRow
from .lists import MatchRow, NeedEntryRow, RefinedNeedRow, ResourceRow
from .meetings import DecisionRow, FollowUpRow, MeetingRow, MinutesRow
from .needs import NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow
from .projects import MilestoneRow, ProjectEntryRow, ProjectRow, ProjectStepRow, ReportRow, SpendingRow

__all__ = [
    "Base",
    "DecisionRow",
    "FollowUpRow",
    "MatchRow",
    "MeetingRow",
    "MilestoneRow",
    "MinutesRow",
    "NeedEntryRow",
    "NeedRow",
    "OrganisationRow",
    "PlaceRow",
    "ProjectEntryRow",
    "ProjectRow",
    "ProjectStepRow",
    "Record",
    "RefinedNeedRow",
    "ReportRow",
    "ResourceRow",
    "SeriesRow",
    "ServiceRow",
    "SpendingRow",
    "StepRow",
    "VolunteerRow",
    "WhistleRow",
]
