"""The standard words: every closed list of codes that events and requests use, each code once.

Pages translate the codes; code, API, events and documents use them as they are.
"""

from __future__ import annotations

DISTRICT = "district"
"""Stands where a community's code stands, for records that belong to the whole district."""

ROLES = ("resident", "volunteer", "community_worker", "officer", "district_admin")

PLACE_KINDS = ("district", "subdistrict", "community", "compound", "building")

ORGANISATION_KINDS = (
    "department",
    "co_building_unit",
    "property_manager",
    "owners_committee",
    "social_organisation",
    "party_branch",
    "health_centre",
    "school",
    "business",
)

TEAM_KINDS = ("community_team", "group", "industry_team", "emergency_squad", "survey_team", "service_team")

STATION_KINDS = ("general", "compound")
"""A general station coordinates the others of its community (domain.md, A)."""

STATION_HAVES = ("sign", "rules", "staff", "facilities", "projects", "records")
"""The "six haves" of a station (domain.md, A)."""

AMENITIES = ("umbrellas", "hot_water", "charging", "first_aid_kit")
TEAM_ROLES = ("leader", "deputy", "member")
"""How somebody stands in a team. A deputy stands in for the leader."""

TIERS = ("party_member", "social_organisation", "resident")
"""怡江社区's three tiers (domain.md, E): party members lead, social organisations support, residents complete."""

INDUSTRIES = ("science", "culture", "law", "health", "public_order", "environment")
"""The industries of 勃利县's industry teams (domain.md, D)."""

CALL_OUT_ANSWERS = ("coming", "not_coming")

VISIT_KINDS = ("household_visit", "phone_interview", "door_knock", "publicity")
"""How 协庄社区's volunteers keep in touch with the buildings they answer for (domain.md, A)."""

DELIVERIES = ("funds", "skills", "jobs", "projects", "culture", "health")
"""What one-to-one pairing brings a household: the six deliveries (六送) of 勃利县 (domain.md, D)."""

CONTACT_KINDS = ("household_visit", "phone_interview", "door_knock")
"""How whoever is paired keeps in touch."""

ROLL_REPORTS = ("well", "needs_help", "not_reached")
"""How somebody who must be heard from each day was found."""

ROLL_STATES = (*ROLL_REPORTS, "silent")

NEED_KINDS = (
    "convenience",
    "hardship_relief",
    "job_guidance",
    "public_order",
    "health_care",
    "environment",
    "publicity_education",
    "culture_recreation",
)
"""The eight kinds of service of 勃利县 (domain.md, D)."""

SIGN_UP_STATES = ("going", "waiting")

NOT_COUNTED = ("set_aside", "rejected", "too_short", "overlap", "activity_cap", "daily_cap", "rounded", "merged")
"""Why not all of an attendance counts as hours. `merged`: the same person's other record attended, too."""

ATTENDANCE_WAYS = ("list", "code", "on_the_spot")
"""How it came to be known who was there: told by a worker afterwards, by the code shown there, or by a worker on the
spot."""

DOUBTS = ("burst", "two_places", "too_far_apart", "no_check_out")
"""Why an attendance is set aside for a person to decide."""

DOUBT_DECISIONS = ("accepted", "rejected")

NO_SHOW_STATES = ("recorded", "objected", "upheld", "lifted")
TRAINING_KINDS = ("training", "drill")

SKILL_GROUNDS = ("credential_valid", "self_declared")
"""On what it is believed that somebody has a skill."""

AVAILABILITIES = ("declared_free", "not_declared", "declared_otherwise")
"""How a time stands to what a volunteer declared of their week."""

WISH_MATCHES = ("wished", "not_declared", "not_wished")
"""How a kind of service stands to those that a volunteer wishes."""

DISTANCES = ("same_building", "same_compound", "same_community", "unknown")
"""How near a volunteer is to a building, going by the places known of them."""

ENGAGEMENTS = ("activity", "station_duty")

