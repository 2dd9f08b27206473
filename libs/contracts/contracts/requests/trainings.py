"""What may be asked about trainings and drills: what they certify, and whose certification runs out."""

from __future__ import annotations

from .. import fields, vocabulary
from .base import Answer, Page, PageQuery, Request

LONGEST_MONTHS = 120
FURTHEST_DAYS = 3660


class Training(Request):
    """What an activity certifies who attended it for: the skill, and for how many months after its day."""

    kind = fields.OneOf(vocabulary.TRAINING_KINDS, load_default="training")
    skill = fields.Text(50, required=True)
    months = fields.Whole(1, LONGEST_MONTHS, required=True)


class TrainingShown(Answer):
    kind = fields.OneOf(vocabulary.TRAINING_KINDS)
    skill = fields.Text(50)
    months = fields.Whole(1, LONGEST_MONTHS)


class RunningOutQuery(PageQuery):
    """A community's volunteers for whose skill (any, or the one asked) nothing holds longer than `within_days` days
    from today: a training or what was said to stand behind it, whichever holds longest. Those past are among them."""

    community = fields.Code(required=True)
    skill = fields.Text(50, load_default=None)
    within_days = fields.QueryWhole(0, FURTHEST_DAYS, load_default=60)


class RunningOut(Answer):
    """A volunteer's skill and the last day on which anything behind it holds; `valid`: whether it holds today."""

    volunteer_id = fields.Id()
    number = fields.Text(20)
    name = fields.Text(100)
    skill = fields.Text(50)
    valid_until = fields.Day()
    valid = fields.Flag()


class RunningOutPage(Page):
    items = fields.ListOf(fields.Nest(RunningOut), 200)


class CertificationsQuery(Request):
    volunteer_id = fields.Id(required=True)


class Certification(Answer):
    """What one training or drill certifies a volunteer for, until the day `valid_until`; `valid`: whether it holds
    today."""

    skill = fields.Text(50)
    kind = fields.OneOf(vocabulary.TRAINING_KINDS)
    activity_id = fields.Id()
    title = fields.Text(100)
    earned_on = fields.Day()
    valid_until = fields.Day()
    valid = fields.Flag()


class Certifications(Answer):
    """All of a volunteer's, by skill, the one that holds longest first."""

    items = fields.ListOf(fields.Nest(Certification), 10**5)
