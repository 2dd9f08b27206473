"""Trainings and drills: what volunteers are certified for, and what runs out."""

from __future__ import annotations

from contracts.requests import trainings as ask

from .blueprint import Blueprint

trainings = Blueprint(
    "trainings", __name__, url_prefix="/api/v1", description="Trainings and drills: who is certified for what."
)

trainings.query(
    "/communities/<code:community>/certifications/running-out",
    "volunteer",
    "certifications_running_out",
    ask.RunningOutQuery,
    ask.RunningOutPage,
    path=("community",),
    summary="List whose skills are soon certified no longer, or no longer are; the earliest first.",
)
trainings.query(
    "/volunteers/<id:volunteer_id>/certifications",
    "volunteer",
    "certifications",
    ask.CertificationsQuery,
    ask.Certifications,
    path=("volunteer_id",),
    summary="Read what trainings and drills certify a volunteer for, and until when.",
)
