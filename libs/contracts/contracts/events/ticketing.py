"""What the ticketing service tells: what becomes of a need, from report to rating."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from .. import fields, vocabulary
from ..event import Code, Day, Event, Flag, Id, Moment, event

NeedKind = Annotated[str, partial(fields.OneOf, vocabulary.NEED_KINDS)]
Urgency = Annotated[str, partial(fields.OneOf, vocabulary.URGENCIES)]
Route = Annotated[str, partial(fields.OneOf, vocabulary.ROUTES)]
ProviderKind = Annotated[str, partial(fields.OneOf, vocabulary.PROVIDER_KINDS)]
Provider = Annotated[str, partial(fields.Text, 64)]
Channel = Annotated[str, partial(fields.OneOf, vocabulary.REPORTING_CHANNELS)]
AssignmentWay = Annotated[str, partial(fields.OneOf, vocabulary.ASSIGNMENT_WAYS)]
EscalationReason = Annotated[str, partial(fields.OneOf, vocabulary.ESCALATION_REASONS)]
DeclineReason = Annotated[str, partial(fields.OneOf, vocabulary.DECLINE_REASONS)]
HelpingWay = Annotated[str, partial(fields.OneOf, vocabulary.HELPING_WAYS)]
LeavingWay = Annotated[str, partial(fields.OneOf, vocabulary.LEAVING_WAYS)]
NeedNumber = Annotated[str, partial(fields.Text, 40)]
ClosingReason = Annotated[str, partial(fields.OneOf, vocabulary.CLOSING_REASONS)]
WhistlePurpose = Annotated[str, partial(fields.OneOf, vocabulary.WHISTLE_PURPOSES)]
Satisfaction = Annotated[str, partial(fields.OneOf, vocabulary.SATISFACTIONS)]
CallBackFailure = Annotated[str, partial(fields.OneOf, vocabulary.CALL_BACK_FAILURES)]
Level = Annotated[str, partial(fields.OneOf, vocabulary.NEED_LEVELS)]
RaisingWay = Annotated[str, partial(fields.OneOf, vocabulary.RAISING_WAYS)]
NeedClock = Annotated[str, partial(fields.OneOf, vocabulary.NEED_CLOCKS)]
Minutes = Annotated[int, partial(fields.Whole, 0, 1440)]
RespondWithin = Annotated[int, partial(fields.Whole, 1, 1440)]
Stars = Annotated[int, partial(fields.Whole, 1, 5)]
Ids = Annotated[list[str], lambda **settings: fields.ListOf(fields.Id(), 10_000, **settings)]
Codes = Annotated[list[str], lambda **settings: fields.ListOf(fields.Code(), 10_000, **settings)]
Round = Annotated[int, partial(fields.Whole, 1, 1000)]
DataCode = Annotated[str, partial(fields.Text, 40)]
StepParty = Annotated[str, partial(fields.OneOf, vocabulary.STEP_PARTIES)]
Quarter = Annotated[str, partial(fields.Text, 7)]
ReportVersion = Annotated[int, partial(fields.Whole, 1, 10**6)]
Percent = Annotated[int, partial(fields.Whole, 0, 100)]
Fen = Annotated[int, partial(fields.Whole, 0, 10**12)]
Count = Annotated[int, partial(fields.Whole, 0, 10**9)]
Households = Annotated[int, partial(fields.Whole, 0, 10**6)]
Share = Annotated[int, partial(fields.Whole, 1, 10_000)]


@event("ticketing", subject="need_id")
class NeedReported(Event):
    """A resident has asked for something, or a worker on somebody's behalf. `reporter`: a person's id, also of who
    wishes to stay unnamed: it means nothing outside, and without it nobody could be told what came of the need."""

    need_id: Id
    urgency: Urgency
    channel: Channel
    reporter: Id
    kind: NeedKind | None = None
    building: Code | None = None


@event("ticketing", subject="need_id")
class NeedFollowed(Event):
    """Somebody has the same need and follows this one. `follower`: a person's id."""

    need_id: Id
    follower: Id


