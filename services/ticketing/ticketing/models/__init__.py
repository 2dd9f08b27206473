"""The tables of the ticketing service."""

from .base import Base
from .compacts import CompactConsentRow, CompactVersionRow
from .copies import OrganisationRow, PlaceRow, VolunteerRow
from .deliberation import AgreedPointRow, ForumRow, OpinionRow, TopicRow
from .needs import NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow
from .surveys import SurveyAnswerRow, SurveyBriefingRow, SurveyHouseholdRow, SurveyRow

__all__ = [
    "AgreedPointRow",
    "Base",
    "CompactConsentRow",
    "CompactVersionRow",
    "ForumRow",
    "NeedRow",
    "OpinionRow",
    "OrganisationRow",
    "PlaceRow",
    "Record",
    "SeriesRow",
    "ServiceRow",
    "StepRow",
    "SurveyAnswerRow",
    "SurveyBriefingRow",
    "SurveyHouseholdRow",
    "SurveyRow",
    "TopicRow",
    "VolunteerRow",
    "WhistleRow",
]
