"""What the volunteer service tells: who can help, and the places and organisations they belong to."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from .. import fields, vocabulary
from ..event import Code, Day, Event, Flag, Id, Moment, event

PlaceKind = Annotated[str, partial(fields.OneOf, vocabulary.PLACE_KINDS)]
OrganisationKind = Annotated[str, partial(fields.OneOf, vocabulary.ORGANISATION_KINDS)]
SummonsFault = Annotated[str, partial(fields.OneOf, vocabulary.SUMMONS_FAULTS)]
TeamKind = Annotated[str, partial(fields.OneOf, vocabulary.TEAM_KINDS)]
VisitKind = Annotated[str, partial(fields.OneOf, vocabulary.VISIT_KINDS)]
StationKind = Annotated[str, partial(fields.OneOf, vocabulary.STATION_KINDS)]
StationHave = Annotated[str, partial(fields.OneOf, vocabulary.STATION_HAVES)]
ActivityKind = Annotated[str, partial(fields.OneOf, vocabulary.NEED_KINDS)]
NeedKind = Annotated[str, partial(fields.OneOf, vocabulary.NEED_KINDS)]
Urgency = Annotated[str, partial(fields.OneOf, vocabulary.URGENCIES)]
NeedOrigin = Annotated[str, partial(fields.OneOf, vocabulary.NEED_ORIGINS)]
Minutes = Annotated[int, partial(fields.Whole, 0, 1440)]
HonourMinutes = Annotated[int, partial(fields.Whole, 1, 10**6)]
People = Annotated[int, partial(fields.Whole, 0, 10**6)]
Name = Annotated[str, partial(fields.Text, 100)]
Codes = Annotated[list[str], lambda **settings: fields.ListOf(fields.Code(), 1000, **settings)]
Ids = Annotated[list[str], lambda **settings: fields.ListOf(fields.Id(), 2000, **settings)]


@event("volunteer", subject="place")
class PlaceRegistered(Event):
    """A place of the district's tree was registered, or its record changed."""

    place: Code
    kind: PlaceKind
    name: Name
    parent: Code | None = None


@event("volunteer", subject="organisation")
class OrganisationRegistered(Event):
    """An organisation was registered, or its record changed. `appraised`: it takes part in the department
    appraisal; `paired_with`: the communities it is paired with."""

    organisation: Code
    kind: OrganisationKind
    name: Name
    appraised: Flag
    paired_with: Codes


@event("volunteer", subject="volunteer_id")
class VolunteerRegistered(Event):
    """A person became a volunteer of the community. `person`: the id of the one who signs in as this volunteer, None
    where that is not known."""

    volunteer_id: Id
    group: Code | None
    skills: Codes
    party_member: Flag
    person: Id | None = None


@event("volunteer", subject="volunteer_id")
class VolunteerUpdated(Event):
    """A volunteer's record changed; the whole of what is told of it stands here again."""

    volunteer_id: Id
    group: Code | None
    skills: Codes
    party_member: Flag
    person: Id | None = None


@event("volunteer", subject="volunteer_id")
class VolunteerWithdrawn(Event):
    """A volunteer no longer serves. The facts of past services stay."""

    volunteer_id: Id


@event("volunteer", subject="volunteer_id")
class VolunteerMerged(Event):
    """Two records were of one person: what was under `volunteer_id` is under `into` from now on, and `volunteer_id`
    names nobody any more. A subscriber does the same with all that it keeps under `volunteer_id`, and of what both
    have for the same thing (an activity, a team, a building) keeps that of `into`. Attendances that moved, or count
    otherwise since, are told by AttendanceRecorded and teams by TeamFormed; no-shows, honour hours and visits are not
    told again."""

    volunteer_id: Id
    into: Id


@event("volunteer", subject="volunteer_id")
class VolunteerErased(Event):
    """What was kept of a person was erased; facts stay under an id that means nobody. A subscriber erases what it
    keeps of the person besides facts."""

    volunteer_id: Id


@event("volunteer", subject="household_id")
class HouseholdRecorded(Event):
    """Who lives in one household, the whole as it now stands: `volunteers`, and `persons` who sign in. Nobody: it has
    ended."""

    household_id: Id
    volunteers: Ids
    persons: Ids


@event("volunteer", subject="team")
class TeamFormed(Event):
    """A team was formed, or its members changed."""

    team: Code
    kind: TeamKind
    name: Name
    members: Ids
    leader: Id | None = None


@event("volunteer", subject="team")
class TeamConverted(Event):
    """A team that was of the kind `before` is now for another purpose, with the same members. The kind may be the same
    where only the purpose is another."""

    team: Code
    before: TeamKind
    kind: TeamKind


@event("volunteer", subject="call_out_id")
class SquadCalledOut(Event):
    """An emergency squad was called out; `drill`: for practice; `called`: the volunteers who stand in it. `need_id`:
    of the need that it was summoned to, if it was, by the summons `summons_id`."""

    call_out_id: Id
    team: Code
    drill: Flag
    called: Ids | None = None
    need_id: Id | None = None
    summons_id: Id | None = None


@event("volunteer", subject="summons_id")
class SquadSummonsRefused(Event):
    """A squad that was summoned to a need could not be called out."""

    summons_id: Id
    need_id: Id
    team: Code
    reason: SummonsFault


