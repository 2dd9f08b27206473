"""What may be asked about consent surveys."""

from __future__ import annotations

from sqlalchemy.orm import Session

from chassis import Actor, Transaction, command, query
from chassis.access import ANYONE
from contracts.requests import surveys as requests

from .. import survey_answers, survey_views, surveys
from ..models import SurveyRow
from .rules import COLLECTING, WORKERS, Answer


class Surveys:
    @command(requests.OpenSurvey, requests.SurveyInFull, requires=WORKERS)
    def open_survey(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _survey(tx, actor, surveys.open_survey(tx, actor, request))

    @command(requests.AddHouseholds, requests.SurveyInFull, requires=WORKERS)
    def add_households(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _survey(tx, actor, surveys.add_households(tx, actor, request))

    @command(requests.NameCollectors, requests.SurveyInFull, requires=WORKERS)
    def name_collectors(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _survey(tx, actor, surveys.name_collectors(tx, actor, request))

    @command(requests.LogBriefing, requests.SurveyInFull, requires=WORKERS)
    def log_briefing(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _survey(tx, actor, surveys.log_briefing(tx, actor, request))

    @command(requests.CollectAnswers, requests.SurveyInFull, requires=COLLECTING)
    def collect_answers(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        survey = surveys.found(tx.session, request["survey_id"], lock=True)
        surveys.require_serving(tx.session, actor, survey)
        surveys.require_open(survey)
        survey_answers.record(tx, survey, actor.person_id, request["answers"])
        return _survey(tx, actor, survey)

    @command(requests.CloseSurvey, requests.SurveyInFull, requires=WORKERS)
    def close_survey(self, tx: Transaction, actor: Actor, request: Answer) -> Answer:
        return _survey(tx, actor, surveys.close(tx, actor, request["survey_id"]))

    @query(requests.SurveysQuery, requests.Surveys, requires=ANYONE)
    def surveys(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, cursor = survey_views.page(session, actor, request)
        return {"items": items, "next_cursor": cursor}

    @query(requests.SurveyQuery, requests.SurveyInFull, requires=ANYONE)
    def survey(self, session: Session, actor: Actor, request: Answer) -> Answer:
        return survey_views.in_full(session, actor, surveys.found(session, request["survey_id"]))

    @query(requests.HouseholdsQuery, requests.Households, requires=COLLECTING)
    def survey_households(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, cursor = survey_views.page_of_households(session, actor, request)
        return {"items": items, "next_cursor": cursor}

    @query(requests.AnswersQuery, requests.Answers, requires=COLLECTING)
    def survey_answers(self, session: Session, actor: Actor, request: Answer) -> Answer:
        items, cursor = survey_views.page_of_answers(session, actor, request)
        return {"items": items, "next_cursor": cursor}


def _survey(tx: Transaction, actor: Actor, row: SurveyRow) -> Answer:
    tx.session.flush()
    return survey_views.in_full(tx.session, actor, row)
