"""The tables of the ticketing service."""

from .base import Base
from .clocks import ClockRow, ClockStepRow
from .copies import OrganisationRow, PlaceRow, VolunteerRow
from .hazards import HazardRow, HazardStepRow
from .indicators import IndicatorEntryRow, IndicatorRow, IndicatorTargetRow
from .needs import CallBackRow, NeedRow, Record, SeriesRow, ServiceRow, StepRow, WhistleRow

__all__ = [
    "Base",
    "CallBackRow",
    "ClockRow",
    "ClockStepRow",
    "HazardRow",
    "HazardStepRow",
    "IndicatorEntryRow",
    "IndicatorRow",
    "IndicatorTargetRow",
    "NeedRow",
    "OrganisationRow",
    "PlaceRow",
    "Record",
    "SeriesRow",
    "ServiceRow",
    "StepRow",
    "VolunteerRow",
    "WhistleRow",
]