NOT_PROPOSED = (
    "not_seconded",
    "no_skill",
    "credential_expired",
    "no_language",
    "not_available",
    "busy",
    "proposed_elsewhere",
)
"""Why somebody is not proposed for something, the first that holds."""
RHYTHMS = ("day", "week", "month", "quarter")
"""How often something recurs."""

HOLIDAY_TREATMENTS = ("keep", "skip", "move", "workdays_only")
"""What a recurrence does on public holidays: takes place anyway, is left out, is moved to the next working day; or it
takes place on working days only, make-up working weekends among them."""

SERIES_HEALTH = ("running", "fallen_silent", "ended", "stopped")

CALENDAR_STATES = ("confirmed", "tentative", "cancelled")
"""The states of an event in an iCalendar feed."""

URGENCIES = ("life_safety", "utilities", "ordinary")
"""Dispatch within 1, 2 or 24 hours: the classes of the Beijing standard in force since 2023."""

ROUTES = ("volunteer", "department")

PROVIDER_KINDS = ("volunteer", "department")

NEED_STATES = (
    "reported",
    "triaged",
    "offered",
    "whistled",
    "assigned",
    "suspended",
    "completed",
    "confirmed",
    "closed",
    "declined",
    "withdrawn",
    "merged",
)
"""``merged``: another need stands for it, with whoever reported or follows it."""

PHOTO_MOMENTS = ("before", "after")
"""Whether a photo shows the matter before or after it was served."""

CLOSING_REASONS = ("served", "declined", "withdrawn")

ASSIGNMENT_WAYS = ("claimed", "assigned", "reported_in")

DECLINE_REASONS = ("no_time", "no_skill", "too_far_away", "unwell", "other_reason")
"""Why a volunteer does not accept what was assigned."""

HELPING_WAYS = ("joined", "called_in")
"""Whether a further helper came by himself or was called in by a worker."""

LEAVING_WAYS = ("stepped_out", "released")
"""Whether a helper left by himself or is not needed any more."""

SUMMONS_STATES = ("summoned", "called_out", "not_called_out", "ended")
"""What became of a squad that was summoned to a need; ``ended``: its call-out is over."""

SUMMONS_FAULTS = ("unknown_team", "not_a_squad", "no_members", "call_out_running")
"""Why a squad that was summoned was not called out."""

REPORTING_CHANNELS = ("self", "on_behalf")

NEED_ORIGINS = ("visit", "patrol_finding")
"""What a volunteer was doing who found a need that nobody had reported."""

ESCALATION_REASONS = ("report_in_overdue",)

WHISTLE_PURPOSES = ("summons", "handover", "help")
"""What a department is whistled for: to serve the need, to take it over from the one responsible, or to help it."""

WHISTLE_STATES = ("waiting", "reported_in", "declined", "excused")
"""``declined``: the department says that the need is not its own, and a worker is to decide."""

NEED_LEVELS = ("community", "subdistrict", "district")
"""How far up a need has gone. What nobody owns falls to the district."""

RAISING_WAYS = ("by_hand", "time_limit")

NEED_CLOCKS = ("dispatch", "answer")
"""Until the triage; from there until the service is reported done."""

CLOCK_TERMS = (*URGENCIES, "complex")
"""By which of the limits a clock runs: ``complex`` for an ordinary need that takes long."""

CLOCK_STATES = ("running", "paused", "ended")

CLOCK_STEPS = ("started", "paused", "resumed", "moved", "ended")

CALL_BACK_FAILURES = ("no_answer", "wrong_number", "away", "not_willing")
"""Why a call-back could not be made: it says nothing of who served the need."""

HAZARD_PARTIES = (
    "property_manager",
    "owners_committee",
    "community",
    "volunteer_team",
    "department",
    "professional",
)
"""Who usually takes a step against a hazard (domain.md, E: the management net)."""

STEP_PARTIES = ("organisation", "team", "community")
"""What answers for a step against a hazard: an organisation, a volunteer team, or the community itself."""

HAZARD_STEP_STATES = ("open", "done", "waived")