@event("ticketing", subject="need_id")
class NeedUnfollowed(Event):
    """Somebody does not follow the need any more. `follower`: a person's id."""

    need_id: Id
    follower: Id


@event("ticketing", subject="need_id")
class NeedTriaged(Event):
    """A worker has decided the kind, the urgency and who should serve the need."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency
    route: Route


@event("ticketing", subject="need_id")
class NeedOffered(Event):
    """The need is on the volunteers' list, for anyone suitable to claim; with `to`, for these volunteers only, `until`
    then."""

    need_id: Id
    kind: NeedKind
    urgency: Urgency
    to: Ids | None = None
    until: Moment | None = None


@event("ticketing", subject="need_id")
class OfferLapsed(Event):
    """None of the volunteers to whom the need was offered claimed it in time; a worker is to decide on it anew."""

    need_id: Id


@event("ticketing", subject="need_id")
class WhistleBlown(Event):
    """A department has been summoned to a need; it must report in by `report_in_by`. `lead`: it is to be responsible
    when several come; `purpose`: whether it is to serve the need, take it over, or help."""

    whistle_id: Id
    need_id: Id
    department: Code
    report_in_by: Moment
    purpose: WhistlePurpose = "summons"
    lead: Flag = False


@event("ticketing", subject="need_id")
class WhistleDeclined(Event):
    """A summoned department says that the need is not its own; a worker of the community is to decide."""

    whistle_id: Id
    need_id: Id
    department: Code


@event("ticketing", subject="need_id")
class DepartmentExcused(Event):
    """The community agrees that the need is not the department's own: it owes no answer to the whistle."""

    whistle_id: Id
    need_id: Id
    department: Code


@event("ticketing", subject="need_id")
class WhistleUpheld(Event):
    """The community keeps to the whistle that a department declined; it must report in by a new `report_in_by`."""

    whistle_id: Id
    need_id: Id
    department: Code
    report_in_by: Moment


@event("ticketing", subject="need_id")
class DepartmentReportedIn(Event):
    """A summoned department has reported in; `in_time`: not after its deadline."""

    whistle_id: Id
    need_id: Id
    department: Code
    reported_in_at: Moment
    report_in_by: Moment
    in_time: Flag


@event("ticketing", subject="need_id")
class NeedAssigned(Event):
    """Somebody is now responsible for serving the need: a volunteer (by id) or a department (by code)."""

    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    way: AssignmentWay
    reporter: Id


@event("ticketing", subject="need_id")
class AssignmentDeclined(Event):
    """A volunteer does not accept the need that a worker assigned, which is offered again."""

    need_id: Id
    volunteer_id: Id
    reason: DeclineReason


@event("ticketing", subject="need_id")
class HelperJoined(Event):
    """A further volunteer helps `provider`, who is responsible, with the need. Who becomes responsible
    (`NeedAssigned`) is no further helper any more."""

    need_id: Id
    volunteer_id: Id
    provider: Provider
    way: HelpingWay


@event("ticketing", subject="need_id")
class HelperReleased(Event):
    """A volunteer does not help with the need any more. `provider`: who is responsible, if anybody is."""

    need_id: Id
    volunteer_id: Id
    way: LeavingWay
    provider: Provider | None = None


@event("ticketing", subject="need_id")
class HelpReported(Event):
    """A helper has said how long he helped. It counts once the service is completed (`ServiceCompleted`), which may
    say otherwise."""

    service_id: Id
    need_id: Id
    volunteer_id: Id
    minutes: Minutes


@event("ticketing", subject="need_id")
class SquadSummoned(Event):
    """An emergency squad is to be called out to an urgent or dangerous need. `number`: of the need; `summoned_by`: a
    person's id; `respond_within`: minutes in which its members are to answer."""

    summons_id: Id
    need_id: Id
    number: NeedNumber
    team: Code
    summoned_by: Id
    respond_within: RespondWithin
    building: Code | None = None


@event("ticketing", subject="need_id")
class NeedEscalated(Event):
    """A deadline of the need has passed unanswered: `department` did not report in to the whistle in time."""

    need_id: Id
    reason: EscalationReason
    whistle_id: Id
    department: Code
    report_in_by: Moment


