"""What scoring keeps: facts as the bus told them, what follows from them, and copies of who and what is known; and the
books of points, which follow from nothing else.

Facts are the truth; sums, and who served where, can be had again from them. People stand here by id alone.
"""

from __future__ import annotations

from .aspects import (
    AppraisalAppeal,
    Deed,
    DepartmentClass,
    Mark,
    MeetingHeld,
    PublicAppraisal,
    PublishedAppraisal,
    SecondedVolunteer,
)
from .base import Base
from .benefits import Benefit, Redemption
from .closings import FinalRating, StarAppeal, StarClosing
from .copies import Community, Organisation, Volunteer
from .department_rulings import DepartmentAppeal, DepartmentRulingRow
from .departments import DepartmentCase, DepartmentQuarter, Whistle
from .households import Household, HouseholdMember
from .integrity import Rater, RatingDoubt, RatingToCheck, RecordAppeal, RulingRow, VolunteerPerson
from .points import PointsAccount, PointsHolder, PointsLine, PointsPosting
from .policies import AdoptedPolicy, StarTrial, StarTrialMove
from .records import MergedVolunteer, Record, RecordVersion
from .services import CompletedService, RatedService, ServedIn
from .volunteers import VolunteerYear

__all__ = [
    "AdoptedPolicy",
    "AppraisalAppeal",
    "Base",
    "Benefit",
    "Community",
    "CompletedService",
    "Deed",
    "DepartmentAppeal",
    "DepartmentCase",
    "DepartmentClass",
    "DepartmentQuarter",
    "DepartmentRulingRow",
    "FinalRating",
    "Household",
    "HouseholdMember",
    "Mark",
    "MeetingHeld",
    "MergedVolunteer",
    "Organisation",
    "PointsAccount",
    "PointsHolder",
    "PointsLine",
    "PointsPosting",
    "PublicAppraisal",
    "PublishedAppraisal",
    "RatedService",
    "Rater",
    "RatingDoubt",
    "RatingToCheck",
    "Record",
    "RecordAppeal",
    "RecordVersion",
    "Redemption",
    "RulingRow",
    "SecondedVolunteer",
    "ServedIn",
    "StarAppeal",
    "StarClosing",
    "StarTrial",
    "StarTrialMove",
    "Volunteer",
    "VolunteerPerson",
    "VolunteerYear",
    "Whistle",
]