INDICATOR_UNITS = ("per_mille", "basis_points")
"""In which whole numbers a rate is told: 700 per mille and 7,000 basis points are 70%."""

RESOURCE_KINDS = ("venue", "people", "funds", "goods", "expertise", "service")
"""What a unit or a community can put on the resource list (domain.md, B)."""

ENTRY_STATES = ("listed", "in_project", "settled", "dropped")
"""Where an entry of the need list stands; it is open in the first two."""

PROJECT_STATES = ("proposed", "in_hand", "finished", "confirmed", "withdrawn")
"""Where a micro-project stands. `finished`: the unit says so; `confirmed`: the community too."""

AGENDA_KINDS = (
    "report_missing",
    "milestone_overdue",
    "decision_open",
    "project_unclaimed",
    "project_to_confirm",
)
"""Why something stands on the agenda of a joint meeting."""

SATISFACTIONS = ("satisfied", "basically_satisfied", "not_satisfied")

TOPIC_STATES = ("proposed", "taken_up", "declined", "concluded")

SURVEY_ANSWERS = ("yes", "no", "abstain")

EVIDENCE_KINDS = ("signature", "witness", "recording")
"""What shows that a household answered as was recorded."""

STAR_YEAR_STATES = ("freezing", "public", "publishing", "published")
APPEAL_STATES = ("open", "allowed", "dismissed")
RECORD_KINDS = ("rating", "service", "attendance", "training", "no_show", "honour_hours")
"""What counts for or against a volunteer and can be ruled on."""

RULINGS = ("set_aside", "stays_aside", "let_count", "under_appeal", "corrected", "dismissed")
"""How a record came to count otherwise, or to be looked at. `stays_aside`: it was decided that what was set aside does
not count; `let_count`: that it does; `under_appeal`: what it counts stays as it is; `dismissed`: it counts again as
before the appeal."""

DEPARTMENT_RECORD_KINDS = ("case", "whistle", "mark")
"""What counts for or against a department and can be ruled on."""

CASE_ANSWERS = (
    *(f"rated_{stars}" for stars in range(1, 6)),
    *(f"called_{satisfaction}" for satisfaction in SATISFACTIONS),
    "not_reached",
)
"""What was said of a department's service: stars, or satisfaction at a call-back."""

WHISTLE_OUTCOMES = ("in_time", "late", "unanswered", "excused")
LEFT_OUT = "left_out"
OUTCOMES = (*CASE_ANSWERS, *WHISTLE_OUTCOMES, LEFT_OUT)
"""How a department's record counts. `left_out`: nowhere, by an appeal."""

RATING_DOUBTS = ("own_rating", "same_household", "rating_ring", "many_by_one", "many_at_once")
"""Why a rating is set aside: one's own, one within a household, one of a ring, too many by the same person, too
many within minutes."""

DOUBT_STATES = ("open", "stays_aside", "let_count")
RATING_STANDINGS = ("provisional", "public", "final")
POSTING_KINDS = ("earned", "reversed", "spent", "returned", "expired", "transferred")
"""Why a volunteer's points changed. `reversed`: the hours behind them are not what they were; `returned`: what they
were spent on was not taken; `transferred`: from another record of the same person, or from another year's points to
make up for what was owed."""

BENEFIT_STATES = ("upcoming", "on_offer", "sold_out", "over", "withdrawn")
"""Whether a benefit package can be redeemed today, and why not."""

REDEMPTION_STATES = ("redeemed", "honoured", "cancelled", "ran_out")
"""`redeemed`: its code is good; `ran_out`: nobody took it in time."""

EXCLUSION_REASONS = ("excused", "not_reached", LEFT_OUT)
"""Why something does not count in a department's appraisal. `excused`: a whistle that the community agreed it should
not have sent; `not_reached`: a service of which nobody could be asked; `left_out`: a service that does not count by an
appeal."""

ASPECT_SOURCES = (
    "marks",
    "response",
    "satisfaction",
    "resolution",
    "projects_finished",
    "volunteer_days",
    "joint_meetings",
)
"""What an aspect of the department appraisal goes by."""