@event("ticketing", subject="need_id")
class TimeLimitPassed(Event):
    """A clock of the need has run out: nobody has dispatched it, or served it, by `due_at`. With whoever was
    responsible then, if anybody."""

    need_id: Id
    clock: NeedClock
    round: Round
    due_at: Moment
    provider_kind: ProviderKind | None = None
    provider: Provider | None = None


@event("ticketing", subject="need_id")
class NeedRaised(Event):
    """The need has gone one level up, to the subdistrict or the district: by hand, or because a time limit passed."""

    need_id: Id
    level: Level
    way: RaisingWay
    reporter: Id


@event("ticketing", subject="need_id")
class NeedSuspended(Event):
    """The need waits for something that nobody here can bring about; its clock pauses."""

    need_id: Id
    reporter: Id


@event("ticketing", subject="need_id")
class NeedResumed(Event):
    """The need that waited is worked on again; its clock goes on."""

    need_id: Id


@event("ticketing", subject="need_id")
class ServiceReported(Event):
    """The provider says that the service is done; the person served has yet to confirm it."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    reporter: Id


@event("ticketing", subject="need_id")
class ServiceDisputed(Event):
    """The person served says that the reported service is not done; the provider is responsible still."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    reporter: Id


@event("ticketing", subject="service_id")
class ServiceCompleted(Event):
    """A service is done, and both parties have said so; where several volunteers helped with a need, one service of
    each. `minutes`: time served; `completed_at`: when the provider reported it done, which decides the period it
    counts in; `round`: 1, and one more each reopening."""

    service_id: Id
    need_id: Id
    kind: NeedKind
    provider_kind: ProviderKind
    provider: Provider
    minutes: Minutes
    completed_at: Moment
    round: Round


@event("ticketing", subject="service_id")
class ServiceRated(Event):
    """The person served has rated a completed service; where several volunteers helped, that of each alike. Carries
    the service's provider and time, so that it can be counted before or after its ServiceCompleted arrives."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    completed_at: Moment
    stars: Stars
    resolved: Flag


@event("ticketing", subject="need_id")
class NeedClosed(Event):
    """Nothing more is to be done for the need. `followers`: persons who follow it."""

    need_id: Id
    reason: ClosingReason
    reporter: Id
    followers: Ids | None = None


@event("ticketing", subject="need_id")
class NeedMerged(Event):
    """Another need of the community, `into`, stands for this one from now on. `urgency`: of that one, from now on;
    `reporter`: of this one, who follows that one."""

    need_id: Id
    into: Id
    urgency: Urgency
    reporter: Id


@event("ticketing", subject="need_id")
class NeedReopened(Event):
    """A served need was not settled after all and is worked on again."""

    need_id: Id
    round: Round
    reporter: Id


@event("ticketing", subject="need_id")
class CallBackMade(Event):
    """A worker has asked the person served what came of it. Carries the service's provider and time, as `ServiceRated`
    does. `contacted`: whether the provider had been in touch with the person; with the next two, what the three rates
    are reckoned from."""

    service_id: Id
    need_id: Id
    provider_kind: ProviderKind
    provider: Provider
    completed_at: Moment
    contacted: Flag
    resolved: Flag
    satisfaction: Satisfaction


@event("ticketing", subject="need_id")
class CallBackFailed(Event):
    """A call-back could not be made, and is neither a good nor a bad one."""

    service_id: Id
    need_id: Id
    failure: CallBackFailure


@event("ticketing", subject="hazard_id")
class HazardOpened(Event):
    """A community has begun to deal with a hazard by the steps of `template`. `need_id`: the need that it came of."""

    hazard_id: Id
    template: DataCode
    building: Code | None = None
    need_id: Id | None = None


@event("ticketing", subject="hazard_id")
class HazardStepReached(Event):
    """It is `party`'s turn to take a step against a hazard: nothing keeps the step waiting any more, and the party
    answers for it. `party`: as in `HazardStepDone`."""

    hazard_id: Id
    step: DataCode
    party_kind: StepParty
    party: Code


@event("ticketing", subject="hazard_id")
class HazardStepDone(Event):
    """A step against a hazard is done. `party`: the code of the organisation, the volunteer team or the community that
    answered for it."""

    hazard_id: Id
    step: DataCode
    party_kind: StepParty
    party: Code


@event("ticketing", subject="hazard_id")
class HazardClosed(Event):
    """Every step against a hazard is done, or was set aside with a reason."""

    hazard_id: Id
    template: DataCode


@event("ticketing", subject="project_id")
class ProjectProposed(Event):
    """A community has made a micro-project of entries of its need list; a unit may claim it. `budget_fen`: in fen;
    `starts_on`, `ends_on`: as planned."""

    project_id: Id
    budget_fen: Fen
    starts_on: Day
    ends_on: Day


@event("ticketing", subject="project_id")
class ProjectWithdrawn(Event):
    """A proposed micro-project was taken back before any unit had it in hand."""

    project_id: Id


@event("ticketing", subject="project_id")
class ProjectClaimed(Event):
    """A unit has the micro-project in hand now. `way`: whether it claimed the project itself, or a worker of the
    community named it."""

    project_id: Id
    organisation: Code
    way: AssignmentWay = "claimed"


@event("ticketing", subject="project_id")
class ProjectAbandoned(Event):
    """The unit has given the micro-project up; it may be claimed again."""

    project_id: Id
    organisation: Code


@event("ticketing", subject="project_id")
class ProjectProgressReported(Event):
    """The unit has told how far the micro-project is in a quarter (``2026-Q4``), or corrected what it told: then
    `version` is above 1. `problems_solved`, `person_times` (served): from the project's beginning on."""

    project_id: Id
    organisation: Code
    quarter: Quarter
    version: ReportVersion
    percent: Percent
    problems_solved: Count
    person_times: Count


