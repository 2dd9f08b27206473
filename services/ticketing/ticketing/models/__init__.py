"""The tables of the ticketing service."""

from .base import Base
from .clocks import ClockRow, ClockStepRow
from .copies import OrganisationRow, PlaceRow, VolunteerRow
from .following import FollowerRow
from .hazards import HazardRow, HazardStepRow
from .indicators import IndicatorEntryRow, IndicatorRow, IndicatorTargetRow
from .lists import MatchRow, NeedEntryRow, RefinedNeedRow, ResourceRow
from .meetings import DecisionRow, FollowUpRow, MeetingRow, MinutesRow
from .needs import CallBackRow, NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow
from .photos import PhotoRow
from .projects import MilestoneRow, ProjectEntryRow, ProjectRow, ProjectStepRow, ReportRow, SpendingRow

__all__ = [
    "Base",
    "CallBackRow",
    "ClockRow",
    "ClockStepRow",
    "DecisionRow",
    "FollowUpRow",
    "FollowerRow",
    "HazardRow",
    "HazardStepRow",
    "IndicatorEntryRow",
    "IndicatorRow",
    "IndicatorTargetRow",
    "MatchRow",
    "MeetingRow",
    "MilestoneRow",
    "MinutesRow",
    "NeedEntryRow",
    "NeedRow",
    "OrganisationRow",
    "PhotoRow",
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
