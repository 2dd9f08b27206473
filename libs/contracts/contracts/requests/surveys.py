"""What may be asked about consent surveys (意愿征询): a question to every household of a place, against a threshold.

Which household answered what is shown only to workers of the community, and to who collected an answer his own.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_QUESTION = 1000
LONGEST_DOOR = 20
LONGEST_REFERENCE = 200
LARGEST_DENOMINATOR = 10_000
MOST_AT_ONCE = 2000
"""Households given, or answers collected, in one request."""

MOST_HOUSEHOLDS = 20_000
"""In one survey."""

MOST_BUILDINGS = 500
MOST_COLLECTORS = 200
MOST_BRIEFINGS = 1000


class Threshold(Request):
    """The share of all households asked that must say yes, as a fraction of whole numbers: two thirds are 2 of 3, 85 %
    are 85 of 100. Reached when yes × denominator ≥ numerator × households."""

    numerator = fields.Whole(1, LARGEST_DENOMINATOR, required=True)
    denominator = fields.Whole(1, LARGEST_DENOMINATOR, required=True)


class Household(Request):
    """A household: its building, and the number on its door."""

    building = fields.Code(required=True)
    door = fields.Text(LONGEST_DOOR, required=True)


class OpenSurvey(Request):
    """Ask the households of a community, of one compound, or of named buildings. Each counts in the denominator, also
    one that is never reached.

    `opens_on`: the first day, today where left out; `closes_on`: the last, null where that is left open; `team`: the
    survey team of the volunteer service; `then_service_team`: if the survey passes, that team becomes a service team;
    `collectors`: ids of the volunteers, `organisations`: whose officers, who may collect answers besides workers.
    """

    community = fields.Code(required=True)
    compound = fields.Code(load_default=None, allow_none=True)
    buildings = fields.ListOf(fields.Code(), MOST_BUILDINGS, distinct=True, load_default=list)
    question = fields.Text(LONGEST_QUESTION, required=True)
    threshold = fields.Nest(Threshold, required=True)
    households = fields.ListOf(fields.Nest(Household), MOST_AT_ONCE, 1, required=True)
    opens_on = fields.Day(load_default=None, allow_none=True)
    closes_on = fields.Day(load_default=None, allow_none=True)
    team = fields.Code(load_default=None, allow_none=True)
    then_service_team = fields.Flag(load_default=False)
    collectors = fields.ListOf(fields.Id(), MOST_COLLECTORS, distinct=True, load_default=list)
    organisations = fields.ListOf(fields.Code(), MOST_COLLECTORS, distinct=True, load_default=list)


class SurveyCommand(Request):
    """Something done to one survey."""

    survey_id = fields.Id(required=True)


class AddHouseholds(SurveyCommand):
    """Put more households on the list of an open survey. One that stands there already is passed over."""

    households = fields.ListOf(fields.Nest(Household), MOST_AT_ONCE, 1, required=True)


class NameCollectors(SurveyCommand):
    """Say who collects the answers besides workers, in place of those before."""

    collectors = fields.ListOf(fields.Id(), MOST_COLLECTORS, distinct=True, required=True)
    organisations = fields.ListOf(fields.Code(), MOST_COLLECTORS, distinct=True, load_default=list)


class LogBriefing(SurveyCommand):
    """A briefing was held on this day (left out: today), to which so many people came."""

    day = fields.Day(load_default=None, allow_none=True)
    came = fields.Whole(0, 10**5, required=True)


class CollectedAnswer(Request):
    """What a household answered at its door, and what shows that it did. `collected_at`: now where left out."""

    building = fields.Code(required=True)
    door = fields.Text(LONGEST_DOOR, required=True)
    answer = fields.OneOf(vocabulary.SURVEY_ANSWERS, required=True)
    evidence = fields.OneOf(vocabulary.EVIDENCE_KINDS, required=True)
    reference = fields.Text(LONGEST_REFERENCE, required=True)
    collected_at = fields.Moment(load_default=None, allow_none=True)


class CollectAnswers(SurveyCommand):
    """Record answers, all or none. A household that answered before has changed its mind: all its answers are kept, and
    the one collected last counts."""

    answers = fields.ListOf(fields.Nest(CollectedAnswer), MOST_AT_ONCE, 1, required=True)


class CloseSurvey(SurveyCommand):
    """Close a survey for good, and publish what came of it."""


class SurveysQuery(PageQuery):
    """A community's surveys, newest first."""

    community = fields.Code(required=True)


