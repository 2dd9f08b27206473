"""The tables of the ticketing service."""

from .base import Base
from .clocks import ClockRow, ClockStepRow, TimeLimitsRow
from .compacts import CompactConsentRow, CompactVersionRow
from .copies import OrganisationRow, PlaceRow, TeamRow, VolunteerRow
from .deliberation import AgreedPointRow, ForumRow, OpinionRow, TopicRow
from .following import FollowerRow
from .hazards import HazardRow, HazardStepRow
from .indicators import IndicatorEntryRow, IndicatorRow, IndicatorTargetRow
from .lists import MatchRow, NeedEntryRow, RefinedNeedRow, ResourceRow
from .meetings import DecisionRow, FollowUpRow, MeetingRow, MinutesRow
from .needs import CallBackRow, NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow
from .orders import DeclinedAssignmentRow, HelperRow, OfferedToRow, SquadSummonsRow
from .photos import PhotoRow
from .projects import MilestoneRow, ProjectEntryRow, ProjectRow, ProjectStepRow, ReportRow, SpendingRow
from .rating_links import RatingLinkRow
from .surveys import SurveyAnswerRow, SurveyBriefingRow, SurveyHouseholdRow, SurveyRow

__all__ = [
    "DeclinedAssignmentRow",
    "HelperRow",
    "OfferedToRow",
    "SquadSummonsRow",
    "TeamRow",
    "AgreedPointRow",
    "Base",
    "CallBackRow",
    "ClockRow",
    "ClockStepRow",
    "CompactConsentRow",
    "CompactVersionRow",
    "DecisionRow",
    "FollowUpRow",
    "FollowerRow",
    "ForumRow",
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
    "OpinionRow",
    "OrganisationRow",
    "PhotoRow",
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
    "SurveyAnswerRow",
    "SurveyBriefingRow",
    "SurveyHouseholdRow",
    "SurveyRow",
    "TimeLimitsRow",
    "TopicRow",
    "VolunteerRow",
    "WhistleRow",
]