@event("ticketing", subject="project_id")
class ProjectResultReported(Event):
    """The unit says that the micro-project was done on the day `finished_on`; the community has yet to confirm it."""

    project_id: Id
    organisation: Code
    finished_on: Day


@event("ticketing", subject="project_id")
class ProjectResultRefused(Event):
    """The community does not confirm the result of the micro-project; the unit has it in hand still."""

    project_id: Id
    organisation: Code


@event("ticketing", subject="project_id")
class ProjectFinished(Event):
    """The micro-project is done, and unit and community have both said so. `spent_fen`: of `budget_fen`, in fen;
    `finished_on` decides the quarter that the result counts in."""

    project_id: Id
    organisation: Code
    finished_on: Day
    budget_fen: Fen
    spent_fen: Fen
    problems_solved: Count
    person_times: Count


@event("ticketing", subject="project_id")
class ProjectAwarded(Event):
    """The micro-project was given an award in lieu of subsidy, in fen."""

    project_id: Id
    organisation: Code
    award_fen: Fen


@event("ticketing", subject="meeting_id")
class JointMeetingCalled(Event):
    """A community has called its joint meeting about a quarter (``2026-Q4``), to be held on the day `held_on`.
    `organisations`: units of which something is due at it, such as the quarter's report on a project."""

    meeting_id: Id
    quarter: Quarter
    held_on: Day
    organisations: Codes | None = None


@event("ticketing", subject="decision_id")
class JointMeetingDecided(Event):
    """A joint meeting has decided what is to be done by the day `due_on`. `organisation`: the unit that is to do it,
    null for the community itself."""

    decision_id: Id
    meeting_id: Id
    due_on: Day
    organisation: Code | None = None


@event("ticketing", subject="survey_id")
class ConsentSurveyClosed(Event):
    """A consent survey was closed for good. Of all `households` asked, so many said yes, no, or abstained; the others
    were not reached. `passed`: yes × `threshold_denominator` ≥ `threshold_numerator` × `households`; `team`: the survey
    team; `then_service_team`: where the survey passed, that team becomes a service team; `collectors`: ids of the
    volunteers who collected answers."""

    survey_id: Id
    households: Households
    yes: Households
    no: Households
    abstain: Households
    threshold_numerator: Share
    threshold_denominator: Share
    passed: Flag
    team: Code | None = None
    then_service_team: Flag = False
    collectors: Ids | None = None