@event("volunteer", subject="call_out_id")
class CallOutEnded(Event):
    """A call-out of an emergency squad is over. `need_id`, `summons_id`: as `SquadCalledOut` has them."""

    call_out_id: Id
    team: Code
    drill: Flag
    need_id: Id | None = None
    summons_id: Id | None = None


@event("volunteer", subject="secondment_id")
class VolunteerSeconded(Event):
    """An organisation seconds a volunteer to this community, until `to_day` (None: without end). Told again when it
    ends otherwise than planned."""

    secondment_id: Id
    volunteer_id: Id
    organisation: Code
    from_day: Day
    to_day: Day | None = None


@event("volunteer", subject="visit_id")
class VisitLogged(Event):
    """A volunteer kept in touch with the people of a building, on the day `visited_on`."""

    visit_id: Id
    volunteer_id: Id
    building: Code
    kind: VisitKind
    visited_on: Day


@event("volunteer", subject="need_id")
class NeedFound(Event):
    """A volunteer found, on a visit or a patrol, that something needs to be done; the ticketing service opens a need
    under this id. `origin_id`: of the visit or the round; `reporter`: the id of the person who stands for the finding,
    the volunteer or the worker who logged it. What was found, in words, stays with the volunteer service."""

    need_id: Id
    origin: NeedOrigin
    origin_id: Id
    volunteer_id: Id
    reporter: Id
    urgency: Urgency
    kind: NeedKind | None = None
    building: Code | None = None


@event("volunteer", subject="activity_id")
class ActivityScheduled(Event):
    """An activity of the community was planned."""

    activity_id: Id
    kind: ActivityKind
    starts_at: Moment
    ends_at: Moment


@event("volunteer", subject="activity_id")
class ActivityCancelled(Event):
    """A planned activity was called off."""

    activity_id: Id


@event("volunteer", subject="activity_id")
class NoShowRecorded(Event):
    """A volunteer was going to an activity and did not come, as somebody said; it may still be objected to. `day`: the
    activity's."""

    activity_id: Id
    volunteer_id: Id
    day: Day | None = None


@event("volunteer", subject="activity_id")
class NoShowLifted(Event):
    """A no-show does not stand: an objection was right, or it turned out that the volunteer was there."""

    activity_id: Id
    volunteer_id: Id


@event("volunteer", subject="grant_id")
class HonourHoursGranted(Event):
    """Hours were granted to a volunteer for something other than attendance; they stand apart from credit hours."""

    grant_id: Id
    volunteer_id: Id
    minutes: HonourMinutes
    granted_on: Day


@event("volunteer", subject="grant_id")
class HonourHoursRevoked(Event):
    """Hours granted before do not stand any more."""

    grant_id: Id
    volunteer_id: Id


@event("volunteer", subject="attendance_id")
class AttendanceRecorded(Event):
    """A volunteer was at an activity, and `minutes` of it count. A correction, of this or of another attendance of the
    same day, tells it again under the next sequence; only the last counts."""

    attendance_id: Id
    activity_id: Id
    volunteer_id: Id
    kind: ActivityKind
    minutes: Minutes
    starts_at: Moment


@event("volunteer", subject="attendance_id")
class VolunteerCertified(Event):
    """A volunteer attended a training or a drill, and is certified for a skill until the day `valid_until`. `skill`:
    its code, None for one that has none. The last of several for one skill is the one that counts. `attended_on`: the
    day of the training."""

    attendance_id: Id
    activity_id: Id
    volunteer_id: Id
    valid_until: Day
    skill: Code | None = None
    attended_on: Day | None = None


@event("volunteer", subject="attendance_id")
class CertificationRevoked(Event):
    """What VolunteerCertified told of this attendance does not stand any more: it was corrected or is in doubt, or the
    volunteer's other record attended, too."""

    attendance_id: Id
    activity_id: Id
    volunteer_id: Id


@event("volunteer", subject="series_id")
class SeriesSilenceNoticed(Event):
    """A recurring activity goes on by its plan but, since a day, not in fact: nobody said who was there or called it
    off, or nothing of it lies ahead. Told once, and again when it fell silent anew."""

    series_id: Id
    since: Day


@event("volunteer", subject="station")
class StationRegistered(Event):
    """A station of the community was registered, or its record changed."""

    station: Code
    kind: StationKind
    name: Name


@event("volunteer", subject="station")
class StationChecked(Event):
    """A station was seen, on the day `seen_on`, to have or not to have one of the six. The check of the last day
    counts, and one of an earlier day may be told later."""

    station: Code
    have: StationHave
    had: Flag
    seen_on: Day


@event("volunteer", subject="pairing_id")
class PairingLapsed(Event):
    """Whoever is paired with a household, a volunteer or an organisation, has not been in touch since before `due_on`,
    by when they had agreed to be. Told once, until they are in time again."""

    pairing_id: Id
    due_on: Day
    volunteer_id: Id | None = None
    organisation: Code | None = None


@event("volunteer", subject="roll_id")
class RollSilenceNoticed(Event):
    """On this day, at the hour of the roll from which silence counts, some of those `on_roll` had not been heard from:
    `unheard`, of whom some were tried and not reached. `needs_help`: of those heard from. Told once for each roll and
    day."""

    roll_id: Id
    day: Day
    on_roll: People
    unheard: People
    not_reached: People
    needs_help: People
