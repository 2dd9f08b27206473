"""Consent surveys: a question to every household of a place, against a threshold."""

from __future__ import annotations

from contracts.requests import surveys as ask

from .blueprint import Blueprint

surveys = Blueprint(
    "surveys",
    __name__,
    url_prefix="/api/v1",
    description="Consent surveys: a question to every household of a place, against a threshold.",
)

surveys.command(
    "/communities/<code:community>/consent-surveys",
    "ticketing",
    "open_survey",
    ask.OpenSurvey,
    ask.SurveyInFull,
    path=("community",),
    status=201,
    summary="Open a survey, as a worker of the community.",
)
surveys.query(
    "/communities/<code:community>/consent-surveys",
    "ticketing",
    "surveys",
    ask.SurveysQuery,
    ask.Surveys,
    path=("community",),
    summary="List the surveys of one's community, or those that one collects answers for.",
)
surveys.query(
    "/consent-surveys/<id:survey_id>",
    "ticketing",
    "survey",
    ask.SurveyQuery,
    ask.SurveyInFull,
    path=("survey_id",),
    summary="Read a survey: workers and collectors how it stands, others of the community once it is closed.",
)
surveys.query(
    "/consent-surveys/<id:survey_id>/households",
    "ticketing",
    "survey_households",
    ask.HouseholdsQuery,
    ask.Households,
    path=("survey_id",),
    summary="List the doors of a survey: workers with what each answered, collectors with the answers they collected.",
)
surveys.query(
    "/consent-surveys/<id:survey_id>/answers",
    "ticketing",
    "survey_answers",
    ask.AnswersQuery,
    ask.Answers,
    path=("survey_id",),
    summary="List every answer with its evidence: workers of the community all, collectors their own.",
)
surveys.actions(
    "/consent-surveys/<id:survey_id>",
    "ticketing",
    "survey_id",
    (
        "households",
        "add_households",
        ask.AddHouseholds,
        ask.SurveyInFull,
        "Put more households on the list, as a worker of the community.",
    ),
    (
        "collectors",
        "name_collectors",
        ask.NameCollectors,
        ask.SurveyInFull,
        "Say who collects the answers, as a worker of the community.",
    ),
    ("briefings", "log_briefing", ask.LogBriefing, ask.SurveyInFull, "Log a briefing, as a worker of the community."),
    (
        "answers",
        "collect_answers",
        ask.CollectAnswers,
        ask.SurveyInFull,
        "Record answers collected at the door: workers of the community, and those named as collectors.",
    ),
    (
        "close",
        "close_survey",
        ask.CloseSurvey,
        ask.SurveyInFull,
        "Close a survey for good and publish its result, as a worker of the community.",
    ),
)
