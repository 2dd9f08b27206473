"""The tables of the ticketing service."""

from .base import Base
from .clocks import ClockRow, ClockStepRow
from .copies import OrganisationRow, PlaceRow, VolunteerRow
from .hazards import HazardRow, HazardStepRow
from .indicators import IndicatorEntryRow, IndicatorRow, IndicatorTargetRow
from .lists import MatchRow, NeedEntryRow, RefinedNeedRow, ResourceRow
from .meetings import DecisionRow, FollowUpRow, MeetingRow, MinutesRow
from .needs import CallBackRow, NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow
from .projects import MilestoneRow, ProjectEntryRow, ProjectRow, ProjectStepRow, ReportRow, SpendingRow
from .rating_links import RatingLinkRow

__all__ = [
    "Base",
    "CallBackRow",
    "ClockRow",
    "ClockStepRow",
    "DecisionRow",
    "FollowUpRow",
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
    "PlaceRow",
    "ProjectEntryRow",
    "ProjectRow",
    "ProjectStepRow",
    "RatingLinkRow",
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