class SurveyQuery(SurveyCommand):
    pass


class HouseholdsQuery(PageQuery):
    """The households of a survey, in the order in which they were given, for who collects its answers."""

    survey_id = fields.Id(required=True)


class AnswersQuery(PageQuery):
    """Every answer of a survey as it was collected, newest first: all for workers, the own for who collected some."""

    survey_id = fields.Id(required=True)


class ThresholdShown(Answer):
    numerator = fields.Whole(1, LARGEST_DENOMINATOR)
    denominator = fields.Whole(1, LARGEST_DENOMINATOR)


class Tally(Answer):
    """How a survey stands. `asked`: all households; `reached`: those that answered, one voice each; `share`: of yes
    among all asked, in ten-thousandths, rounded down."""

    asked = fields.Whole(0, MOST_HOUSEHOLDS)
    reached = fields.Whole(0, MOST_HOUSEHOLDS)
    yes = fields.Whole(0, MOST_HOUSEHOLDS)
    no = fields.Whole(0, MOST_HOUSEHOLDS)
    abstain = fields.Whole(0, MOST_HOUSEHOLDS)
    not_reached = fields.Whole(0, MOST_HOUSEHOLDS)
    share = fields.Whole(0, 10_000)


class BuildingTally(Tally):
    building = fields.Code()


class Progress(Tally):
    """`passed`: whether the threshold is reached, counted exactly; `buildings`: the same for each building, empty for
    readers who neither work in the community nor collect."""

    passed = fields.Flag()
    buildings = fields.ListOf(fields.Nest(BuildingTally), MOST_HOUSEHOLDS)


class Briefing(Answer):
    day = fields.Day()
    came = fields.Whole(0, 10**5)


class Survey(Answer):
    """A survey. `closed_at` and `passed` are null while it is open; `may_collect`: whether the reader may collect
    answers."""

    survey_id = fields.Id()
    community = fields.Code()
    compound = fields.Code(allow_none=True)
    buildings = fields.ListOf(fields.Code(), MOST_BUILDINGS)
    question = fields.Text(LONGEST_QUESTION)
    threshold = fields.Nest(ThresholdShown)
    opens_on = fields.Day()
    closes_on = fields.Day(allow_none=True)
    closed_at = fields.Moment(allow_none=True)
    passed = fields.Flag(allow_none=True)
    team = fields.Code(allow_none=True)
    then_service_team = fields.Flag()
    briefings = fields.ListOf(fields.Nest(Briefing), MOST_BRIEFINGS)
    may_collect = fields.Flag()


class SurveyInFull(Survey):
    """`progress`: null for readers who neither work in the community nor collect, until the survey is closed;
    `collectors` and `organisations` are empty for who does not work in the community."""

    progress = fields.Nest(Progress, allow_none=True)
    collectors = fields.ListOf(fields.Id(), MOST_COLLECTORS)
    organisations = fields.ListOf(fields.Code(), MOST_COLLECTORS)


class Surveys(Page):
    items = fields.ListOf(fields.Nest(Survey), 200)


class HouseholdShown(Answer):
    """`answer`: the one that counts, null where there is none or somebody else collected it and the reader is no
    worker."""

    building = fields.Code()
    door = fields.Text(LONGEST_DOOR)
    reached = fields.Flag()
    answer = fields.OneOf(vocabulary.SURVEY_ANSWERS, allow_none=True)


class Households(Page):
    items = fields.ListOf(fields.Nest(HouseholdShown), 200)


class AnswerShown(Answer):
    """An answer as it was collected. `counts`: no later one of the household is known."""

    answer_id = fields.Id()
    building = fields.Code()
    door = fields.Text(LONGEST_DOOR)
    answer = fields.OneOf(vocabulary.SURVEY_ANSWERS)
    evidence = fields.OneOf(vocabulary.EVIDENCE_KINDS)
    reference = fields.Text(LONGEST_REFERENCE)
    collected_by = fields.Id()
    collected_at = fields.Moment()
    recorded_at = fields.Moment()
    counts = fields.Flag()


class Answers(Page):
    items = fields.ListOf(fields.Nest(AnswerShown), 200)
