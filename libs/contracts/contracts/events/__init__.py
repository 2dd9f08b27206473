"""Every event type of Linli, by the service that sends it."""

from .scoring import DepartmentAppraisalChanged, StarRatingChanged
from .ticketing import (
    DepartmentReportedIn,
    NeedAssigned,
    NeedClosed,
    NeedEscalated,
    NeedOffered,
    NeedReopened,
    NeedReported,
    NeedTriaged,
    ServiceCompleted,
    ServiceDisputed,
    ServiceRated,
    ServiceReported,
    WhistleBlown,
)
from .volunteer import (
    OrganisationRegistered,
    PlaceRegistered,
    TeamFormed,
    VisitLogged,
    VolunteerRegistered,
    VolunteerUpdated,
    VolunteerWithdrawn,
)

__all__ = [
    "DepartmentAppraisalChanged",
    "DepartmentReportedIn",
    "NeedAssigned",
    "NeedClosed",
    "NeedEscalated",
    "NeedOffered",
    "NeedReopened",
    "NeedReported",
    "NeedTriaged",
    "OrganisationRegistered",
    "PlaceRegistered",
    "ServiceCompleted",
    "ServiceDisputed",
    "ServiceRated",
    "ServiceReported",
    "StarRatingChanged",
    "TeamFormed",
    "VisitLogged",
    "VolunteerRegistered",
    "VolunteerUpdated",
    "VolunteerWithdrawn",
    "WhistleBlown",
]
