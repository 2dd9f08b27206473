"""What may be asked about micro-projects: from the proposal to the confirmed result, and what all of them come to.

Money is in fen. Words of a project other than its title are shown to workers of its community and to officers of the
unit that has it in hand; what it is about also to officers whose unit may claim it.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_TITLE = 100
LONGEST_PROBLEM = 2000
LONGEST_RESULT = 2000
LONGEST_REASON = 500
MOST_ENTRIES = 50
MOST_FEN = 10**12
MOST_PROBLEMS = 10**6
MOST_PERSON_TIMES = 10**9


class ProposeProject(Request):
    """Make a micro-project of entries of the need list. `problem`: what it is to solve; `place`: the compound or the
    building it is for; `starts_on`, `ends_on`: as planned."""

    community = fields.Code(required=True)
    entries = fields.ListOf(fields.Id(), MOST_ENTRIES, 1, distinct=True, required=True)
    title = fields.Text(LONGEST_TITLE, required=True)
    problem = fields.Text(LONGEST_PROBLEM, required=True)
    place = fields.Code(load_default=None, allow_none=True)
    budget_fen = fields.Whole(0, MOST_FEN, required=True)
    starts_on = fields.Day(required=True)
    ends_on = fields.Day(required=True)


class ProjectCommand(Request):
    """Something done to one project."""

    project_id = fields.Id(required=True)


class ReasonedProjectCommand(ProjectCommand):
    """Something done to one project that the people concerned are owed a reason for."""

    reason = fields.Text(LONGEST_REASON, required=True)


class ClaimProject(ProjectCommand):
    """Take a project in hand: an officer for his own unit (left out), a worker naming one."""

    organisation = fields.Code(load_default=None, allow_none=True)


class RaiseBudget(ReasonedProjectCommand):
    """`budget_fen`: the new budget, above the present one."""

    budget_fen = fields.Whole(1, MOST_FEN, required=True)


class PlanMilestone(ProjectCommand):
    title = fields.Text(LONGEST_TITLE, required=True)
    due_on = fields.Day(required=True)


class ReachMilestone(ProjectCommand):
    """A milestone was done on this day (left out: today)."""

    milestone_id = fields.Id(required=True)
    reached_on = fields.Day(load_default=None, allow_none=True)
    note = fields.Text(LONGEST_REASON, load_default=None, allow_none=True)


class Spend(ProjectCommand):
    """Money was spent on a project on this day (left out: today). `receipt`: its number."""

    amount_fen = fields.Whole(1, MOST_FEN, required=True)
    receipt = fields.Text(60, required=True)
    purpose = fields.Text(LONGEST_REASON, required=True)
    spent_on = fields.Day(load_default=None, allow_none=True)


class CorrectSpending(ReasonedProjectCommand):
    """Reverse a wrong entry by one of the same amount below zero, which counts on the same day. Both stay."""

    spending_id = fields.Id(required=True)


class ReportProgress(ProjectCommand):
    """How far a project is in a quarter. `problems_solved` and `person_times` (served): from its beginning on, so never
    fewer than told for a quarter before."""

    quarter = fields.Quarter(required=True)
    words = fields.Text(LONGEST_RESULT, required=True)
    percent = fields.Whole(0, 100, required=True)
    problems_solved = fields.Whole(0, MOST_PROBLEMS, required=True)
    person_times = fields.Whole(0, MOST_PERSON_TIMES, required=True)


class FinishProject(ProjectCommand):
    """A project was done on this day (left out: today). What it came to, from its beginning on."""

    problems_solved = fields.Whole(0, MOST_PROBLEMS, required=True)
    person_times = fields.Whole(0, MOST_PERSON_TIMES, required=True)
    words = fields.Text(LONGEST_RESULT, required=True)
    finished_on = fields.Day(load_default=None, allow_none=True)


class AwardProject(ReasonedProjectCommand):
    """Award in lieu of subsidy, for an exemplary project whose result is confirmed."""

    amount_fen = fields.Whole(1, MOST_FEN, required=True)


class ProjectsQuery(PageQuery):
    """Projects, the newest first."""

    community = fields.Code(load_default=None)
    organisation = fields.Code(load_default=None)
    state = fields.OneOf(vocabulary.PROJECT_STATES, load_default=None)


class Project(Answer):
    """A micro-project as everybody may see it. `organisation`: the unit that has it in hand or finished it; `begun_on`:
    the day from which it counts; `ended_on`: when it was finished or withdrawn; `percent`, `reported_quarter`: of the
    last report; `problems_solved`, `person_times`: by the confirmed result, before that by the last report;
    `possible`: the actions that the asker may take now."""

    project_id = fields.Id()
    community = fields.Code()
    title = fields.Text(LONGEST_TITLE)
    place = fields.Code(allow_none=True)
    state = fields.OneOf(vocabulary.PROJECT_STATES)
    organisation = fields.Code(allow_none=True)
    budget_fen = fields.Whole(0, MOST_FEN)
    spent_fen = fields.Whole(0, MOST_FEN)
    starts_on = fields.Day()
    ends_on = fields.Day()
    begun_on = fields.Day()
    ended_on = fields.Day(allow_none=True)
    percent = fields.Whole(0, 100, allow_none=True)
    reported_quarter = fields.Quarter(allow_none=True)
    problems_solved = fields.Whole(0, MOST_PROBLEMS)
    person_times = fields.Whole(0, MOST_PERSON_TIMES)
    award_fen = fields.Whole(1, MOST_FEN, allow_none=True)
    possible = fields.ListOf(fields.Text(40), 20)


class Projects(Page):
    items = fields.ListOf(fields.Nest(Project), 200)


class ProjectEntry(Answer):
    """An entry of the need list that a project was made of."""

    entry_id = fields.Id()
    title = fields.Text(LONGEST_TITLE)


class Milestone(Answer):
    """`overdue`: not reached, and its day is over."""

    milestone_id = fields.Id()
    title = fields.Text(LONGEST_TITLE)
    due_on = fields.Day()
    reached_on = fields.Day(allow_none=True)
    note = fields.Text(LONGEST_REASON, allow_none=True)
    overdue = fields.Flag()


class Spending(Answer):
    """An entry of a project's account. `corrects`: the entry that this one reverses, whose amount it has below zero."""

    spending_id = fields.Id()
    amount_fen = fields.Whole(-MOST_FEN, MOST_FEN)
    receipt = fields.Text(60)
    purpose = fields.Text(LONGEST_REASON)
    spent_on = fields.Day()
    entered_at = fields.Moment()
    corrects = fields.Id(allow_none=True)


