"""Ratings that were set aside, and appeals about single records."""

from __future__ import annotations

from contracts.requests import integrity as ask

from .blueprint import Blueprint

integrity = Blueprint(
    "integrity",
    __name__,
    url_prefix="/api/v1",
    description="Ratings that were set aside, and appeals about single records.",
)

integrity.query(
    "/communities/<code:community>/rating-doubts",
    "scoring",
    "rating_doubts",
    ask.RatingDoubtsQuery,
    ask.RatingDoubts,
    path=("community",),
    summary="See ratings that were set aside, and why: a worker of the community.",
)
integrity.command(
    "/rating-doubts/<id:doubt_id>/decide",
    "scoring",
    "decide_rating_doubt",
    ask.DecideRatingDoubt,
    ask.RatingDoubt,
    path=("doubt_id",),
    summary="Decide whether a rating that was set aside counts: a worker without part in it.",
)
integrity.query(
    "/record-appeals",
    "scoring",
    "record_appeals",
    ask.RecordAppealsQuery,
    ask.RecordAppeals,
    summary="See appeals about records: volunteers their own, workers those of the community.",
)
integrity.command(
    "/record-appeals",
    "scoring",
    "file_record_appeal",
    ask.FileRecordAppeal,
    ask.RecordAppeal,
    status=201,
    summary="Appeal against one of the own records: a volunteer.",
)
integrity.command(
    "/record-appeals/<id:appeal_id>/decide",
    "scoring",
    "decide_record_appeal",
    ask.DecideRecordAppeal,
    ask.RecordAppeal,
    path=("appeal_id",),
    summary="Decide an appeal about a record in which one has no part: a worker, the district.",
)
