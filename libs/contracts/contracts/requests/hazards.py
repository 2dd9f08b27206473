"""What may be asked about hazards (安全隐患): which steps deal with one, who answers for each, and what is still open.

A case is opened from a template: data that says which steps there are, who usually takes each, which must wait for
others, and what evidence is due of it.
"""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request
from .titles import Titles

LONGEST_CODE = 40
"""Of a template or a step."""

LONGEST_DESCRIPTION = 1000
LONGEST_WORDS = 2000
LONGEST_REFERENCE = 100
LONGEST_REASON = 500
MOST_FEN = 10**12
MOST_STEPS = 20

EVIDENCE = ("words", "reference", "fen")
"""What may be due of a step: words, the number of a document, an amount in fen."""


class OpenHazard(Request):
    """Open a case by the steps of a template. `need_id`: the need of the community that it came of; `building`: null
    where the hazard is outside, or in no single one."""

    community = fields.Code(required=True)
    template = fields.Text(LONGEST_CODE, required=True)
    description = fields.Text(LONGEST_DESCRIPTION, required=True)
    building = fields.Code(load_default=None, allow_none=True)
    place_words = fields.Text(200, load_default=None, allow_none=True)
    need_id = fields.Id(load_default=None, allow_none=True)


class HazardStepCommand(Request):
    """Something done to one step of a case."""

    hazard_id = fields.Id(required=True)
    step = fields.Text(LONGEST_CODE, required=True)


class AssignHazardStep(HazardStepCommand):
    """Say who answers for an open step, whoever usually takes it. `party`: the code of the organisation or of the
    volunteer team; left out for the community itself."""

    party_kind = fields.OneOf(vocabulary.STEP_PARTIES, required=True)
    party = fields.Code(load_default=None, allow_none=True)


class DoHazardStep(HazardStepCommand):
    """Record that a step was done, with the evidence that is due of it. `done_on`: today where left out; `reference`:
    the number of a report, a finding or an application; `fen`: an amount of money."""

    done_on = fields.Day(load_default=None, allow_none=True)
    words = fields.Text(LONGEST_WORDS, load_default=None, allow_none=True)
    reference = fields.Text(LONGEST_REFERENCE, load_default=None, allow_none=True)
    fen = fields.Whole(0, MOST_FEN, load_default=None, allow_none=True)


class WaiveHazardStep(HazardStepCommand):
    """Set a step aside, with a reason. What waits for it waits no longer."""

    reason = fields.Text(LONGEST_REASON, required=True)


class HazardTemplatesQuery(Request):
    pass


class HazardQuery(Request):
    hazard_id = fields.Id(required=True)


class HazardsQuery(PageQuery):
    """Cases that the asker may see, newest first. `need_id`: those that came of this need; `closed`: those that are
    closed instead of those that are not."""

    community = fields.Code(load_default=None)
    need_id = fields.Id(load_default=None)
    closed = fields.QueryFlag(load_default=False)


class OpenHazardStepsQuery(PageQuery):
    """Steps that are neither done nor set aside: of the own communities for a worker, those that his organisation
    answers for for an officer. The oldest case first, each in the order of its steps."""

    community = fields.Code(load_default=None)


class PlannedStep(Answer):
    """A step as the template has it. `parties`: who usually takes it, the most usual first; `emergency`: to be taken at
    once, waiting for nothing; `after`: steps that must be done or set aside first; `evidence`: what is due of it."""

    code = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)
    parties = fields.ListOf(fields.OneOf(vocabulary.HAZARD_PARTIES), len(vocabulary.HAZARD_PARTIES))
    emergency = fields.Flag()
    after = fields.ListOf(fields.Text(LONGEST_CODE), MOST_STEPS)
    evidence = fields.ListOf(fields.OneOf(EVIDENCE), len(EVIDENCE))


class HazardTemplate(Answer):
    code = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)
    steps = fields.ListOf(fields.Nest(PlannedStep), MOST_STEPS)


class HazardTemplates(Answer):
    items = fields.ListOf(fields.Nest(HazardTemplate), 1000)


class HazardStep(PlannedStep):
    """A step of a case. `waits_for`: steps still open that it waits for; `party_kind` and `party`: who answers for it,
    null where that is not settled; `since`: since when it has been that party's turn, null while it waits and once it
    is settled; `done_on`: the day told; `settled_by`: the id of whoever recorded that it was done or set aside."""

    state = fields.OneOf(vocabulary.HAZARD_STEP_STATES)
    waits_for = fields.ListOf(fields.Text(LONGEST_CODE), MOST_STEPS)
    party_kind = fields.OneOf(vocabulary.STEP_PARTIES, allow_none=True)
    party = fields.Code(allow_none=True)
    since = fields.Moment(allow_none=True)
    settled_at = fields.Moment(allow_none=True)
    settled_by = fields.Id(allow_none=True)
    done_on = fields.Day(allow_none=True)
    words = fields.Text(LONGEST_WORDS, allow_none=True)
    reference = fields.Text(LONGEST_REFERENCE, allow_none=True)
    fen = fields.Whole(0, MOST_FEN, allow_none=True)
    reason = fields.Text(LONGEST_REASON, allow_none=True)


class Hazard(Answer):
    """A case, with its steps as the template had them when it was opened. `closed_at`: when the last of them was
    settled, null before."""

    hazard_id = fields.Id()
    community = fields.Code()
    template = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)
    description = fields.Text(LONGEST_DESCRIPTION)
    building = fields.Code(allow_none=True)
    place_words = fields.Text(200, allow_none=True)
    need_id = fields.Id(allow_none=True)
    opened_by = fields.Id()
    opened_at = fields.Moment()
    closed_at = fields.Moment(allow_none=True)
    steps = fields.ListOf(fields.Nest(HazardStep), MOST_STEPS)


class Hazards(Page):
    items = fields.ListOf(fields.Nest(Hazard), 200)


class OpenHazardStep(Answer):
    """An open step and the case that it belongs to; `hazard_title`: of the case."""

    hazard_id = fields.Id()
    community = fields.Code()
    building = fields.Code(allow_none=True)
    hazard_title = fields.Nest(Titles)
    step = fields.Text(LONGEST_CODE)
    title = fields.Nest(Titles)
    parties = fields.ListOf(fields.OneOf(vocabulary.HAZARD_PARTIES), len(vocabulary.HAZARD_PARTIES))
    emergency = fields.Flag()
    party_kind = fields.OneOf(vocabulary.STEP_PARTIES, allow_none=True)
    party = fields.Code(allow_none=True)
    since = fields.Moment(allow_none=True)
    waits_for = fields.ListOf(fields.Text(LONGEST_CODE), MOST_STEPS)


class OpenHazardSteps(Page):
    items = fields.ListOf(fields.Nest(OpenHazardStep), 200)