class ProgressReport(Answer):
    """`version`: 1, and one more with each correction; the highest of a quarter counts."""

    quarter = fields.Quarter()
    version = fields.Whole(1, 10**6)
    organisation = fields.Code()
    words = fields.Text(LONGEST_RESULT)
    percent = fields.Whole(0, 100)
    problems_solved = fields.Whole(0, MOST_PROBLEMS)
    person_times = fields.Whole(0, MOST_PERSON_TIMES)
    reported_at = fields.Moment()


class ProjectStep(Answer):
    """One step of a project's history. `actor_role`: in which role it was done; `amount_fen`: a budget as proposed or
    raised, money spent or awarded."""

    action = fields.Text(40)
    from_state = fields.OneOf(vocabulary.PROJECT_STATES, allow_none=True)
    to_state = fields.OneOf(vocabulary.PROJECT_STATES)
    at = fields.Moment()
    actor_role = fields.Text(40)
    organisation = fields.Code(allow_none=True)
    reason = fields.Text(LONGEST_REASON, allow_none=True)
    amount_fen = fields.Whole(-MOST_FEN, MOST_FEN, allow_none=True)


class ProjectInFull(Project):
    """A project with all that belongs to it; null and empty where the asker may not see it. `result`: in words, told
    when it was finished."""

    problem = fields.Text(LONGEST_PROBLEM, allow_none=True)
    entries = fields.ListOf(fields.Nest(ProjectEntry), MOST_ENTRIES)
    result = fields.Text(LONGEST_RESULT, allow_none=True)
    award_reason = fields.Text(LONGEST_REASON, allow_none=True)
    milestones = fields.ListOf(fields.Nest(Milestone), 10**5)
    spending = fields.ListOf(fields.Nest(Spending), 10**5)
    reports = fields.ListOf(fields.Nest(ProgressReport), 10**5)
    history = fields.ListOf(fields.Nest(ProjectStep), 10**5)


class ProjectFiguresQuery(Request):
    """What projects come to: of these communities (with commas between them; left out: the whole district), or of one
    project, from the first quarter to the last, or of all time."""

    communities = fields.QueryCodes(load_default=None)
    project_id = fields.Id(load_default=None)
    first_quarter = fields.Quarter(load_default=None)
    last_quarter = fields.Quarter(load_default=None)


class StateCounts(Answer):
    proposed = fields.Whole(0, 10**9)
    in_hand = fields.Whole(0, 10**9)
    finished = fields.Whole(0, 10**9)
    confirmed = fields.Whole(0, 10**9)
    withdrawn = fields.Whole(0, 10**9)


class Figures(Answer):
    """What projects come to that had begun by the end of the period and had not ended before it: their number and
    budget, without withdrawn ones; `by_state`: as they stand now. Within the period: money spent, problems solved,
    person-times served, awards given and what they come to."""

    projects = fields.Whole(0, 10**9)
    by_state = fields.Nest(StateCounts)
    budget_fen = fields.Whole(0, 10**18)
    spent_fen = fields.Whole(0, 10**18)
    problems_solved = fields.Whole(0, 10**18)
    person_times = fields.Whole(0, 10**18)
    awards = fields.Whole(0, 10**9)
    awarded_fen = fields.Whole(0, 10**18)


class CommunityFigures(Figures):
    community = fields.Code()


class ProjectFigures(Figures):
    """The sums, and those of each community that has projects in them."""

    first_quarter = fields.Quarter(allow_none=True)
    last_quarter = fields.Quarter(allow_none=True)
    communities = fields.ListOf(fields.Nest(CommunityFigures), 10**6)
